"""What tokens may be for here."""

from django.utils.translation import gettext_lazy as _

from cms.api.scopes import Scope
from cms.models import User


def scopes_of_the_curriculum() -> list[Scope]:
    """Teachers' parts are what everybody who works in the administration may see there."""
    return [Scope("teacher", _("Teachers’ parts of lessons: notes, answers, supports"), _works_in_waymark)]


def _works_in_waymark(user: User) -> bool:
    return user.has_perm("wagtailadmin.access_admin")
