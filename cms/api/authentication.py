"""Who asks: a token, or, for what is somebody's own, whoever is signed in on the site."""

import re

from django.utils import timezone

from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

from cms.api.scopes import may_have_tokens
from cms.models import ApiToken, User

WELL_FORMED = re.compile(rb"wm_[0-9a-f]{64}")
REFUSED = "This token does not count: it is unknown, over or revoked, or its owner's account is switched off."


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Bearer wm_…`. One statement, and one more on the first use of a day. The same words whatever is wrong."""

    def authenticate_credentials(self, token: bytes):
        if not WELL_FORMED.fullmatch(token):  # never a NUL or a broken character for the database
            raise AuthenticationFailed(REFUSED)
        try:
            return super().authenticate_credentials(token)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(REFUSED) from error

    def validate_user(self, auth_token: ApiToken) -> tuple[User, ApiToken]:
        if not may_have_tokens(auth_token.user):
            raise AuthenticationFailed(REFUSED)
        auth_token.note_use()
        return auth_token.user, auth_token

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Whether it is over. Reading deletes nothing: `purge_expired` does."""
        return auth_token.expiry is None or auth_token.expiry <= timezone.now()


class SignedIn(SessionAuthentication):
    """Whoever is signed in on the site, as `cms.signin` has it; with Django's form token for everything that changes something."""
