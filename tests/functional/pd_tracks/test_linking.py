"""Two that are one person: put together by their own confirmation on both sides, and by nothing else."""

import re
from datetime import timedelta
from io import StringIO

from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import PlatformUser
from lti.services.learner_record import erase_person
from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    Credential,
    Enrolment,
    HoursEntry,
    Participation,
    PersonalCode,
    Reflection,
    Share,
)
from pd_tracks.services import Mark, Worked, choose_coach, join_track, mark_module
from pd_tracks.services.linking import Linked, link
from tests.functional.pd_tracks.steps import SECRET, SUB, ask, inside, mark, share, text, write, written

pytestmark = pytest.mark.django_db
CODE = re.compile(r"<code>([A-Z2-9-]+)</code>")


@pytest.fixture
def elsewhere(staff_course, track):
    """The same teacher comes from another course under another number, and has not joined: browser and prefix."""
    browser = Client()
    location, _page = staff_course(browser, track, sub="new-number", course="staff-2")
    return browser, inside(location, "")


@pytest.fixture
def account(track):
    """… or has an account on the site, and joined with it: browser and person."""
    browser = Client()
    person = User.objects.create_user("pat", "pat@example.org", "a long enough password")
    browser.force_login(person)
    browser.post(f"/learning/{track.launch_key}/join/", secure=True)
    return browser, person


def shown(browser, prefix) -> str:
    page = browser.post(f"{prefix}/learning/mine/together/", {"do": "show"}, secure=True).content.decode()
    return CODE.search(page)[1]


def typed(browser, prefix, code: str):
    return browser.post(f"{prefix}/learning/mine/together/", {"code": code}, secure=True)


def join(browser, prefix, track) -> None:
    browser.post(f"{prefix}/learning/{track.launch_key}/join/", secure=True)


def person_of(sub: str) -> User:
    return PlatformUser.objects.get(sub=sub).person


def test_a_new_number_stands_for_the_same_person(client, joined, module, elsewhere):
    """As when a platform gives everybody new ones."""
    written(client, joined, module)
    browser, prefix = elsewhere
    assert "Did you learn here before" in text(browser.get(f"{prefix}/learning/mine/", secure=True))
    assert typed(browser, prefix, shown(client, joined)).status_code == 302
    assert SECRET in text(browser.get(f"{prefix}/learning/mine/", secure=True))
    assert person_of("new-number") == person_of(SUB)
    assert SECRET in text(client.get(f"{joined}/learning/mine/", secure=True))


def test_two_who_joined_are_put_together_and_nothing_is_lost(client, joined, track, module, elsewhere, coach, at_the_coachs):
    browser, prefix = elsewhere
    join(browser, prefix, track)
    mine = written(client, joined, module)
    share(client, joined, mine, coach)
    both = written(browser, prefix, module, words="second thoughts")
    only = written(browser, prefix, module, words="only there", question="Only there?")
    share(browser, prefix, only, coach, name="R. from elsewhere")
    at_the_coachs.get(f"/learning/coach/texts/{only.key}/", secure=True)
    ask(browser, prefix, module, coach)
    mark(browser, prefix, module, "tried", "1")
    mark(client, joined, module, "done", "1")
    mark(browser, prefix, module, "done", "1")
    browser.post(f"{prefix}/learning/{track.launch_key}/certificate/", {"name": ""}, secure=True)
    assert typed(browser, prefix, shown(client, joined)).status_code == 302
    person = person_of(SUB)
    assert person_of("new-number") == person
    assert User.objects.filter(came_by_joining=True).count() == 1
    assert Enrolment.objects.get().user == person
    part = Participation.objects.get()
    assert part.tried_at
    assert part.done_at
    texts = {each.question: each.text() for each in Reflection.objects.select_related("enrolment")}
    assert texts == {both.question: f"{SECRET}\n\nsecond thoughts", "Only there?": "only there"}
    assert [each.name() for each in Share.objects.select_related("reflection__enrolment")] == ["R. from elsewhere"]
    assert AccessLog.objects.get().owner == person
    assert Conversation.objects.get().request()["name"] == "Ms. R."
    assert sum(HoursEntry.objects.of(person).values_list("minutes", flat=True)) == module.pd_minutes, "done in both places counts once"
    assert Credential.objects.get().person == person
    page = text(client.get(f"{joined}/learning/mine/", secure=True))
    for words in ("only there", "second thoughts", "Noor Haddad looked at this"):
        assert words in page
    assert "only there" in text(at_the_coachs.get(f"/learning/coach/texts/{only.key}/", secure=True))


