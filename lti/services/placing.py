"""Placing lessons and units in a course (Deep Linking 2.0): from the platform's request to the one answer it gets."""

from dataclasses import asdict

from django.conf import settings

from lti.errors import LtiError
from lti.models import Launch, Placing
from lti.protocol.placing import DeepLinkingSettings


def begin_placing(launch: Launch, asked: DeepLinkingSettings) -> Placing:
    """Keeps what the platform asked, on our side, under the launch. Raises LtiError where the answer could not be sent safely."""
    if not asked.return_origin.startswith("https://") and not settings.LTI_ALLOW_LOOPBACK_HTTP:
        raise LtiError("deep_linking_invalid", "deep_link_return_url")
    return Placing.objects.create(launch=launch, settings=asdict(asked))
