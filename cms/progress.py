"""Port 3 of the floor: somebody made progress with something launchable.

The sender (an app with teaching material) and the receiver (`lti`, which may tell the platform) do not know each other.
Send inside the transaction that saves the progress: both commit or neither.
"""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Progress:
    """What happened, in opaque keys: no names, no answers, no score."""

    person_key: str
    context_key: str
    launch_key: str
    done: bool


progress_recorded = Signal()
"""Sent with `progress=Progress(...)`; the sender is the model class of the content."""
