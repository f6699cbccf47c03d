"""The permanent keys of what the loader makes: the same in every installation."""

import uuid

STARTER_NAMESPACE = uuid.UUID("6f1d3a52-2c0e-5b57-9d7a-6d6c1f0e7a11")


def launch_key(kind: str, slug: str) -> uuid.UUID:
    """The key of a starter unit, lesson or term."""
    return uuid.uuid5(STARTER_NAMESPACE, f"{kind}:{slug}")
