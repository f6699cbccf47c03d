"""An issuer, an award and keys that are good as they are; a test changes the one thing it is about."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pd_tracks.badges import keys
from pd_tracks.badges.award import Alignment, Award, Issuer
from pd_tracks.badges.credential import credential
from pd_tracks.badges.signing import claims_of
from pd_tracks.badges.status import StatusPlace

STORED = Path(__file__).resolve().parents[3] / "fixtures" / "open_badges_3"
ISSUER = Issuer("https://waymark.example.org/badges/issuer", "Sample Unified School District", "https://district.example.org/")
OTHER_ISSUER = Issuer("https://waymark.example.org/badges/other", "Another District", "https://other.example.org/")
KID = keys.key_url(ISSUER.id, "k1")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIST_URL = "https://waymark.example.org/badges/status/1"


def award(**changed) -> Award:
    """Two and a half hours, everything said that can be said except a name."""
    good = {
        "id": "https://waymark.example.org/badges/b7c1",
        "subject_id": "urn:uuid:0b7c1c36-5f0e-4c2a-8d55-2f4f7d1a9b10",
        "achievement_id": "https://waymark.example.org/badges/achievements/feedback",
        "achievement_name": "Feedback and Assessment",
        "description": "Give feedback that students can use.",
        "criteria_narrative": "Work through all four modules and say what you tried in class.",
        "criteria_url": "https://waymark.example.org/tracks/feedback/",
        "minutes": 150,
        "hours_name": "Hours of professional learning",
        "hours_sentence": "Credits are hours of professional learning: 2.5.",
        "valid_from": datetime(2026, 10, 2, 15, 4, 5, 678901, tzinfo=UTC),
        "language": "en-US",
        "version": "3",
        "started_at": datetime(2026, 9, 1, 12, tzinfo=UTC),
        "ended_at": datetime(2026, 10, 1, 12, tzinfo=UTC),
        "alignments": (Alignment("Assessment literacy", "https://frameworks.example.org/a1", "A framework", "A.1", "CFItem"),),
        "status": StatusPlace(LIST_URL, 4_711),
        "image_url": "https://waymark.example.org/badges/achievements/feedback.png",
        "image_caption": "A signpost",
    }
    return Award(**good | changed)


def badge(**changed) -> dict:
    """The credential of that award."""
    return credential(award(**changed), ISSUER)


@cache
def _made(_name: str) -> str:
    return keys.new_private_key()


def key(name: str = "k1") -> str:
    """A private key. The same name is the same key."""
    return _made(name)


@cache
def loaded(name: str = "k1") -> rsa.RSAPrivateKey:
    """The same, opened once: opening checks the key, which takes its time."""
    return keys.load_private(key(name))


@cache
def public(name: str = "k1") -> dict:
    return keys.public_jwk(key(name), KID)


def public_pem(name: str = "k1") -> bytes:
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return loaded(name).public_key().public_bytes(*form)


@cache
def small_key() -> rsa.RSAPrivateKey:
    """Of a size that nobody should trust any more."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  (what it is for)


def forge(payload: dict, *, header: dict | None = None, signed_by=None, algorithm: str = "RS256") -> str:
    """Any payload under any header, signed well. What `sign` refuses to make has to come from somewhere."""
    return jwt.PyJWS().encode(
        json.dumps(payload).encode(), signed_by or loaded(), algorithm=algorithm, headers={"kid": KID} if header is None else header
    )


def claims(**changed) -> dict:
    """The payload of a good badge, with members changed; None leaves one out."""
    good = badge()
    return {name: value for name, value in (good | claims_of(good) | changed).items() if value is not None}


def part(value: object) -> str:
    """One part of a token."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(content).rstrip(b"=").decode()
