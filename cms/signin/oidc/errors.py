"""Why a trip to the single sign-on did not end in a sign-in. One table: the status, and which of a few explanations people read."""

from enum import StrEnum


class Advice(StrEnum):
    """What the page tells the person."""

    AGAIN = "again"
    REFUSED = "refused"
    NOT_YOURS = "not_yours"
    NOT_SET_UP = "not_set_up"
    UNREACHABLE = "unreachable"
    BUSY = "busy"


REASONS: dict[str, tuple[int, Advice]] = {
    # The way there and back
    "state_unknown": (400, Advice.AGAIN),
    "state_expired": (400, Advice.AGAIN),
    "issuer_mixed_up": (400, Advice.NOT_SET_UP),
    "access_denied": (403, Advice.REFUSED),
    "provider_error": (400, Advice.AGAIN),
    "code_missing": (400, Advice.AGAIN),
    "rate_limited": (429, Advice.BUSY),
    # What the provider says about itself
    "provider_unreachable": (503, Advice.UNREACHABLE),
    "provider_unusable": (503, Advice.NOT_SET_UP),
    "keys_unreachable": (503, Advice.UNREACHABLE),
    # The exchange of the code
    "code_refused": (400, Advice.AGAIN),
    "client_refused": (400, Advice.NOT_SET_UP),
    "token_missing": (400, Advice.NOT_SET_UP),
    # The token
    "token_malformed": (400, Advice.NOT_SET_UP),
    "alg_forbidden": (400, Advice.NOT_SET_UP),
    "key_unknown": (400, Advice.NOT_SET_UP),
    "key_unfit": (400, Advice.NOT_SET_UP),
    "signature_bad": (400, Advice.NOT_SET_UP),
    "claim_iss": (400, Advice.NOT_SET_UP),
    "claim_aud": (400, Advice.NOT_SET_UP),
    "claim_azp": (400, Advice.NOT_SET_UP),
    "claim_exp": (400, Advice.AGAIN),
    "claim_iat": (400, Advice.AGAIN),
    "claim_nbf": (400, Advice.AGAIN),
    "claim_nonce": (400, Advice.AGAIN),
    "claim_sub": (400, Advice.NOT_SET_UP),
    "claim_at_hash": (400, Advice.NOT_SET_UP),
    "claim_other": (400, Advice.NOT_SET_UP),
    # Who it is
    "not_among_those": (403, Advice.NOT_YOURS),
    "account_off": (403, Advice.NOT_YOURS),
    "linked_to_another": (403, Advice.NOT_YOURS),
    "account_linked_already": (403, Advice.NOT_YOURS),
    "signed_out_meanwhile": (400, Advice.AGAIN),
}


class SingleSignOnError(Exception):
    """A trip that ends here. `code` is shown, and logged; it never holds a value that somebody sent."""

    def __init__(self, code: str):
        self.status, self.advice = REASONS[code]
        self.code = code
        super().__init__(code)
