"""Models of educator tracks, one public import path."""

from pd_tracks.models.choosing import ChosenCoach
from pd_tracks.models.conversations import Conversation, ConversationState
from pd_tracks.models.counts import CountedGroup, Publication, PublishedCount
from pd_tracks.models.credentials import BadgeKey, BadgePlace, Credential
from pd_tracks.models.hours import HoursEntry
from pd_tracks.models.notices import NoticeChoice, SentNotice
from pd_tracks.models.people import Enrolment, Participation
from pd_tracks.models.reflections import AccessLog, PersonalCode, Reflection, Share
from pd_tracks.models.versions import ModuleVersion

# isort: split
# Last: a page shows what whoever looks has of it, and so knows the models above.
from pd_tracks.models.pages import CoachingPage, ModulePage, TrackPage

__all__ = [
    "AccessLog",
    "BadgeKey",
    "BadgePlace",
    "ChosenCoach",
    "CoachingPage",
    "Conversation",
    "ConversationState",
    "CountedGroup",
    "Credential",
    "Enrolment",
    "HoursEntry",
    "ModulePage",
    "ModuleVersion",
    "NoticeChoice",
    "Participation",
    "PersonalCode",
    "Publication",
    "PublishedCount",
    "Reflection",
    "SentNotice",
    "Share",
    "TrackPage",
]
