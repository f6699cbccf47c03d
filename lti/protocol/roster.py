"""Names and Role Provisioning Services 2.0, read page by page: who is in a course, and what of it is borrowed."""

from collections.abc import Iterator
from dataclasses import dataclass

from lti.protocol.claims import MAX_ID, MAX_TITLE, UNSAFE_IN_TITLES
from lti.protocol.roles import Role, known_roles

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
AT_ONCE = 100


@dataclass(frozen=True)
class Member:
    """A member as long as a page is being made. No e-mail, no picture: they are not even read."""

    sub: str
    name: str
    is_learner: bool


def members_of(document: object) -> Iterator[Member]:
    """Active members of a page of the roster (section 2.1), test users left out. Raises ValueError for what is no such page."""
    rows = document.get("members") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError("members are a list")
    for row in rows:
        if not isinstance(row, dict) or row.get("status", "Active") != "Active":
            continue
        sub, sent = row.get("user_id"), row.get("roles")
        if not isinstance(sub, str) or not 0 < len(sub) <= MAX_ID:
            continue
        roles = known_roles([role for role in sent if isinstance(role, str)] if isinstance(sent, list) else [])
        if Role.TEST_USER not in roles:
            yield Member(sub, _name(row), Role.LEARNER in roles)


def _name(row: dict) -> str:
    """As the platform writes it; put together where it sends only the parts; "" where it sends none."""
    parts = [row.get(part) for part in ("given_name", "family_name")]
    whole = row.get("name") or " ".join(part for part in parts if isinstance(part, str))
    return UNSAFE_IN_TITLES.sub(" ", whole).strip()[:MAX_TITLE] if isinstance(whole, str) else ""
