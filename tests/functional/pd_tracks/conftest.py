"""The starter tracks on top of the starter content."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

import pytest

from cms.groups import COACHES
from cms.models import DistrictSettings, User
from lti.models import Context
from pd_tracks.models import ModulePage, TrackPage
from pd_tracks.starter import load
from tests.fake_platform import LEARNER
from tests.functional.pd_tracks.steps import SITE, SUB, mark, text


@pytest.fixture(scope="package", autouse=True)
def _tracks(_content, django_db_blocker):
    """Undone afterwards; each test inside has its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(report=lambda line: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def module(db) -> ModulePage:
    return ModulePage.objects.get(slug="fa-human-approved")


@pytest.fixture
def track(db) -> TrackPage:
    return TrackPage.objects.get(slug="track-feedback-assessment")


@pytest.fixture
def staff_course(platform):
    """Opens something in a course that is for staff; returns the answer and the page it leads to."""

    def launch(client, page, *, course: str = "staff-1", is_staff: bool = True, roles=(LEARNER,), sub: str = "teacher-1", **changes):
        asked = {
            "resource_link": {"id": f"link-{page.pk}", "title": page.title},
            "context": {"id": course, "title": "AI for our staff"},
            "roles": list(roles),
            "sub": sub,
            "custom": {"launch_key": page.launch_key},
        }
        if is_staff and not Context.objects.filter(id_on_platform=course).exists():
            platform.launch(client, **asked)
            Context.objects.filter(id_on_platform=course).update(audience="staff")
        response = platform.launch(client, **asked | changes)
        assert response.status_code == 303, response.content
        return response["Location"], client.get(response["Location"], secure=True)

    return launch


@pytest.fixture
def launched(client, staff_course, track):
    """A teacher opened the track in a staff course: the prefix of the launch."""
    location, response = staff_course(client, track, sub=SUB)
    assert "Would you like to join?" in text(response)
    return "/".join(location.split("/")[:3])


@pytest.fixture
def joined(client, launched, track):
    """… and joined."""
    answer = client.post(f"{launched}/learning/{track.launch_key}/join/", secure=True)
    assert answer.status_code == 302
    return launched


@pytest.fixture
def coach(db) -> User:
    """Appointed in Waymark."""
    person = User.objects.create_user("coach", "coach@example.org", "a long enough password", first_name="Noor", last_name="Haddad")
    person.groups.add(Group.objects.get_or_create(name=COACHES)[0])
    return person


@pytest.fixture
def at_the_coachs(coach) -> Client:
    """Their browser, signed in to the site."""
    browser = Client()
    browser.force_login(coach)
    return browser


@pytest.fixture
def teacher(db) -> User:
    """Has an account of their own on the site."""
    return User.objects.create_user("pat", "pat@example.org", "a long enough password", first_name="Patience", last_name="Okafor")


@pytest.fixture
def at_the_teachers(teacher, track) -> Client:
    """Their browser, signed in to the site; they joined the track."""
    browser = Client()
    browser.force_login(teacher)
    assert browser.post(f"/learning/{track.launch_key}/join/", secure=True).status_code == 302
    return browser


@pytest.fixture
def https_site(settings):
    settings.PUBLIC_URL = SITE
    district = DistrictSettings.load()
    district.district_name = "Alder Unified"
    district.save()


@pytest.fixture
def done(client, joined, module):
    """One module is done. Returns the prefix of the launch."""
    assert mark(client, joined, module, "done", "1").status_code == 302
    return joined
