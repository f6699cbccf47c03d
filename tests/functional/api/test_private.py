"""What is closed stays closed: pages behind a sign-in, drafts, teachers' texts, and everything about people."""

import json
import re

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail.models import PageViewRestriction

import pytest

from cms.dates import district_today
from cms.logs import NoTokensFilter
from cms.models import PolicyPage, User
from curriculum.models import LessonPage
from pd_tracks.models import Enrolment, HoursEntry, ModulePage, Participation, PersonalCode, Reflection, TrackPage
from pd_tracks.models.people import end_of_school_year
from pd_tracks.own.data import own_data
from pd_tracks.services import join_track, set_code
from tests.factories.people import PASSWORD
from tests.functional.api.conftest import V1, Caller, token_for
from tests.functional.api.walk import everything
from tests.functional.curriculum.withheld import LESSONS, notes_of, words

SECRET = "the heron never told the harbour master"
UNKNOWN = "0b7c1c36-0000-4000-8000-000000000000"


# Pages that are closed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [LessonPage, TrackPage, ModulePage, PolicyPage])
@pytest.mark.parametrize("above", [False, True], ids=["itself", "above"])
def test_what_is_behind_a_sign_in_is_not_there(api, model, above):
    page = model.objects.live().filter(locale__language_code="en").first()
    path = {LessonPage: "lessons/", TrackPage: "tracks/", ModulePage: "modules/", PolicyPage: "policies/"}[model]
    PageViewRestriction.objects.create(page=page.get_parent() if above else page, restriction_type=PageViewRestriction.LOGIN)
    closed, unknown = api.get(f"{path}{page.translation_key}/"), api.get(f"{path}{UNKNOWN}/")
    assert (closed.status_code, closed.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
    assert str(page.translation_key) not in {each["key"] for each in api.all_of(path)}


def test_a_closed_lesson_is_named_nowhere(api):
    lesson = LessonPage.objects.live().filter(locale__language_code="en").first()
    unit = lesson.unit.launch_key
    assert lesson.launch_key in api.get(f"units/{unit}/").json()["lesson_keys"]
    for page in LessonPage.objects.filter(translation_key=lesson.translation_key):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")
    assert [address for address, body in everything(api, ("en",)).items() if lesson.launch_key in body] == []


def test_closed_and_unknown_take_the_same_steps(api):
    """Nobody learns from the time an answer takes that there is something."""
    lesson = LessonPage.objects.live().filter(locale__language_code="en").first()
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    api.get(f"lessons/{UNKNOWN}/")  # the roots of the site are known then
    shapes = []
    for key in (UNKNOWN, lesson.launch_key):
        with CaptureQueriesContext(connection) as statements:
            api.get(f"lessons/{key}/")
        shapes.append([re.sub(r"'?[0-9a-f-]{32,36}'?", "?", each["sql"]) for each in statements])
    assert shapes[0] == shapes[1]
    assert shapes[0]


def test_a_closed_page_that_was_withdrawn_is_not_there_either(api):
    lesson = LessonPage.objects.live().filter(locale__language_code="en").first()
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    lesson.unpublish()
    assert api.get(f"lessons/{lesson.launch_key}/").status_code == 404


def test_a_replacement_that_is_closed_is_not_named(api):
    lesson, other = LessonPage.objects.live().filter(locale__language_code="en")[:2]
    lesson.withdrawal_note, lesson.replaced_by = "Another one is better.", other.page_ptr
    lesson.save_revision()
    lesson.unpublish()
    assert api.get(f"lessons/{lesson.launch_key}/").json()["replaced_by"]["key"] == other.launch_key
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    answer = api.get(f"lessons/{lesson.launch_key}/")
    assert answer.json()["replaced_by"] is None
    assert other.title not in answer.content.decode()


def test_drafts(api):
    lesson = LessonPage.objects.live().filter(locale__language_code="en").first()
    lesson.title = SECRET
    lesson.save_revision()
    assert SECRET not in api.get(f"lessons/{lesson.launch_key}/").content.decode()
    LessonPage.objects.filter(pk=lesson.pk).update(live=False, first_published_at=None)
    assert api.get(f"lessons/{lesson.launch_key}/").status_code == 404


# Teachers' texts ---------------------------------------------------------------------------------------------------------


def test_teachers_texts_would_be_noticed(lead):
    """test_every_output.py looks at the same answers without a token: a blind look would find nothing here either."""
    bodies = words(" ".join(everything(Caller(token_for(lead, "teacher")), ("en",)).values()))
    for lesson in LESSONS.values():
        assert words(notes_of(lesson)[0])[:40] in bodies, lesson["slug"]


def test_openings_for_coaches_are_in_no_module(coach):
    for module in ModulePage.objects.live():
        openings = [str(block.value) for block in module.coach_starters]
        body = Caller(token_for(coach, "people", "me", "teacher")).get(f"modules/{module.launch_key}/").content.decode()
        assert not [text for text in openings if words(text) in words(body)]


# People -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def teacher() -> User:
    """Joined a track on the site, marked a module and wrote something."""
    person = User.objects.create_user("quetzalcoatlus", "quetzalcoatlus@example.org", PASSWORD, first_name="Xanthippe", last_name="Zwicky")
    track = TrackPage.objects.get(slug="track-feedback-assessment", locale__language_code="en")
    module = ModulePage.objects.live().filter(locale__language_code="en").child_of(track).first()
    enrolment = join_track(person=person, track_key=track.translation_key)
    Participation.objects.create(enrolment=enrolment, module_key=module.translation_key)
    reflection = Reflection(enrolment=enrolment, module_key=module.translation_key, question="Why?", question_key=UNKNOWN)
    reflection.put(SECRET)
    reflection.save()
    HoursEntry.objects.create(
        person=person,
        track_key=track.translation_key,
        module_key=module.translation_key,
        title=module.title,
        version=1,
        minutes=45,
        rule="own_word",
    )
    return person


OWN = ("me/", "me/enrolments/", "me/reflections/", "me/hours/", "me/certificates/", "me/export/")


@pytest.mark.parametrize("path", OWN)
def test_one_s_own_takes_its_owner(path, teacher, lead, coach, admin, api):
    assert api.get(path).status_code == 401
    assert Caller(token_for(teacher)).get(path).status_code == 403
    assert Caller(token_for(teacher, "teacher", "people", "participation", "platforms")).get(path).status_code == 403
    mine = Caller(token_for(teacher, "me")).get(path)
    assert mine.status_code == 200
    assert mine["Cache-Control"] == "private, no-store"
    for other in (lead, coach, admin):
        answer = Caller(token_for(other, "me", "teacher", "people", "participation", "platforms")).get(path)
        assert answer.status_code == 200
        for private in (SECRET, teacher.username, "Xanthippe", "Zwicky", "Feedback"):
            assert private not in answer.content.decode()


def test_one_s_own_by_token(teacher):
    caller = Caller(token_for(teacher, "me"))
    assert caller.get("me/").json()["account"] == teacher.username
    assert caller.get("me/reflections/").json()["reflections"][0]["text"] == SECRET
    assert caller.get("me/enrolments/").json()["enrolments"][0]["modules"]
    assert caller.get("me/hours/").json()["minutes"] == 45
    assert caller.get("me/export/").json() == json.loads(json.dumps(own_data(teacher, with_texts=True)))
    for path in ("me/enrolments/", "me/hours/", "me/certificates/"):
        assert SECRET not in caller.get(path).content.decode()


def test_one_s_own_by_session(teacher):
    browser = Client()
    browser.force_login(teacher)
    answer = Caller(client=browser).get("me/reflections/")
    assert answer.json()["reflections"][0]["text"] == SECRET
    assert answer["Cache-Control"] == "private, no-store"


def test_a_token_goes_before_a_session(teacher, lead):
    browser = Client()
    browser.force_login(teacher)
    assert Caller(token_for(lead, "me"), client=browser).get("me/").json()["account"] == lead.username
    assert Caller("wm_" + "0" * 64, client=browser).get("me/").status_code == 401
    assert Caller(token_for(lead), client=browser).get("me/").status_code == 403


def test_a_code_closes_texts(teacher):
    set_code(person=teacher, code="a code of mine")
    browser = Client()
    browser.force_login(teacher)
    by_token, by_session = Caller(token_for(teacher, "me")), Caller(client=browser)
    for caller in (by_token, by_session):
        closed = caller.get("me/reflections/").json()
        assert closed == {"texts_are_closed": True, "reflections": []}
        assert SECRET not in caller.get("me/export/").content.decode()
        assert caller.get("me/export/").json()["texts_are_closed"] is True
        assert caller.get("me/hours/").json()["minutes"] == 45
    answer = browser.post("/learning/mine/code/", {"code": "a code of mine"}, secure=True)
    assert answer.status_code == 302
    assert by_session.get("me/reflections/").json()["reflections"][0]["text"] == SECRET
    both = Caller(token_for(teacher, "me"), client=browser)
    assert both.get("me/reflections/").json()["texts_are_closed"] is True
    assert PersonalCode.objects.exists()


def test_deleting_all_of_it(teacher, lead):
    caller = Caller(token_for(teacher, "me"))
    assert caller.send("DELETE", "me/").status_code == 400
    assert caller.send("DELETE", "me/?sure=yes").status_code == 400
    assert Caller(token_for(teacher)).send("DELETE", "me/?sure=1").status_code == 403
    assert Caller().send("DELETE", "me/?sure=1").status_code == 401
    assert Caller(token_for(lead, "me")).send("DELETE", "me/?sure=1").json()["enrolments"] == 0
    assert Enrolment.objects.count() == 1
    answer = caller.send("DELETE", "me/?sure=1")
    assert answer.json() == {
        "enrolments": 1,
        "modules": 1,
        "reflections": 1,
        "conversations": 0,
        "hours": 1,
        "certificates": 0,
        "account": False,
    }
    assert not Enrolment.objects.exists()
    assert not Reflection.objects.exists()
    assert caller.get("me/enrolments/").json() == {"enrolments": []}


def test_deleting_in_a_browser_takes_the_form_token(teacher):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(teacher)
    refused = browser.delete(f"{V1}me/?sure=1", secure=True)
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert Enrolment.objects.exists()
    browser.get("/learning/mine/", secure=True)
    form_token = browser.cookies["csrftoken"].value
    done = browser.delete(f"{V1}me/?sure=1", secure=True, headers={"X-CSRFToken": form_token, "Referer": "https://testserver/"})
    assert done.status_code == 200
    assert not Enrolment.objects.exists()


def test_nobody_is_in_any_public_answer(teacher, lead, admin):
    Group.objects.get_or_create(name="Coaches")[0].user_set.add(teacher)
    lead.first_name, lead.last_name = "Xanthippe", "Zwicky"
    lead.save()
    for page in LessonPage.objects.filter(slug="g68-trace-the-claim"):
        page.owner = page.locked_by = lead
        page.save()
        page.save_revision(user=lead, log_action=True).publish(user=admin)
    private = (SECRET, "quetzalcoatlus", "Xanthippe", "Zwicky", "@example.org", str(teacher.pk) + '"')
    for caller in (Caller(), Caller(token_for(admin, "teacher", "participation", "platforms"))):
        for address, body in everything(caller, ("en",)).items():
            assert [word for word in private[:-1] if word in body] == [], address


def test_end_of_year_is_a_date(teacher):
    until = Caller(token_for(teacher, "me")).get("me/enrolments/").json()["enrolments"][0]["agreed_until"]
    assert until == end_of_school_year(district_today()).isoformat()


def test_logs_never_show_a_token(teacher, caplog):
    caplog.set_level("DEBUG")
    token = token_for(teacher, "me")
    Caller(token).get("me/reflections/")
    Caller(token + "x").get("me/")
    Caller().get("lessons/", {"token": token})

    for record in caplog.records:
        NoTokensFilter().filter(record)
        assert token not in record.getMessage()
        if not record.name.startswith("django.db"):
            assert SECRET not in record.getMessage()
