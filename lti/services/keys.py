"""The tool's own keys."""

from datetime import timedelta

from django.utils import timezone

from lti.models import ToolKey

OVERLAP = timedelta(days=2)


def published_keys() -> list[dict]:
    """The public key set platforms read; makes the first key where there is none yet.

    Two nodes doing so at the same moment make two keys, which is harmless: both are published.
    """
    keys = list(ToolKey.objects.published()) or [ToolKey.generate()]
    return [key.public_jwk for key in keys]


def rotate_keys(*, dry_run: bool = False) -> tuple[int, int]:
    """Publishes a new key and retires those that have had a successor for two days. Returns (made, retired). Safe to run daily:
    a key younger than the overlap is not followed by another."""
    now = timezone.now()
    newest = ToolKey.objects.published().first()
    due = newest is None or newest.created_at < now - OVERLAP
    old = ToolKey.objects.published().filter(created_at__lt=now - OVERLAP).exclude(pk=newest.pk if newest else None)
    retired = old.count()
    if not dry_run:
        old.update(retired_at=now)
        if due:
            ToolKey.generate()
    return int(due), retired
