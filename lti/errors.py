"""Why a launch is refused. Services and protocol raise; `lti.views.refusals` renders; nobody else catches.

One table says what each reason means to the browser (status) and to the person (style), so a page, a log line and a test
can never disagree. Statuses: 400 malformed or a stale flow, 401 a token that cannot be trusted, 403 trusted but not allowed,
413 too big, 429 too many, 503 the platform's keys cannot be had.
"""

from enum import StrEnum


class Style(StrEnum):
    """What the page tells the person."""

    REOPEN = "U1"
    NOT_SET_UP = "U2"
    NO_ACCESS = "U3"
    UNREACHABLE = "U4"


REASONS: dict[str, tuple[int, Style]] = {
    # Login initiation
    "login_field_missing": (400, Style.NOT_SET_UP),
    "login_field_duplicated": (400, Style.NOT_SET_UP),
    "login_field_bad": (400, Style.NOT_SET_UP),
    "login_too_big": (413, Style.NOT_SET_UP),
    "login_unknown_platform": (403, Style.NOT_SET_UP),
    "login_ambiguous_client": (400, Style.NOT_SET_UP),
    "login_target_foreign": (400, Style.NOT_SET_UP),
    "registration_disabled": (403, Style.NO_ACCESS),
    "rate_limited": (429, Style.UNREACHABLE),
    # Transport and state
    "method": (405, Style.REOPEN),
    "content_type": (415, Style.NOT_SET_UP),
    "state_invalid": (400, Style.REOPEN),
    "state_browser_mismatch": (400, Style.REOPEN),
    "state_issuer_mismatch": (401, Style.NOT_SET_UP),
    "nonce_missing": (401, Style.NOT_SET_UP),
    "nonce_mismatch": (401, Style.REOPEN),
    "nonce_replayed": (401, Style.REOPEN),
    "platform_error": (403, Style.REOPEN),
    "error_and_token": (400, Style.NOT_SET_UP),
    "token_malformed": (400, Style.NOT_SET_UP),
    "token_encrypted": (400, Style.NOT_SET_UP),
    "token_too_big": (413, Style.NOT_SET_UP),
    # Signature and keys
    "alg_forbidden": (401, Style.NOT_SET_UP),
    "header_forbidden": (401, Style.NOT_SET_UP),
    "kid_missing": (401, Style.NOT_SET_UP),
    "kid_unknown": (401, Style.NOT_SET_UP),
    "key_mismatch": (401, Style.NOT_SET_UP),
    "key_weak": (401, Style.NOT_SET_UP),
    "signature_bad": (401, Style.NOT_SET_UP),
    "jwks_unreachable": (503, Style.UNREACHABLE),
    # Claims
    "not_lti": (400, Style.NOT_SET_UP),
    "iss_mismatch": (401, Style.NOT_SET_UP),
    "aud_mismatch": (401, Style.NOT_SET_UP),
    "aud_untrusted": (401, Style.NOT_SET_UP),
    "azp_missing": (401, Style.NOT_SET_UP),
    "azp_mismatch": (401, Style.NOT_SET_UP),
    "time_invalid": (401, Style.REOPEN),
    "time_expired": (401, Style.REOPEN),
    "time_issued": (401, Style.REOPEN),
    "time_not_before": (401, Style.REOPEN),
    "time_too_long": (401, Style.NOT_SET_UP),
    "version_missing": (400, Style.NOT_SET_UP),
    "version_wrong": (400, Style.NOT_SET_UP),
    "message_type_missing": (400, Style.NOT_SET_UP),
    "message_type_unknown": (400, Style.NOT_SET_UP),
    "roles_missing": (400, Style.NOT_SET_UP),
    "roles_invalid": (400, Style.NOT_SET_UP),
    "deployment_missing": (400, Style.NOT_SET_UP),
    "deployment_invalid": (400, Style.NOT_SET_UP),
    "deployment_unknown": (403, Style.NOT_SET_UP),
    "deployment_mismatch": (401, Style.NOT_SET_UP),
    "target_missing": (400, Style.NOT_SET_UP),
    "target_foreign": (400, Style.NOT_SET_UP),
    "target_mismatch": (401, Style.NOT_SET_UP),
    "target_unknown": (404, Style.REOPEN),
    "resource_link_missing": (400, Style.NOT_SET_UP),
    "resource_link_invalid": (400, Style.NOT_SET_UP),
    "context_invalid": (400, Style.NOT_SET_UP),
    "deep_linking_missing": (400, Style.NOT_SET_UP),
    "deep_linking_invalid": (400, Style.NOT_SET_UP),
    "may_not_place": (403, Style.NO_ACCESS),
    "for_user_missing": (400, Style.NOT_SET_UP),
    "for_user_invalid": (400, Style.NOT_SET_UP),
    "may_not_review": (403, Style.NO_ACCESS),
    "review_unknown": (404, Style.NO_ACCESS),
    "not_an_administrator": (403, Style.NO_ACCESS),
    "notice_malformed": (400, Style.NOT_SET_UP),
    "sub_missing": (400, Style.NOT_SET_UP),
    "sub_invalid": (400, Style.NOT_SET_UP),
    "token_invalid": (401, Style.NOT_SET_UP),
    # After the launch
    "launch_ended": (403, Style.REOPEN),
    "ticket_invalid": (400, Style.REOPEN),
}


class LtiError(Exception):
    """A refusal. `code` goes to the log, never to the page; `about` may name a claim or field, never a value."""

    def __init__(self, code: str, about: str = ""):
        self.status, self.style = REASONS[code]
        self.code = f"{code}:{about}" if about else code
        super().__init__(self.code)
