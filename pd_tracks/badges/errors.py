"""Why something is not taken for a badge of ours. The library raises; whoever shows a page words it, by the code or with our message.

A reader of a badge gets one of three answers (Open Badges 3.0, "Verification and Validation"): verified, not valid, could not check.
The last must never look like the first, so it is an error, too, and says which of the two it is.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """What an error says about a badge."""

    NOT_VALID = "not valid"
    COULD_NOT_CHECK = "could not check"


REASONS: dict[str, str] = {
    # What was handed in
    "too_big": "This is larger than any badge we read.",
    "not_a_badge": "This is not a signed badge: a signed badge is one line of three parts with dots between them.",
    "malformed": "The parts of this badge cannot be read.",
    "legacy_form": "This badge has an older Open Badges 3.0 draft form, from before the standard was final.",
    "proof_embedded": "This badge carries its proof inside its JSON. Only signed badges of one line (JWT) are checked here.",
    # Its header and key
    "alg_forbidden": "This badge is not signed in a way that we trust. Only RS256 is.",
    "typ_wrong": 'The header of this badge does not say that it is a "JWT".',
    "header_extra": "The header of this badge says more than how it is signed and with which key.",
    "kid_missing": "This badge does not say which key it is signed with.",
    "key_unknown": "The key that this badge names is not known here.",
    "key_unusable": "The key that this badge names cannot be used: it is damaged, too weak or meant for something else.",
    "key_foreign": "The key that this badge is signed with does not belong to the issuer it names.",
    "signature_bad": "The signature does not fit: the badge was changed after it was signed, or somebody else signed it.",
    # What it says
    "context_wrong": "This badge does not start with the two vocabularies of Open Badges 3.0, in their order.",
    "type_wrong": "This is signed, but it is another kind of document than expected here.",
    "issuer_missing": "This badge does not say who issued it.",
    "id_missing": "This badge has no address of its own.",
    "subject_missing": "This badge does not say whose it is.",
    "achievement_missing": "This badge does not say what it is for.",
    "dates_bad": "The dates of this badge cannot be read.",
    "issuer_differs": "This badge names two different issuers (iss and issuer.id).",
    "id_differs": "This badge names two different addresses of its own (jti and id).",
    "subject_differs": "This badge names two different people (sub and credentialSubject.id).",
    "valid_from_differs": "This badge gives two different first days (nbf and validFrom).",
    "valid_until_differs": "This badge gives two different last days (exp and validUntil).",
    # Whether it holds now
    "not_yet_valid": "This badge is not valid yet.",
    "expired": "This badge was valid, but no longer is.",
    "revoked": "This badge was taken back by its issuer.",
    # Status lists
    "status_malformed": "The list of badges that were taken back cannot be read.",
    "status_other_list": "This badge is not in the list of badges that was looked at.",
    "status_full": "Every place in this list of badges is taken.",
    # Pictures
    "picture_too_big": "This picture is larger than any badge we read.",
    "not_a_picture": "This is not a PNG or SVG picture, or it is damaged.",
    "credential_missing": "There is no badge inside this picture.",
    "credential_twice": "There is more than one badge inside this picture, so nobody can say which one counts.",
    "credential_compressed": "The badge inside this picture is compressed, which the standard does not allow.",
    "svg_entities": "This SVG picture defines entities or points at other documents, which a badge never needs.",
    "svg_active": "This SVG picture holds scripts, animation or links to other places, which a badge never needs.",
    "svg_too_complex": "This SVG picture has more parts than a badge needs.",
    "svg_prefix_taken": 'This SVG picture uses the name "openbadges" for something else.',
}
UNCHECKED = {"proof_embedded", "key_unknown", "key_unusable", "status_malformed", "status_other_list"}


class BadgeError(Exception):
    """Something about a badge that does not hold. `code` is for programs, `message` is safe to show to anybody."""

    def __init__(self, code: str, message: str = ""):
        self.code = code
        self.message = message or REASONS[code]
        super().__init__(f"{code}: {self.message}")

    @property
    def outcome(self) -> Outcome:
        return Outcome.COULD_NOT_CHECK if self.code in UNCHECKED else Outcome.NOT_VALID