@pytest.mark.parametrize("shown_on_the_site", [True, False])
def test_with_an_account_the_account_stays(client, joined, module, account, shown_on_the_site):
    browser, person = account
    written(client, joined, module)
    if shown_on_the_site:
        typed(client, joined, shown(browser, ""))
    else:
        typed(browser, "", shown(client, joined))
    assert person_of(SUB) == person
    assert not User.objects.filter(came_by_joining=True).exists()
    assert SECRET in text(browser.get("/learning/mine/", secure=True))
    assert SECRET in text(client.get(f"{joined}/learning/mine/", secure=True))


def test_two_accounts_stay_two(account, coach, at_the_coachs, track):
    browser, _person = account
    at_the_coachs.post(f"/learning/{track.launch_key}/join/", secure=True)
    answer = typed(at_the_coachs, "", shown(browser, ""))
    assert answer.status_code == 422
    assert "Only an administrator of Waymark can settle that." in text(answer)
    assert Enrolment.objects.count() == 2


def test_one_alone_is_told_so(client, joined):
    assert "The two are one already." in text(typed(client, joined, shown(client, joined)))


def test_a_code_works_once_and_for_ten_minutes(client, joined, elsewhere, time_machine):
    browser, prefix = elsewhere
    code = shown(client, joined)
    time_machine.move_to(timezone.now() + timedelta(minutes=11), tick=False)
    assert typed(browser, prefix, code).status_code == 422
    code = shown(client, joined)
    assert typed(browser, prefix, code).status_code == 302
    assert "is not known" in text(typed(browser, prefix, code))


def test_a_code_may_be_typed_as_people_type(client, joined, elsewhere):
    browser, prefix = elsewhere
    assert typed(browser, prefix, f" {shown(client, joined).lower().replace('-', ' ')} ").status_code == 302


def test_guessing_ends_after_ten_tries(client, joined, elsewhere):
    browser, prefix = elsewhere
    for _ in range(10):
        assert "is not known" in text(typed(browser, prefix, "AAAA-BBBB-CCCC"))
    assert "Too many wrong codes" in text(typed(browser, prefix, shown(client, joined)))
    assert person_of("new-number") is None


@pytest.mark.parametrize(
    ("code", "words"), [("", "Write the code."), ("x" * 41, "at most 40 characters"), ("a\x00b", "Null characters"), ("ñ", "is not known")]
)
def test_odd_codes(client, joined, elsewhere, code, words):
    browser, prefix = elsewhere
    answer = typed(browser, prefix, code)
    assert answer.status_code == 422
    assert words in text(answer)


def test_where_a_personal_code_is_set_it_is_asked_for_on_both_sides(client, joined, module, elsewhere, staff_course, track):
    written(client, joined, module)
    client.post(f"{joined}/learning/mine/code/", {"code": "seven herons", "again": "seven herons"}, secure=True)
    acting = Client()
    location, _page = staff_course(acting, track, sub=SUB)
    assert acting.post(inside(location, "/learning/mine/together/"), {"do": "show"}, secure=True)["Location"].endswith(
        "/learning/mine/code/"
    )
    browser, prefix = elsewhere
    typed(browser, prefix, shown(client, joined))
    assert PersonalCode.objects.get().person == person_of("new-number")
    assert SECRET not in text(browser.get(f"{prefix}/learning/mine/", secure=True)), "and in this visit it was not given yet"


def test_nobody_without_a_browser_of_their_own_puts_anything_together(joined, staff_course, track, client):
    code = shown(client, joined)
    assert typed(Client(), joined, code).status_code == 403
    assert typed(Client(), "", code).status_code == 403
    acting = Client()
    location, _page = staff_course(acting, track, sub="x", custom={"launch_key": track.launch_key, "actual_user": "root"})
    assert typed(acting, inside(location, ""), code).status_code == 403
    students = Client()
    location, _page = staff_course(students, track, sub="y", course="course-1", is_staff=False)
    assert typed(students, inside(location, ""), code).status_code == 403


def test_the_cache_holds_no_code_and_no_name(client, joined):
    code = shown(client, joined)
    assert code.replace("-", "") not in str(cache._cache if hasattr(cache, "_cache") else "")


# What a reviewer broke -------------------------------------------------------------------------------------------------


def test_a_track_that_was_left_here_and_is_open_there_is_open(client, joined, track, module, elsewhere):
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    Enrolment.objects.update(left_at=timezone.now() - timedelta(days=2_000), agreed_until=timezone.localdate() - timedelta(days=2_000))
    browser, prefix = elsewhere
    join(browser, prefix, track)
    typed(browser, prefix, shown(client, joined))
    assert Enrolment.objects.get().is_current
    call_command("purge_expired", stdout=StringIO())
    assert mark(browser, prefix, module, "done", "1").status_code == 302


