"""The district's single sign-on, read from a few variables. Without an issuer there is none."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from cms.settings.env import BadSetting

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class SingleSignOn:
    """One OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    scopes: tuple[str, ...]
    required_claims: tuple[tuple[str, str], ...]


def single_sign_on(
    *, issuer: str, client_id: str, client_secret: str, name: str, scopes: list[str], required_claims: list[str]
) -> SingleSignOn | None:
    """None where nothing is set. Raises BadSetting for half a setting or an unusable one, and never repeats the secret."""
    if not issuer:
        for variable, value in (("OIDC_CLIENT_ID", client_id), ("OIDC_CLIENT_SECRET", client_secret)):
            if value:
                raise BadSetting("OIDC_ISSUER", f"is missing, and {variable} is set")
        return None
    if not _is_issuer(issuer):
        raise BadSetting("OIDC_ISSUER", f"must be the https address that the provider calls its issuer, not {issuer!r}")
    for variable, value in (("OIDC_CLIENT_ID", client_id), ("OIDC_CLIENT_SECRET", client_secret)):
        if not value:
            raise BadSetting(variable, "is missing, and OIDC_ISSUER is set")
        if not value.isascii() or not value.isprintable():
            raise BadSetting(variable, "holds characters that a provider would not give out")
    pairs = tuple((before.strip(), after.strip()) for before, _equals, after in (claim.partition("=") for claim in required_claims))
    if not all(before and after for before, after in pairs):
        raise BadSetting("OIDC_REQUIRED_CLAIMS", "must be a list such as hd=district.example.org")
    return SingleSignOn(issuer, client_id, client_secret, name, tuple(dict.fromkeys(["openid", *scopes])), pairs)


def _is_issuer(text: str) -> bool:
    """An https address, or http to this computer (production refuses that); no query, no fragment (OpenID Connect Discovery, section 3)."""
    try:
        parts = urlsplit(text)
        is_plain = bool(parts.hostname) and parts.port != 0 and not parts.query and not parts.fragment and "@" not in parts.netloc
    except ValueError:
        return False
    is_allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_plain and is_allowed and text.isascii() and text.isprintable() and " " not in text and len(text) <= 255
