"""The only writers of tokens. A token is shown once, by whoever made it; afterwards there is only its hash."""

import logging
from datetime import timedelta

from django.db import transaction

from cms.api.scopes import scopes_for
from cms.models import ApiToken, User

logger = logging.getLogger(__name__)
MOST_TOKENS = 20
DEFAULT_DAYS, MOST_DAYS = 90, 365


class TooManyTokens(Exception):
    """This person has as many as one may have."""


@transaction.atomic
def make_token(*, owner: User, name: str, scopes: list[str], days: int) -> str:
    """A new token of this person, for scopes they may use today. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=owner.pk)  # two windows at once: one after the other
    if ApiToken.objects.of(owner).count() >= MOST_TOKENS:
        raise TooManyTokens
    allowed = {scope.name for scope in scopes_for(owner)}
    row, token = ApiToken.objects.create(
        owner, expiry=timedelta(days=min(days, MOST_DAYS)), name=name, scopes=[scope for scope in scopes if scope in allowed]
    )
    logger.info("API token %s made", row.key)
    return token


def revoke_token(*, key, by: User) -> bool:
    """Ends a token at once: one's own; a superuser ends anybody's. False where there is none such."""
    rows = ApiToken.objects.filter(key=key) if by.is_superuser else ApiToken.objects.of(by).filter(key=key)
    gone = bool(rows.delete()[0])
    if gone:
        logger.info("API token %s revoked", key)
    return gone


def purge_tokens(*, dry_run: bool) -> dict[str, int]:
    """Deletes those whose last day is over."""
    rows = ApiToken.objects.over()
    return {"API tokens": rows.count() if dry_run else rows.delete()[0]}
