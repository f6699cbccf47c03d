"""Platform Notification Service 1.0: what is asked for and what a notice says (LTI checklist, part 10). Canvas offers it."""

import json
from dataclasses import dataclass

from lti.errors import LtiError
from lti.protocol.addresses import service_url

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
COPIED = "LtiContextCopyNotice"
MAX_ID, MAX_NOTICES, MAX_ORIGINS = 255, 100, 50


@dataclass(frozen=True)
class Notice:
    """A verified notice. `context_id` and `origin_ids` are empty for kinds that are not about a copied context."""

    id: str
    kind: str
    deployment_id: str
    context_id: str = ""
    origin_ids: tuple[str, ...] = ()


def notices_url(claim: dict) -> str:
    """Where to ask for notices of copies; "" where the platform does not offer them."""
    kinds = claim.get("notice_types_supported")
    return service_url(claim.get("platform_notification_service_url")) if isinstance(kinds, list) and COPIED in kinds else ""


def subscription(handler: str) -> bytes:
    """What to PUT, so that copies are told to our address (10.2)."""
    return json.dumps({"notice_type": COPIED, "handler": handler}).encode()


def read_envelope(body: bytes) -> list[str]:
    """The signed notices that a platform posts (10.3). Raises LtiError."""
    try:
        rows = json.loads(body)["notices"]
        texts = [row["jwt"] for row in rows[:MAX_NOTICES]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LtiError("notice_malformed") from error
    if not texts or not all(isinstance(text, str) for text in texts):
        raise LtiError("notice_malformed")
    return texts


def parse_notice(claims: dict) -> Notice:
    """The notice in claims that were verified. Raises LtiError."""
    notice, deployment_id = claims.get(LTI + "notice"), claims.get(LTI + "deployment_id")
    if claims.get(LTI + "version") != "1.3.0":
        raise LtiError("version_wrong")
    if not isinstance(notice, dict) or not all(_is_id(notice.get(name)) for name in ("id", "type")):
        raise LtiError("notice_malformed")
    if not _is_id(deployment_id):
        raise LtiError("deployment_invalid")
    if notice["type"] != COPIED:
        return Notice(notice["id"], notice["type"], deployment_id)
    context, origins = claims.get(LTI + "context"), claims.get(LTI + "origin_contexts")
    if not isinstance(context, dict) or not _is_id(context.get("id")) or not isinstance(origins, list):
        raise LtiError("notice_malformed", "context")
    return Notice(notice["id"], COPIED, deployment_id, context["id"], tuple(each for each in origins[:MAX_ORIGINS] if _is_id(each)))


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and "\x00" not in value