def test_a_window_that_shows_one_of_two_texts_does_not_write_over_both(client, joined, track, module, elsewhere):
    first = write(client, joined, module, "one", window="w1", turn=1, as_script=True).json()
    browser, prefix = elsewhere
    join(browser, prefix, track)
    written(browser, prefix, module, words="two")
    typed(browser, prefix, shown(client, joined))
    answer = write(client, joined, module, "one and more", window="w1", turn=2, seen=first["revision"], as_script=True)
    assert answer.status_code == 409
    assert Reflection.objects.select_related("enrolment").get().text() == "one\n\ntwo"


def test_two_long_texts_stay_two(client, joined, track, module, elsewhere):
    written(client, joined, module, words="a" * 15_000)
    browser, prefix = elsewhere
    join(browser, prefix, track)
    written(browser, prefix, module, words="b" * 15_000)
    typed(browser, prefix, shown(client, joined))
    assert sorted(each.text()[0] for each in Reflection.objects.select_related("enrolment")) == ["a", "b"]


def test_who_looked_stays_in_the_log(client, joined, track, module, elsewhere, coach, at_the_coachs):
    written(client, joined, module)
    browser, prefix = elsewhere
    join(browser, prefix, track)
    theirs = written(browser, prefix, module, words="two")
    share(browser, prefix, theirs, coach)
    at_the_coachs.get(f"/learning/coach/texts/{theirs.key}/", secure=True)
    typed(browser, prefix, shown(client, joined))
    assert "Noor Haddad looked at this" in text(client.get(f"{joined}/learning/mine/", secure=True))


def test_deleting_all_of_it_ties_no_pseudonym_to_an_account_any_longer(client, joined, account):
    browser, person = account
    typed(client, joined, shown(browser, ""))
    assert "You are known here from:" in text(browser.get("/learning/mine/", secure=True))
    browser.post("/learning/mine/delete/", {"sure": "1"}, secure=True)
    assert person_of(SUB) is None
    assert User.objects.filter(pk=person.pk).exists()


def test_erasing_one_pseudonym_leaves_what_was_put_together_with_another(client, joined, module, elsewhere):
    written(client, joined, module)
    browser, prefix = elsewhere
    typed(browser, prefix, shown(client, joined))
    erase_person(PlatformUser.objects.get(sub=SUB))
    assert SECRET in text(browser.get(f"{prefix}/learning/mine/", secure=True))
    erase_person(PlatformUser.objects.get(sub="new-number"))
    assert not Reflection.objects.exists()


def test_nobody_becomes_their_own_coach(client, joined, track, module, coach, at_the_coachs):
    found = written(client, joined, module)
    share(client, joined, found, coach)
    ask(client, joined, module, coach)
    at_the_coachs.post(f"/learning/{track.launch_key}/join/", secure=True)
    typed(client, joined, shown(at_the_coachs, ""))
    assert not Share.objects.exists()
    assert Conversation.objects.get().state == "withdrawn"


def test_what_cannot_be_opened_stops_it_and_says_so(client, joined, track, module, elsewhere):
    browser, prefix = elsewhere
    join(browser, prefix, track)
    written(browser, prefix, module)
    Reflection.objects.update(closed_text="not ours")
    answer = typed(browser, prefix, shown(client, joined))
    assert answer.status_code == 422
    assert "Something you wrote cannot be opened just now" in text(answer)
    assert Enrolment.objects.count() == 2


# Choosing a coach ------------------------------------------------------------------------------------------------------


def two(track, coach, *, both_joined: bool):
    """Two accounts made by joining: the second one chose the coach."""
    one, other = User.for_joining(), User.for_joining()
    for person in (one, other) if both_joined else (other,):
        join_track(person=person, track_key=track.translation_key)
    assert choose_coach(person=other, track_key=track.translation_key, coach_id=coach.pk, name="Bee")
    return one, other


def test_what_is_put_together_was_never_shown_to_a_coach(track, module, coach, at_the_coachs):
    one, other = two(track, coach, both_joined=True)
    mark_module(
        person=one,
        track_key=track.translation_key,
        module_key=module.translation_key,
        mark=Mark.DONE,
        is_on=True,
        worked=Worked(module.title, 1, 30),
    )
    at_the_coachs.get("/learning/coach/", secure=True)
    assert link(one, other) is Linked.DONE
    assert not ChosenCoach.objects.exists()
    assert "Bee" not in text(at_the_coachs.get("/learning/coach/", secure=True))
    assert AccessLog.objects.get().owner == one, "who looked stays known to whom they looked at"


def test_a_choice_goes_along_where_only_one_joined(track, coach, at_the_coachs):
    one, other = two(track, coach, both_joined=False)
    assert link(one, other) is Linked.DONE
    assert ChosenCoach.objects.get().name() == "Bee"
    assert "Bee" in text(at_the_coachs.get("/learning/coach/", secure=True))


def test_who_becomes_one_with_their_coach_has_none(track, coach):
    _one, other = two(track, coach, both_joined=False)
    assert link(coach, other) is Linked.DONE
    assert not ChosenCoach.objects.exists()
