"""Models of educator tracks, one public import path."""

from pd_tracks.models.conversations import Conversation, ConversationState
from pd_tracks.models.credentials import BadgeKey, BadgePlace, Credential
from pd_tracks.models.hours import HoursEntry
from pd_tracks.models.notices import NoticeChoice, SentNotice
from pd_tracks.models.pages import CoachingPage, ModulePage, TrackPage
from pd_tracks.models.people import Enrolment, Participation
from pd_tracks.models.reflections import AccessLog, PersonalCode, Reflection, Share
from pd_tracks.models.versions import ModuleVersion

__all__ = [
    "AccessLog",
    "BadgeKey",
    "BadgePlace",
    "CoachingPage",
    "Conversation",
    "ConversationState",
    "Credential",
    "Enrolment",
    "HoursEntry",
    "ModulePage",
    "ModuleVersion",
    "NoticeChoice",
    "Participation",
    "PersonalCode",
    "Reflection",
    "SentNotice",
    "Share",
    "TrackPage",
]
