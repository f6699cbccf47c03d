"""Models of educator tracks, one public import path."""

from pd_tracks.models.pages import CoachingPage, ModulePage, TrackPage
from pd_tracks.models.people import Enrolment, Participation
from pd_tracks.models.versions import ModuleVersion

__all__ = ["CoachingPage", "Enrolment", "ModulePage", "ModuleVersion", "Participation", "TrackPage"]
