"""Values that travel through the browser and come back: signed (state) or encrypted (tickets).

Nothing is stored for them, so an abandoned launch leaves nothing behind and any node can take the next step.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from lti.errors import LtiError

STATE_SECONDS = 600
STATE_SALT = "waymark.lti.state"
MAX_STATE_CHARS = 4_096


@dataclass(frozen=True)
class LoginState:
    """What the login step promises to the launch step (Security Framework 1.0, "Prohibiting the Login CSRF Vulnerability")."""

    registration: int
    nonce: str
    target: str
    deployment_id: str
    browser: str
    """Hash of the secret in this browser's state cookie, and in the platform's storage where it has any."""
    storage_target: str = ""
    """The platform's frame that was asked to keep the secret; "" where it offered none."""


def sign_state(state: LoginState) -> str:
    """The state as one signed text, good for ten minutes."""
    return signing.dumps(list(asdict(state).values()), salt=STATE_SALT, compress=True)


def read_state(text: str) -> LoginState:
    """The state that `sign_state` signed. Raises LtiError state_invalid: missing, altered, not ours, or over ten minutes old."""
    if not text or len(text) > MAX_STATE_CHARS:
        raise LtiError("state_invalid")
    try:
        return LoginState(*signing.loads(text, salt=STATE_SALT, max_age=STATE_SECONDS))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise LtiError("state_invalid") from error


def state_name(text: str) -> str:
    """Sixteen hex digits that name this state's cookie."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def new_secret() -> str:
    """256 random bits as text of 43 characters."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """How secrets are kept: sha-256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def proof_for(purpose: str, value: str) -> list[str]:
    """Proofs that only this installation can make for a value, newest secret first (older secrets still count)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), f"waymark.{purpose}|{value}".encode(), hashlib.sha256).hexdigest() for key in keys]


def is_proof_for(purpose: str, value: str, given: str) -> bool:
    """True where `given` is one of `proof_for`'s answers; compared in constant time."""
    return any(hmac.compare_digest(proof, given) for proof in proof_for(purpose, value)) if given.isascii() else False


def encrypt(purpose: str, value: object) -> str:
    """A JSON value that the browser may carry but not read. `purpose` keeps one kind of ticket from standing in for another."""
    return _fernet(purpose).encrypt(json.dumps(value).encode()).decode()


def decrypt(purpose: str, text: str, *, max_age: int) -> object:
    """The value `encrypt` took, within `max_age` seconds. Raises LtiError ticket_invalid."""
    try:
        return json.loads(_fernet(purpose).decrypt(text.encode(), ttl=max_age))
    except (InvalidToken, ValueError, TypeError) as error:
        raise LtiError("ticket_invalid") from error


def key_cipher() -> MultiFernet:
    """Encrypts private tool keys at rest. Its secret may be rotated through SECRET_KEY_FALLBACKS like any other."""
    secret = settings.LTI_KEY_SECRET
    return MultiFernet([_cipher("tool-key", key) for key in filter(None, [secret, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])])


def _fernet(purpose: str) -> MultiFernet:
    return MultiFernet([_cipher(purpose, key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _cipher(purpose: str, key: str) -> Fernet:
    digest = hashlib.blake2b(
        key.encode()[:4_096], person=b"waymark.seal", salt=hashlib.sha256(purpose.encode()).digest()[:16], digest_size=32
    )
    return Fernet(urlsafe_b64encode(digest.digest()))
