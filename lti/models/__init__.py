"""The tool's records, one public import path."""

from lti.models.keys import ToolKey
from lti.models.launches import Context, Launch, Membership, PlatformUser, ResourceLink, SpentNonce
from lti.models.platforms import Deployment, Registration

__all__ = ["Context", "Deployment", "Launch", "Membership", "PlatformUser", "Registration", "ResourceLink", "SpentNonce", "ToolKey"]
