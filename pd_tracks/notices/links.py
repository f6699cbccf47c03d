"""The link that switches one kind of e-mail off, without a sign-in: whoever holds the e-mail may. It can do nothing else."""

from django.core import signing
from django.urls import reverse

from cms.public_url import public_url
from pd_tracks.models.notices import Kind

SALT = "waymark.notices.stop"
SECONDS = 365 * 24 * 60 * 60
MOST_CHARS = 300


def stop_url(user_id: int, kind: Kind) -> str:
    """The whole address, in the language being spoken. Names the account by its number, and the kind; good for a year, as often as it is used."""
    return public_url(reverse("stop_notices", args=[signing.dumps([user_id, kind.value], salt=SALT)]))


def read_stop(token: str) -> tuple[int, Kind] | None:
    """Whose e-mail of which kind; None for what we did not sign, or not within a year."""
    if len(token) > MOST_CHARS:
        return None
    try:
        user_id, kind = signing.loads(token, salt=SALT, max_age=SECONDS)
        return int(user_id), Kind(kind)
    except (signing.BadSignature, TypeError, ValueError):
        return None
