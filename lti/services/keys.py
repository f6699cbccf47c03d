"""The tool's own keys."""

from datetime import timedelta

from django.utils import timezone

import jwt

from lti.models import ToolKey

OVERLAP = timedelta(days=2)


def published_keys() -> list[dict]:
    """The public key set platforms read; makes the first key where there is none yet.

    Two nodes doing so at the same moment make two keys, which is harmless: both are published.
    """
    keys = list(ToolKey.objects.published()) or [ToolKey.generate()]
    return [key.public_jwk for key in keys]


def signing_key() -> ToolKey:
    """The key to sign with: the one that platforms have known longest."""
    key = ToolKey.objects.published().last()
    return key or ToolKey.generate()


def signed(claims: dict) -> str:
    """A message of ours to a platform: RS256, with the `kid` it finds in our key set."""
    key = signing_key()
    return jwt.encode(claims, key.private_pem(), algorithm="RS256", headers={"kid": key.kid})


def rotate_keys(*, dry_run: bool = False) -> tuple[int, int]:
    """Publishes a new key beside the newest one and retires those before it. Returns (made, retired).

    Platforms may keep our key set for an hour, so a key is used only beside its successor and goes only when that one has
    been out for two days. Does nothing while the newest key is younger: safe to run twice and from cron.
    """
    newest = ToolKey.objects.published().first()
    if newest and newest.created_at > timezone.now() - OVERLAP:
        return 0, 0
    older = ToolKey.objects.published().exclude(pk=newest.pk if newest else None)
    retired = older.count()
    if not dry_run:
        older.update(retired_at=timezone.now())
        ToolKey.generate()
    return 1, retired
