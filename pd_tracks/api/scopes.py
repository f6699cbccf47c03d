"""What tokens may be for here."""

from django.utils.translation import gettext_lazy as _

from cms.api.scopes import Scope
from cms.models import User
from pd_tracks.sharing import Kind, Onlooker, is_coach


def scopes_of_the_tracks() -> list[Scope]:
    return [
        Scope("me", _("Your own learning: read it, take it along, delete it"), lambda user: True),
        Scope("participation", _("Published counts of participation"), _sees_counts),
        Scope("people", _("Who turned to you as their coach, and what they show"), is_coach),
    ]


def _sees_counts(user: User) -> bool:
    return bool(Onlooker(user=user).kinds & {Kind.COACH, Kind.LEADER, Kind.ADMINISTRATOR})
