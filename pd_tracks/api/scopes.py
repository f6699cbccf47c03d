"""What tokens may be for here."""

from django.utils.translation import gettext_lazy as _

from cms.api.scopes import Scope
from cms.models import User
from pd_tracks.sharing import is_coach


def scopes_of_the_tracks() -> list[Scope]:
    """`participation` and `people` are for resources below /api/v1/participation/."""
    return [
        Scope("me", _("Your own learning: read it, take it along, delete it"), lambda user: True),
        Scope("participation", _("Published counts of participation"), _works_in_waymark),
        Scope("people", _("What teachers share with you as their coach"), is_coach),
    ]


def _works_in_waymark(user: User) -> bool:
    return user.has_perm("wagtailadmin.access_admin")
