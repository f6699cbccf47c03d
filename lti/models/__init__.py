"""The tool's records, one public import path."""

from lti.models.completion import Completion, QueuedScore
from lti.models.invitations import Invitation
from lti.models.keys import ToolKey
from lti.models.launches import Context, Launch, Membership, Placing, PlatformUser, ResourceLink, SpentNonce
from lti.models.platforms import Deployment, Registration

__all__ = [
    "Completion",
    "Context",
    "Deployment",
    "Invitation",
    "Launch",
    "Membership",
    "Placing",
    "PlatformUser",
    "QueuedScore",
    "Registration",
    "ResourceLink",
    "SpentNonce",
    "ToolKey",
]

for _name in __all__:
    # Nothing here refers to pages; without this Wagtail re-indexes references on every launch.
    globals()[_name].wagtail_reference_index_ignore = True
