"""Models of educator tracks, one public import path."""

from pd_tracks.models.conversations import Conversation, ConversationState
from pd_tracks.models.pages import CoachingPage, ModulePage, TrackPage
from pd_tracks.models.people import Enrolment, Participation
from pd_tracks.models.reflections import AccessLog, PersonalCode, Reflection, Share
from pd_tracks.models.versions import ModuleVersion

__all__ = [
    "AccessLog",
    "CoachingPage",
    "Conversation",
    "ConversationState",
    "Enrolment",
    "ModulePage",
    "ModuleVersion",
    "Participation",
    "PersonalCode",
    "Reflection",
    "Share",
    "TrackPage",
]
