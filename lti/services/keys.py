"""The tool's own keys."""

from datetime import timedelta

from django.utils import timezone

import jwt

from lti.models import Registration, ToolKey

OVERLAP = timedelta(days=2)
KEY_SET_LIFE = timedelta(hours=1)
"""How long platforms may keep our key set (lti.views.jwks)."""


def published_keys() -> list[dict]:
    """The public key set platforms read; makes the first key where there is none yet.

    Two nodes doing so at the same moment make two keys, which is harmless: both are published.
    """
    keys = list(ToolKey.objects.published())
    if not any(key.registration_id is None and key.retired_at is None for key in keys):
        keys = [ToolKey.generate(), *keys]
    return [key.public_jwk for key in keys]


def signing_key(registration: Registration | None = None) -> ToolKey:
    """The key to sign with: the one that platforms have known longest; the platform's own where it has one."""
    shown = timezone.now() - KEY_SET_LIFE
    own = ToolKey.objects.in_use(registration).filter(created_at__lte=shown).last() if registration else None
    return own or ToolKey.objects.in_use().last() or ToolKey.generate()


def signed(claims: dict, registration: Registration | None = None) -> str:
    """A message of ours to a platform: RS256, with the `kid` it finds in our key set."""
    key = signing_key(registration)
    return jwt.encode(claims, key.private_pem(), algorithm="RS256", headers={"kid": key.kid})


def give_own_key(registration: Registration) -> ToolKey:
    """A key for this registration alone. It signs an hour from now, when no platform can still hold a key set without it."""
    return ToolKey.objects.in_use(registration).last() or ToolKey.generate(registration)


def rotate_keys(*, dry_run: bool = False) -> tuple[int, int]:
    """Publishes a new key beside the newest one and retires those before it. Returns (made, retired).

    Platforms may keep our key set for an hour, so a key is used only once it has been out for two days, and stays in the key set
    for a day after its last use. Does nothing while the newest key is younger: safe to run twice and from cron. Keys that are for
    one registration are rotated in the same way, each by itself.
    """
    owners = [None, *Registration.objects.filter(keys__retired_at=None, keys__isnull=False).distinct()]
    turns = [_rotate(owner, dry_run=dry_run) for owner in owners]
    return sum(made for made, _retired in turns), sum(retired for _made, retired in turns)


def _rotate(owner: Registration | None, *, dry_run: bool) -> tuple[int, int]:
    newest = ToolKey.objects.in_use(owner).first()
    if newest and newest.created_at > timezone.now() - OVERLAP:
        return 0, 0
    older = ToolKey.objects.in_use(owner).exclude(pk=newest.pk if newest else None)
    retired = older.count()
    if not dry_run:
        older.update(retired_at=timezone.now())
        ToolKey.generate(owner)
    return 1, retired
