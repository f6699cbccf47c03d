"""Port 8 of the floor: what an installation does by itself, from cron.

An app that keeps something for a time registers the Wagtail hook `purge_expired`; one that keeps secrets, `rotate_keys`. Both are functions
of `dry_run` that return how many of what: counted and not done where it is true. Both are safe to run twice.
"""

from wagtail import hooks


def run(hook: str, *, dry_run: bool) -> dict[str, int]:
    """What every app did, by its own words for it."""
    counts: dict[str, int] = {}
    for do in hooks.get_hooks(hook):
        counts |= do(dry_run=dry_run)
    return counts


def in_words(counts: dict[str, int]) -> str:
    """`3 launches, 0 pseudonyms`."""
    return ", ".join(f"{count} {name}" for name, count in counts.items())
