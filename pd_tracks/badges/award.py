"""What is known about one award before it becomes a badge, and what may never be in it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pd_tracks.badges.status import StatusPlace
from pd_tracks.badges.wire import is_https_url

SUBJECT = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The schema's LanguageCode, a part of BCP 47.
LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class AchievementType(StrEnum):
    """The standard's words for what a track or a module can be ("AchievementType Enumeration")."""

    CERTIFICATE_OF_COMPLETION = "CertificateOfCompletion"
    MICRO_CREDENTIAL = "MicroCredential"


@dataclass(frozen=True)
class Issuer:
    """Who vouches for a badge: the district ("Profile")."""

    id: str
    """https address of the profile. The signing keys are named below it (`keys.key_url`)."""
    name: str
    url: str

    def __post_init__(self):
        _check(is_https_url(self.id) and is_https_url(self.url), "an issuer is known by https addresses")
        _check(bool(self.name.strip()), "an issuer has a name")


@dataclass(frozen=True)
class Alignment:
    """A place in somebody's framework that an achievement corresponds to ("Alignment")."""

    name: str
    url: str
    framework: str = ""
    code: str = ""
    type: str = ""
    """The standard's targetType, as CFItem."""

    def __post_init__(self):
        _check(bool(self.name.strip()) and is_https_url(self.url), "an alignment has a name and an https address")


@dataclass(frozen=True)
class Award:
    """One person, one achievement. Raises ValueError for what the standard or our promises do not allow."""

    id: str
    """https address of this badge: stable, never given to another one."""
    subject_id: str
    """urn:uuid of the person, made for badges only, so that it says nothing to anybody else."""
    achievement_id: str
    achievement_name: str
    description: str
    criteria_narrative: str
    criteria_url: str
    minutes: int
    hours_name: str
    """What the number is called, in the language of the badge: "Hours of professional learning"."""
    hours_sentence: str
    """Says the unit in the criteria: "Credits are hours of professional learning: 2.5." """
    valid_from: datetime
    valid_until: datetime | None = None
    minutes_available: int | None = None
    """What the achievement is worth, where somebody may have fewer; usually the same."""
    language: str = "en"
    type: AchievementType = AchievementType.CERTIFICATE_OF_COMPLETION
    version: str = ""
    """Which version of the module, or of each module, was worked through."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    alignments: tuple[Alignment, ...] = ()
    status: StatusPlace | None = None
    image_url: str = ""
    image_caption: str = ""
    recipient_name: str = ""
    """Only when the person wants their name in the file."""

    def __post_init__(self):
        addresses = [self.id, self.achievement_id, self.criteria_url, *filter(None, [self.image_url])]
        _check(all(map(is_https_url, addresses)), "addresses are absolute and https")
        _check(bool(SUBJECT.fullmatch(self.subject_id)), "a person is a urn:uuid")
        said = [self.achievement_name, self.description, self.criteria_narrative, self.hours_name, self.hours_sentence]
        _check(all(text.strip() for text in said), "a badge says what it is for, and how its hours are counted")
        _check(0 < self.minutes <= (self.minutes_available or self.minutes), "minutes are more than none and no more than there are")
        _check(bool(LANGUAGE.fullmatch(self.language)), "a language is written as in the standard: es, zh-Hans, pt-BR")
        moments = [self.valid_from, self.valid_until, self.started_at, self.ended_at]
        _check(all(moment.tzinfo for moment in moments if moment), "times have a zone")
        _check(self.valid_until is None or self.valid_until > self.valid_from, "a badge ends after it begins")
        _check(not (self.started_at and self.ended_at) or self.started_at <= self.ended_at, "work ends after it begins")


def _check(holds: bool, promise: str) -> None:
    if not holds:
        raise ValueError(promise)
