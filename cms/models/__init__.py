"""The floor's models, one public import path."""

from cms.models.files import Document, Image, Rendition
from cms.models.pages import BasePage, HomePage, StandardPage
from cms.models.settings import DistrictSettings
from cms.models.users import User

__all__ = ["BasePage", "DistrictSettings", "Document", "HomePage", "Image", "Rendition", "StandardPage", "User"]
