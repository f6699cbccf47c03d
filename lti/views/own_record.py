"""/s/<token>/course/privacy/ and …/review/: what Waymark keeps about whoever is looking, and what one person finished."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.launchable import find_launchable
from cms.models import DistrictSettings
from cms.public_url import public_url
from cms.viewer import Audience, viewer_for
from lti.errors import LtiError
from lti.models import Launch, PlatformUser
from lti.services.completion import completion_of, is_in_course, score_of
from lti.services.learner_record import record_of
from lti.views.refusals import refuse


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who deletes it; and the reader's own record, which needs the launch's own cookie: the address alone
    may have been copied. A data privacy launch arrives here (LTI checklist 9.10), with `?person=` where it asks about somebody.

    Nothing about another person is shown on a platform's word: the link for them leads to the admin, which asks who is there.
    """
    launch: Launch = request.launch
    knows = viewer_for(request).is_bound
    record = record_of(launch.user) if knows and launch.user else None
    if record and request.GET.get("as") == "json":
        text = json.dumps(record, ensure_ascii=False, indent=2)
        return HttpResponse(
            text, content_type="application/json", headers={"Content-Disposition": 'attachment; filename="my-waymark-record.json"'}
        )
    person = request.GET.get("person", "")
    context = {
        "record": record,
        "is_recorded": launch.user is not None,
        "knows": knows,
        "has_joined": bool(knows and launch.user and launch.user.person_id),
        "days": DistrictSettings.load().launch_retention_days,
        "asks_about_person": bool(person),
        "admin_url": _admin_url(person),
    }
    return render(request, "lti/privacy.html", context)


@require_safe
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whether one person of this course finished the link's lesson (Submission Review 1.0): in a launch that is the review of that person,
    for the browser that launched it."""
    launch: Launch = request.launch
    link, context = launch.resource_link, launch.context
    person = PlatformUser.objects.filter(pk=launch.reviewed_id, key=key).first() if launch.reviewed_id else None
    if person is None or link is None or context is None or not link.opens:
        return refuse(request, LtiError("may_not_review"))
    if not is_in_course(person, context):
        return refuse(request, LtiError("review_unknown"))
    is_own = launch.user == person or Audience(launch.audience) is not Audience.TEACHER
    knows = viewer_for(request).is_bound
    found = find_launchable(link.opens, get_language() or "")
    shown = {
        "knows": knows,
        "is_own": is_own,
        "lesson_title": found.page.title if found else str(link),
        "lesson_url": found.page.get_url(request) if found else "",
        "course_title": str(context),
        "completion": completion_of(person, link) if knows else None,
        "score": score_of(person, link) if knows else None,
    }
    return render(request, "lti/review.html", shown, status=200 if knows else 403)


def _admin_url(person: str) -> str:
    """Where an administrator of Waymark finds that person's record, outside the launch; the search where nothing is kept under this key."""
    try:
        return public_url(reverse("learner_record", args=[person], urlconf="cms.urls"))
    except NoReverseMatch:
        return public_url(reverse("find_record", urlconf="cms.urls"))
