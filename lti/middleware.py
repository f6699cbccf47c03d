"""/s/<token>/…: the site as one launch sees it. Needs neither cookie nor session, so reading works in every browser.

The token is a capability: whoever has the address has the launch, so it is long, ends, is stored hashed, and never leaves
(`cms.public_url`, `cms.logs`). What the token alone may show, and what needs the launch's own cookie, is decided here.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

from cms.viewer import Audience, Viewer
from lti.cookies import has_launch_cookie, keep_only_launch_cookie
from lti.models import Context, Launch
from lti.protocol.seal import hash_secret

PREFIX = re.compile(r"/s/([A-Za-z0-9_-]{43})(/.*)", re.DOTALL)
FRAMES = {"iframe", "frame"}
# Answers for a launch that ended or never was (lti.urls); reached under the old address, which stays in the bar.
ENDED_PATH = "/lti/ended/"


class LaunchPathMiddleware:
    """Takes `/s/<token>` off the path and makes it the script prefix, so every link a template writes stays in the launch."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/s/"):
            return self.get_response(request)
        match = PREFIX.fullmatch(request.path_info)
        launch = Launch.objects.for_token_hash(hash_secret(match[1])).first() if match else None
        prefix = get_script_prefix()
        try:
            if launch is None or launch.has_ended():
                request.COOKIES, request.path_info = {}, ENDED_PATH
            else:
                self._enter(request, launch, script_name=f"{prefix}s/{match[1]}", path=match[2])
            response = self.get_response(request)
        finally:
            # Thread-local: left in place, this launch's token would appear in the thread's next response.
            set_script_prefix(prefix)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def _enter(self, request: HttpRequest, launch: Launch, *, script_name: str, path: str) -> None:
        launch.touch()
        keep_only_launch_cookie(request, token_hash=launch.token_hash)
        request.path_info = path
        request.META["SCRIPT_NAME"] = script_name
        set_script_prefix(script_name + "/")
        request.urlconf = settings.LAUNCH_URLCONF
        request.launch = launch
        request.frame_ancestors = launch.frame_ancestors
        request.viewer = viewer_of(request, launch)


def viewer_of(request: HttpRequest, launch: Launch) -> Viewer:
    """How this request sees the launch. Teacher content needs the launch's cookie, or to be the document of a frame (design, 4.5):
    an address that was copied into another browser has neither, and shows the student's page."""
    is_bound = has_launch_cookie(request, token_hash=launch.token_hash)
    audience, link = Audience(launch.audience), launch.resource_link
    is_shown_to_teacher = is_bound or request.headers.get("Sec-Fetch-Dest") in FRAMES
    is_staff = launch.context is not None and launch.context.audience == Context.ContextAudience.STAFF
    needs_tab = audience is Audience.TEACHER and not is_shown_to_teacher
    return Viewer(
        layout="layouts/embedded.html",
        audience=Audience.STUDENT if needs_tab else audience,
        person_key=str(launch.user.key) if launch.user else "",
        context_key=str(launch.context.key) if launch.context else "",
        visit_key=hash_secret(launch.token_hash),
        is_bound=is_bound,
        in_launch=True,
        is_staff_course=is_staff,
        leads_course=is_staff and launch.may_place_links and not needs_tab,
        is_test_user=launch.is_test_user,
        needs_tab=needs_tab,
        pins=((str(link.opens), link.pinned_version),) if link and link.opens and link.pinned_version else (),
    )
