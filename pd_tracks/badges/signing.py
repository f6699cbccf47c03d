"""Signs badges and status lists: the credential itself as a JSON Web Token (Open Badges 3.0, "JSON Web Token Proof Format").

Reading them back is in `verifying`, which compares the pairs by itself: a mistake here must not hide itself there.
"""

import jwt

from pd_tracks.badges.keys import ALGORITHM, belongs_to, load_private
from pd_tracks.badges.wire import MAX_CHARS, read_time, seconds

TYPE = "JWT"


def sign(credential: dict, private_key_pem: str, kid: str) -> str:
    """The credential as a compact JWS with the header alg, typ and kid, and nothing else.

    `kid` is the address of the public key (`keys.key_url`). Raises ValueError where the credential or the key is not one to sign: a badge
    that our own verifier would refuse is never made.
    """
    claims = claims_of(credential)
    if not belongs_to(kid, claims["iss"]):
        raise ValueError("the key does not belong to the issuer")
    if {"iss", "jti", "nbf", "sub", "exp", "vc"} & credential.keys():
        raise ValueError("a credential comes without claims of a token")
    text = jwt.encode({**credential, **claims}, load_private(private_key_pem), algorithm=ALGORITHM, headers={"typ": TYPE, "kid": kid})
    if len(text) > MAX_CHARS:
        raise ValueError("longer than any badge that is read")
    return text


def claims_of(credential: dict) -> dict:
    """What the token repeats of the credential: iss, jti, nbf, sub and, for one that ends, exp. Raises ValueError where a part is missing.

    A verifier must find the pairs equal (same section, "Verifying a Credential").
    """
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    claims = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }
    if not all(isinstance(value, str) and value for value in claims.values()):
        raise ValueError("an issuer, an address and a person are needed")
    claims["nbf"] = seconds(read_time(credential.get("validFrom")))
    if "validUntil" in credential:
        claims["exp"] = seconds(read_time(credential["validUntil"]))
    return claims
