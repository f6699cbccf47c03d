"""How badges are written down: the vocabularies they start with, JSON read strictly, times in one form."""

import base64
import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# A badge of ours has about 4,000 characters, a full status list about 25,000.
MAX_CHARS = 262_144
# RFC 3339, as the standard's DateTimeZ: the zone is never left out.
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})")
COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def read_object(text: str | bytes) -> dict:
    """The JSON object in a text. Raises ValueError for anything that two readers could understand differently.

    Names given twice, numbers without a value (NaN, infinity), half characters, endless nesting.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def from_base64url(text: str) -> bytes:
    """The bytes of a base64url text without padding. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def to_base64url(content: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def write_time(moment: datetime) -> str:
    """A time in UTC to the second. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_time(text: object) -> datetime:
    """The time in a text, with its zone. Raises ValueError."""
    if not isinstance(text, str) or not TIME.fullmatch(text):
        raise ValueError("not a time with its zone")
    moment = datetime.fromisoformat(text)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside of the calendar") from error


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 (RFC 7519, "NumericDate"); what is left over is cut off."""
    return int(moment.timestamp() // 1)


def is_https_url(text: object) -> bool:
    """An absolute address that a browser can open, without secrets or blanks in it."""
    if not isinstance(text, str) or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
