"""The two kinds of cookies `lti` sets, both readable by this host alone and usable inside a platform's frame (CHIPS).

A state cookie (`__Host-wm-…`, ten minutes) shows that the browser which comes back is the one that was sent away. A launch
cookie (`__Host-wml-…`, twelve hours) shows that a browser is the one that launched. Neither says who anybody is. At most ten
of each are kept, the oldest goes first.
"""

import re
import time

from django.http import HttpRequest, HttpResponse

from lti.protocol.seal import is_proof_for, proof_for, state_name

STATE, LAUNCH = "__Host-wm-", "__Host-wml-"
STATE_SECONDS, LAUNCH_SECONDS = 600, 12 * 3_600
MOST = 10


def set_state_cookie(request: HttpRequest, response: HttpResponse, *, state: str, secret: str) -> None:
    """Binds a state (or a ticket) to this browser."""
    _set(request, response, STATE, state_name(state), secret, STATE_SECONDS)


def browser_secret(request: HttpRequest, state: str) -> str:
    """The secret in this browser's cookie for a state, "" where there is none."""
    return _value(request, STATE + state_name(state))


def drop_state_cookie(response: HttpResponse, state: str) -> None:
    """Forgets a state that was used."""
    response.set_cookie(STATE + state_name(state), "", max_age=0, path="/", secure=True, httponly=True, samesite="None")


def set_launch_cookie(request: HttpRequest, response: HttpResponse, *, token_hash: str) -> None:
    """Marks this browser as the one that launched."""
    _set(request, response, LAUNCH, token_hash[:16], proof_for("launch", token_hash)[0], LAUNCH_SECONDS)


def has_launch_cookie(request: HttpRequest, *, token_hash: str) -> bool:
    """True where this browser launched the launch with this token."""
    return is_proof_for("launch", token_hash, _value(request, LAUNCH + token_hash[:16]))


def keep_only_launch_cookie(request: HttpRequest, *, token_hash: str) -> None:
    """Removes every other cookie from the request, so nothing ambient (session, CSRF, language) acts under a launch."""
    name = LAUNCH + token_hash[:16]
    request.COOKIES = {name: request.COOKIES[name]} if name in request.COOKIES else {}


def _set(request: HttpRequest, response: HttpResponse, prefix: str, name: str, value: str, seconds: int) -> None:
    # Only names of our own making: a browser may send any, and some cannot be written back.
    ours = re.compile(re.escape(prefix) + r"[0-9a-f]{16}")
    others = sorted((key for key in request.COOKIES if ours.fullmatch(key) and key != prefix + name), key=lambda key: _age(request, key))
    for key in others[MOST - 1 :]:
        response.set_cookie(key, "", max_age=0, path="/", secure=True, httponly=True, samesite="None")
    response.set_cookie(
        prefix + name, f"{int(time.time())}.{value}", max_age=seconds, path="/", secure=True, httponly=True, samesite="None"
    )


def _value(request: HttpRequest, key: str) -> str:
    return request.COOKIES.get(key, "").partition(".")[2]


def _age(request: HttpRequest, key: str) -> int:
    """Newest first; a value that is not ours counts as oldest."""
    stamp = request.COOKIES[key].partition(".")[0]
    return -int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 12 else 1
