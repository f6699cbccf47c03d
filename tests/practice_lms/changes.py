"""The ways in which a drafted launch can be changed: each function returns a change, to be applied to a Draft."""

import time
from collections.abc import Callable

from practice_lms.compact import Draft
from practice_lms.signing import CLAIM

Change = Callable[[Draft], None]


def claim(**values) -> Change:
    """Sets claims. A name in capitals is one of the LTI claims: VERSION is …/claim/version."""
    return lambda draft: draft.claims.update({full_name(name): value for name, value in values.items()})


def without(*names: str) -> Change:
    def change(draft: Draft) -> None:
        for name in names:
            draft.claims.pop(full_name(name), None)

    return change


def inside(name: str, **values) -> Change:
    """Changes members of an object claim."""
    return lambda draft: draft.claims.update({full_name(name): {**draft.claims.get(full_name(name), {}), **values}})


def times(**offsets: float) -> Change:
    """Sets iat, exp or nbf to so many seconds from now."""
    return lambda draft: draft.claims.update({name: int(time.time() + offset) for name, offset in offsets.items()})


def draft(**values) -> Change:
    """Sets attributes of the draft, such as algorithm or raw."""
    return lambda target: [setattr(target, name, value) for name, value in values.items()]


def header(**values) -> Change:
    return lambda target: target.headers.update(values)


def both(*changes: Change) -> Change:
    return lambda target: [change(target) for change in changes]


def post(**values: str) -> Change:
    """Posts these fields as well; one that is there already is replaced, id_token= leaves the token out."""
    return lambda target: target.form.update(values)


def full_name(name: str) -> str:
    return f"{CLAIM}{name.lower()}" if name.isupper() else name
