"""Educator tracks inside a platform: only in courses that are for staff. On the public site anybody may read them."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from cms.people import person_of
from cms.public_url import public_url
from cms.viewer import Audience, Viewer, viewer_for
from pd_tracks.audience import Reader
from pd_tracks.sharing import is_coach


class StaffOnlyInCourses:
    """A page that a launch opens only in a staff course. Mix in first: it asks before anything else is looked at."""

    def serve(self, request, *args, **kwargs):
        viewer = viewer_for(request)
        if not getattr(request, "is_preview", False) and not may_open_in_launch(viewer):
            return refused(request, public_url(self) if viewer.audience is Audience.TEACHER and self.live else "")
        response = super().serve(request, *args, **kwargs)
        if person_of(request) is not None:
            add_never_cache_headers(response)  # it may say what somebody did
        return response


def may_open_in_launch(viewer: Viewer) -> bool:
    """Outside a launch everybody; inside one, teachers and who takes part in a staff course. A browser that could not prove itself to
    be a teacher's sees what the public site shows anyway."""
    return not viewer.in_launch or (viewer.is_staff_course and (viewer.audience is Audience.TEACHER or viewer.needs_tab))


def refused(request: HttpRequest, address: str) -> HttpResponse:
    """Says so, and to teachers where to read it instead."""
    has_joined = person_of(request) is not None
    return TemplateResponse(request, "pd_tracks/for_staff.html", {"public_address": address, "has_joined": has_joined}, status=403)


def reader_of(request: HttpRequest) -> Reader:
    """A coach where somebody who coaches is signed in to Waymark itself. Inside a launch nobody is: no platform makes a coach."""
    return Reader.COACH if is_coach(getattr(request, "user", None)) else Reader.LEARNER
