"""Port 10 of the floor: what a token may be for. A token does what its scopes say and its owner may do at that moment, never more.

An app that has something to protect registers the Wagtail hook `api_scopes`: a function without arguments that returns Scopes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from wagtail import hooks

from cms.models import ApiToken, User


@dataclass(frozen=True)
class Scope:
    """One thing that tokens can be for. `may_use` is asked for each request, so whoever loses a right loses it in their tokens."""

    name: str
    words: str | Promise
    """What it opens, for the person who ticks it."""
    may_use: Callable[[User], bool]


def all_scopes() -> dict[str, Scope]:
    """Every scope there is, by name."""
    return {scope.name: scope for ask in hooks.get_hooks("api_scopes") for scope in ask()}


def may_have_tokens(user: User) -> bool:
    """Whether a token of this account counts at all. An account that was made by joining stands for somebody who never signs in."""
    return user.is_authenticated and user.is_active and not user.came_by_joining


def scopes_for(user: User) -> list[Scope]:
    """Those this person may use today."""
    return [scope for scope in all_scopes().values() if may_have_tokens(user) and scope.may_use(user)]


def allows(token: ApiToken | None, name: str) -> bool:
    """Whether this token opens that scope now: it says so, and its owner may."""
    if token is None or name not in token.scopes:
        return False
    scope = all_scopes().get(name)
    return scope is not None and may_have_tokens(token.user) and scope.may_use(token.user)
