"""Typed, strict readers of environment variables.

Every variable the project reads goes through one of these, so a bad value stops the process at start with the variable's
name. No defaults are hidden elsewhere; `docs/env.md` lists them all. Nothing here imports Django.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
REQUIRED = object()


class BadSetting(SystemExit):
    """A variable is missing or unusable. Ends the process with one plain line rather than a traceback."""

    def __init__(self, name: str, problem: str):
        super().__init__(f"Waymark cannot start: {name} {problem} (see docs/env.md)")


def env_str(name: str, default=REQUIRED) -> str:
    """The variable's text. A variable set to nothing counts as absent. `NAME_FILE` names a file that holds it."""
    value = os.environ.get(name, "").strip()
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if not value and file_name:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", f"cannot be read: {error.strerror}") from error
    if value:
        return value
    if default is REQUIRED:
        raise BadSetting(name, "is missing")
    return default


def env_bool(name: str, default=REQUIRED) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else is an error."""
    value = env_str(name, "" if default is not REQUIRED else REQUIRED).lower()
    if value == "":
        return default
    if value not in TRUE | FALSE:
        raise BadSetting(name, f"must be true or false, not {value!r}")
    return value in TRUE


def env_int(name: str, default=REQUIRED, *, minimum: int = 0) -> int:
    """A whole number not below `minimum`."""
    value = env_str(name, "" if default is not REQUIRED else REQUIRED)
    if value == "":
        return default
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(name, f"must be a whole number, not {value!r}") from None
    if number < minimum:
        raise BadSetting(name, f"must be at least {minimum}, not {number}")
    return number


def env_list(name: str, default=REQUIRED) -> list[str]:
    """Comma-separated items, blanks dropped."""
    value = env_str(name, "" if default is not REQUIRED else REQUIRED)
    return [item.strip() for item in value.split(",") if item.strip()] if value else list(default)


def env_url(name: str, default=REQUIRED) -> str:
    """An http or https origin such as https://waymark.example.org, without a path: the site lives at its root."""
    value = env_str(name, default).rstrip("/")
    if not _is_origin(value):
        raise BadSetting(name, f"must be an http or https address without a path, not {value!r}")
    return value


def env_origins(name: str, default=REQUIRED) -> list[str]:
    """Comma-separated http or https origins, each as a browser names it."""
    values = env_list(name, default)
    for value in values:
        if not _is_origin(value):
            raise BadSetting(name, f"must hold http or https addresses without a path or a closing slash, not {value!r}")
    return values


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_whole = f"{parts.scheme}://{parts.netloc}" == value and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and parts.scheme in {"http", "https"} and "@" not in value


def env_choice(name: str, choices: list[str], default=REQUIRED) -> str:
    """One of a few words, in capitals or not."""
    value = env_str(name, default).upper()
    if value not in choices:
        raise BadSetting(name, f"must be one of {', '.join(choices)}, not {value!r}")
    return value


def env_time_zone(name: str, default=REQUIRED) -> str:
    """A zone of the tz database, such as America/Los_Angeles."""
    value = env_str(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(name, f"must be a time zone such as America/Los_Angeles, not {value!r}") from None
    return value
