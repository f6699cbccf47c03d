"""Third-party initiated login, and the authentication request that answers it (Security Framework 1.0, section 5.1.1).

Written here rather than taken from PyLTI1p3, whose version keeps state on the server and binds it with a cookie that
browsers refuse inside a frame (docs/adr/0003).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from lti.errors import LtiError

REQUIRED = ("iss", "login_hint", "target_link_uri")
OPTIONAL = ("client_id", "lti_message_hint", "lti_deployment_id", "deployment_id")
MAX_CHARS = {"login_hint": 8_192, "lti_message_hint": 8_192, "target_link_uri": 2_000}
DEFAULT_MAX_CHARS = 512
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
FRAME_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


@dataclass(frozen=True)
class LoginRequest:
    """A login initiation, checked for form only: nothing in it is signed, so nothing in it is believed yet."""

    issuer: str
    login_hint: str
    target: str
    client_id: str = ""
    message_hint: str = ""
    deployment_id: str = ""
    storage_target: str = ""
    """The frame of the platform that keeps values for tools, or `_parent`; "" where it offers none (1EdTech lti-cs-oidc, 0.1)."""


def parse_login(parameters, *, own_origins: set[str]) -> LoginRequest:
    """Reads a QueryDict. Raises LtiError naming the field; `own_origins` are the origins this installation answers on."""
    values = {}
    for name in (*REQUIRED, *OPTIONAL):
        sent = parameters.getlist(name)
        if len(sent) > 1:
            raise LtiError("login_field_duplicated", name)
        value = sent[0] if sent else ""
        if not value and name in REQUIRED:
            raise LtiError("login_field_missing", name)
        if len(value) > MAX_CHARS.get(name, DEFAULT_MAX_CHARS):
            raise LtiError("login_too_big", name)
        if CONTROL.search(value):
            raise LtiError("login_field_bad", name)
        values[name] = value
    if own_origin_of(values["target_link_uri"]) not in own_origins:
        raise LtiError("login_target_foreign")
    return LoginRequest(
        issuer=values["iss"],
        login_hint=values["login_hint"],
        target=values["target_link_uri"],
        client_id=values["client_id"],
        message_hint=values["lti_message_hint"],
        # Canvas sends the deployment under its older name.
        deployment_id=values["lti_deployment_id"] or values["deployment_id"],
        storage_target=_frame_name(parameters.getlist("lti_storage_target")),
    )


def _frame_name(sent: list[str]) -> str:
    """A name that can be a frame's. Anything else is no reason to refuse: the cookie may do."""
    return sent[0] if len(sent) == 1 and FRAME_NAME.fullmatch(sent[0]) else ""


def own_origin_of(url: str) -> str:
    """scheme://host[:port] as written, "" for anything with a user part or another scheme. For comparing with our own origins."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or "@" in parts.netloc or "\\" in url:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def authentication_url(*, auth_login_url: str, client_id: str, redirect_uri: str, login: LoginRequest, state: str, nonce: str) -> str:
    """Where to send the browser. Hints go back exactly as they came, percent-encoded (Moodle's is JSON text)."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "login_hint": login.login_hint,
        "state": state,
        "nonce": nonce,
    }
    if login.message_hint:
        query["lti_message_hint"] = login.message_hint
    parts = urlsplit(auth_login_url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode(query)]))))
