"""The tool's records, one public import path."""

from lti.models.keys import ToolKey
from lti.models.launches import Context, Launch, Membership, Placing, PlatformUser, ResourceLink, SpentNonce
from lti.models.platforms import Deployment, Registration

__all__ = [
    "Context",
    "Deployment",
    "Launch",
    "Membership",
    "Placing",
    "PlatformUser",
    "Registration",
    "ResourceLink",
    "SpentNonce",
    "ToolKey",
]

for _model in (Context, Deployment, Launch, Membership, Placing, PlatformUser, Registration, ResourceLink, SpentNonce, ToolKey):
    # Nothing here refers to pages; without this Wagtail re-indexes references on every launch.
    _model.wagtail_reference_index_ignore = True
