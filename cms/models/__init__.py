"""The floor's models, one public import path."""

from cms.models.files import Document, Image, Rendition
from cms.models.pages import BasePage, HomePage, StandardPage
from cms.models.reviews import Reviewable, ReviewablePage, ReviewNote, ReviewRequest, SentDigest
from cms.models.schools import School
from cms.models.settings import DistrictSettings
from cms.models.signin import AuthenticatorApp, RecoveryCodes, SignIn
from cms.models.tokens import ApiToken
from cms.models.users import User
from cms.models.ways_in import SingleSignOnIdentity, SpentLink

# isort: split
# Last: their editor shows the review clock, which knows the models above.
from cms.models.policies import PolicyClause, PolicyIndexPage, PolicyKind, PolicyPage, PolicyStatus, PolicyVersion

__all__ = [
    "ApiToken",
    "AuthenticatorApp",
    "BasePage",
    "DistrictSettings",
    "Document",
    "HomePage",
    "Image",
    "RecoveryCodes",
    "PolicyClause",
    "PolicyIndexPage",
    "PolicyKind",
    "PolicyPage",
    "PolicyStatus",
    "PolicyVersion",
    "Rendition",
    "ReviewNote",
    "ReviewRequest",
    "Reviewable",
    "ReviewablePage",
    "School",
    "SentDigest",
    "SignIn",
    "SingleSignOnIdentity",
    "SpentLink",
    "StandardPage",
    "User",
]
