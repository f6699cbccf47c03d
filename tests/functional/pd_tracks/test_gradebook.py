"""A course's gradebook is told that somebody is done with a module only by that person's own switch."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import Completion, Context, PlatformUser, QueuedScore, ResourceLink
from pd_tracks.models import Enrolment
from tests.fake_platform import INSTRUCTOR
from tests.functional.pd_tracks.steps import SUB, inside, mark, text

pytestmark = pytest.mark.django_db
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


@pytest.fixture
def taken(client, staff_course, joined, module) -> ResourceLink:
    """Whoever runs the course lets the gradebook be told about the module. The teacher of `joined` is there, too."""
    staff_course(Client(), module, sub="facilitator", roles=(INSTRUCTOR,))
    link = ResourceLink.objects.get(id_on_platform=f"link-{module.pk}")
    ResourceLink.objects.filter(pk=link.pk).update(returns_completion=True)
    return link


def switch(client, prefix, track, on: str):
    return client.post(f"{prefix}/learning/{track.launch_key}/gradebook/", {"on": on}, secure=True)


def queued() -> int:
    return QueuedScore.objects.count()


def test_nothing_is_told_without_the_switch(client, joined, track, module, taken):
    page = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "The gradebook of your course is told nothing of what you do here." in page
    mark(client, joined, module, "done", "1")
    mark(client, joined, module, "tried", "1")
    assert not Completion.objects.exists()
    assert not queued()


def test_with_it_what_is_done_is_queued_now_and_later(client, joined, track, module, taken):
    mark(client, joined, module, "done", "1")
    assert switch(client, joined, track, "1").status_code == 302
    assert (Completion.objects.get().user.sub, queued()) == (SUB, 1)
    assert "You let the gradebook of your course know" in text(client.get(f"{joined}{track.get_url()}", secure=True))
    mark(client, joined, module, "done", "0")
    assert not Completion.objects.exists()
    mark(client, joined, module, "done", "1")
    assert queued() == 1


def test_switching_off_stops_what_is_on_its_way(client, joined, track, module, taken):
    switch(client, joined, track, "1")
    mark(client, joined, module, "done", "1")
    switch(client, joined, track, "0")
    assert not Completion.objects.exists()
    assert not queued()
    mark(client, joined, module, "done", "1")
    assert not queued()


@pytest.mark.parametrize("what", ["keep", "delete"])
def test_leaving_ends_it_and_forgets_it(client, joined, track, module, taken, what):
    switch(client, joined, track, "1")
    mark(client, joined, module, "done", "1")
    QueuedScore.objects.update(state="sent", attempts=1)
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": what}, secure=True)
    assert not Completion.objects.exists(), "nothing here says that they finished"
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert not Enrolment.objects.get().tells_gradebook, "coming back does not switch it on again"


def test_it_is_told_only_where_whoever_runs_the_course_takes_it(client, joined, track, module):
    switch(client, joined, track, "1")
    mark(client, joined, module, "done", "1")
    assert not queued()


def test_one_persons_switch_is_nobody_elses(client, joined, track, module, taken, staff_course):
    switch(client, joined, track, "1")
    other = Client()
    location, _page = staff_course(other, track, sub="another")
    other.post(inside(location, f"/learning/{track.launch_key}/join/"), secure=True)
    mark(other, inside(location, ""), module, "done", "1")
    assert not Completion.objects.exists()


def test_nobody_switches_it_for_somebody_else_or_outside_a_course(client, joined, track):
    assert switch(Client(), joined, track, "1").status_code == 403
    site = Client()
    site.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    site.post(f"/learning/{track.launch_key}/join/", secure=True)
    assert switch(site, "", track, "1").status_code == 403
    assert "Tell the gradebook when I am done" not in text(site.get(track.get_url(), secure=True))
    Context.objects.update(audience="student")
    assert switch(client, joined, track, "1").status_code == 403
    assert not Enrolment.objects.filter(tells_gradebook=True).exists()


@pytest.mark.parametrize("how", ["pause", "ended"])
def test_not_while_nothing_may_be_added(client, joined, track, how):
    if how == "pause":
        client.post(f"{joined}/learning/{track.launch_key}/pause/", {"do": "pause"}, secure=True)
    else:
        Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1))
    assert switch(client, joined, track, "1").status_code == 403


def test_whoever_runs_the_course_decides_for_the_link_and_sees_no_list_of_names(client, joined, track, module, taken, staff_course):
    switch(client, joined, track, "1")
    mark(client, joined, module, "done", "1")
    Context.objects.update(score_scopes=SCORE_SCOPE)
    browser = Client()
    location, page = staff_course(browser, module, sub="facilitator", roles=(INSTRUCTOR,))
    shown = text(page)
    assert "Each teacher decides alone whether this gradebook is told." in shown
    assert "See who has finished" not in shown
    for path in ("/course/progress/", "/course/progress/names/"):
        answer = browser.get(inside(location, path), secure=True)
        assert answer.status_code in {200, 403, 404}
        assert "1 of" not in text(answer)
        assert SUB not in text(answer)
    browser.post(inside(location, f"/course/links/{taken.pk}/"), {"do": "return_no_more", "back": "lesson"}, secure=True)
    assert PlatformUser.objects.filter(sub=SUB).exists()
