"""Everything the practice LMS remembers, in memory, for as long as it runs."""

import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from practice_lms.courses import Course, starter_courses

LAUNCH_SECONDS = 600


def new_key() -> str:
    """A fresh RSA private key as PEM text, in the form that lti_consumer reads."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


@dataclass(frozen=True)
class PendingLaunch:
    """What was clicked, remembered between the login initiation and the authentication request."""

    person_id: str
    course_id: str
    activity_id: str  # empty for deep linking
    document_target: str
    target_link_uri: str
    bad: str
    started_at: float


@dataclass
class State:
    key: str = field(default_factory=new_key)
    kid: str = field(default_factory=lambda: f"practice-{secrets.token_hex(6)}")
    retired_keys: list[tuple[str, str]] = field(default_factory=list)  # (kid, PEM) still published
    lock: threading.RLock = field(default_factory=threading.RLock)
    sessions: dict[str, str] = field(default_factory=dict)  # cookie value -> person id
    notice_handlers: set[str] = field(default_factory=set)  # where to tell that a course was copied: a tool asks once, so it stays

    def __post_init__(self):
        self.forget()

    def forget(self) -> None:
        """Back to the start, except for the keys, for who is signed in, and for what a tool asked to be told."""
        with self.lock:
            self.courses: dict[str, Course] = starter_courses()
            self.hits: Counter = Counter()
            self.launches: dict[str, PendingLaunch] = {}
            self.line_items: dict[tuple[str, int], dict] = {}
            self.scores: list[dict] = []
            self.grades: dict[tuple[tuple[str, int], str], dict] = {}  # (line item, person) -> what the teacher typed
            self.faults: dict[str, list[str]] = {}  # service -> what goes wrong with its next requests
            self.spent_jtis: set[str] = set()
            self.placements: dict[str, str] = {}  # deep-linking data -> course id
            self.deep_linking_nonces: set[str] = set()
            self.content_items: list[dict] = []
            self.next_number = 1
            self.client_id, self.deployment_id = settings.CLIENT_ID, settings.DEPLOYMENT_ID
            self.registration_tokens: set[str] = set()
            self.notices_sent: list[dict] = []

    def count(self, name: str) -> None:
        with self.lock:
            self.hits[name] += 1

    def number(self) -> int:
        with self.lock:
            number, self.next_number = self.next_number, self.next_number + 1
            return number

    def remember_launch(self, launch: PendingLaunch) -> str:
        """Returns the lti_message_hint. A launch may be asked for again within ten minutes, as after a reload."""
        hint = secrets.token_urlsafe(16)
        with self.lock:
            oldest = time.time() - LAUNCH_SECONDS
            self.launches = {key: value for key, value in self.launches.items() if value.started_at > oldest}
            self.launches[hint] = launch
        return hint

    def next_fault(self, service: str) -> str:
        """What goes wrong with this request; empty where nothing does."""
        with self.lock:
            waiting = self.faults.get(service) or []
            return waiting.pop(0) if waiting else ""

    def rotate(self, *, keep_old: bool) -> None:
        with self.lock:
            self.retired_keys = [*self.retired_keys, (self.kid, self.key)] if keep_old else []
            self.key, self.kid = new_key(), f"practice-{secrets.token_hex(6)}"


STATE = State()
