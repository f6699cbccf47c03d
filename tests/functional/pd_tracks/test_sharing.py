"""One text, one coach, until a day; taken back as if it had never been."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import pytest

from cms.groups import COACHES
from cms.models import User
from pd_tracks.models import AccessLog, Enrolment, Reflection, Share
from pd_tracks.models.people import end_of_school_year
from pd_tracks.services import look_at_share
from pd_tracks.sharing import shared_with
from tests.functional.pd_tracks.steps import LATEST, SECRET, page_of, share, tables_with, text, write, written

pytestmark = pytest.mark.django_db
HOME = "/learning/coach/"


@pytest.fixture
def reflection(client, joined, module) -> Reflection:
    return written(client, joined, module)


@pytest.fixture
def shared(client, joined, reflection, coach) -> Reflection:
    assert share(client, joined, reflection, coach).status_code == 302
    return reflection


def test_the_screen_before_says_what_it_means(client, joined, reflection, coach):
    shown = text(client.get(f"{joined}/learning/texts/{reflection.key}/share/", secure=True))
    assert SECRET in shown
    assert "Noor Haddad" in shown
    assert "coach@example.org" not in shown
    assert "You see when the coach opens it." in shown


def test_nobody_to_share_with(client, joined, reflection):
    assert "Nobody coaches here yet" in text(client.get(f"{joined}/learning/texts/{reflection.key}/share/", secure=True))


def test_the_coach_reads_it_under_the_chosen_name_and_the_author_sees_that_they_did(client, joined, module, shared, at_the_coachs):
    home = text(at_the_coachs.get(HOME, secure=True))
    assert "Ms. R." in home
    assert SECRET not in home
    assert not AccessLog.objects.exists(), "a list shows nothing of it"
    answer = at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    assert SECRET in text(answer)
    assert "Ms. R." in text(answer)
    assert "Ways to begin" in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "learner-" not in text(answer)
    own = text(client.get(f"{joined}{module.get_url()}", secure=True))
    assert own.count("Noor Haddad looked at this") == 1
    assert "Noor Haddad can read this until" in own
    assert tables_with("Ms. R.") == set(), "the name is closed, too"


def test_looking_again_within_ten_minutes_is_one_look(shared, at_the_coachs):
    for _ in range(2):
        at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    assert AccessLog.objects.count() == 1
    AccessLog.objects.update(at=timezone.now() - timedelta(minutes=11))
    at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    assert AccessLog.objects.count() == 2


def test_what_is_changed_later_is_seen_too(client, joined, module, shared, at_the_coachs):
    write(client, joined, module, "a second thought", seen=LATEST)
    assert "a second thought" in text(at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True))


def test_taking_it_back_looks_as_if_it_had_never_been_shared(client, joined, module, reflection, coach, at_the_coachs):
    never = page_of(at_the_coachs, HOME)
    gone = at_the_coachs.get(f"{HOME}texts/{reflection.key}/", secure=True)
    share(client, joined, reflection, coach)
    at_the_coachs.get(f"{HOME}texts/{reflection.key}/", secure=True)
    answer = client.post(f"{joined}/learning/texts/{reflection.key}/take-back/", secure=True)
    assert answer["Location"].endswith(f"#text-{reflection.question_key}")
    assert page_of(at_the_coachs, HOME) == never
    again = at_the_coachs.get(f"{HOME}texts/{reflection.key}/", secure=True)
    assert (again.status_code, again.content) == (gone.status_code, gone.content)
    assert not Share.objects.exists()
    assert "Noor Haddad looked at this" in text(client.get(f"{joined}{module.get_url()}", secure=True)), "the author's own log stays"


def test_another_coach_takes_the_place_of_the_one_before(client, joined, shared, coach, at_the_coachs):
    other = User.objects.create_user("other", "o@example.org", "a long enough password")
    other.groups.add(coach.groups.get())
    share(client, joined, shared, other)
    assert Share.objects.get().coach == other
    assert at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True).status_code == 404


def test_the_name_is_offered_again(client, joined, module, shared, coach):
    more = written(client, joined, module, question="Another one?", words="more")
    assert 'value="Ms. R."' in text(client.get(f"{joined}/learning/texts/{more.key}/share/", secure=True))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "Ms. R."}, "Choose a coach."),
        ({"coach": "0", "name": "Ms. R."}, "Select a valid choice"),
        ({"coach": "x", "name": "Ms. R."}, "Select a valid choice"),
        ({"coach": "{coach}", "name": ""}, "Write a name"),
        ({"coach": "{coach}", "name": "N" * 81}, "at most 80 characters"),
        ({"coach": "{coach}", "name": "a\x00b"}, "Null characters"),
        ({"coach": "{nobody}", "name": "Ms. R."}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(client, joined, reflection, coach, data, words):
    nobody = User.objects.create_user("nobody", "n@example.org", "a long enough password")
    data = {name: value.format(coach=coach.pk, nobody=nobody.pk) for name, value in data.items()}
    answer = client.post(f"{joined}/learning/texts/{reflection.key}/share/", data, secure=True)
    assert answer.status_code == 422
    assert words in text(answer)
    if data["name"] == "Ms. R.":
        assert 'value="Ms. R."' in text(answer)
    assert not Share.objects.exists()


def test_an_empty_text_is_not_shared(client, joined, module, reflection, coach):
    write(client, joined, module, "", seen=LATEST)
    answer = share(client, joined, reflection, coach)
    assert "cannot be shared just now" in text(answer)
    assert not Share.objects.exists()


def test_nobody_shares_with_themselves(client, track, module, coach, at_the_coachs):
    token_less = {"HTTP_REFERER": "https://testserver/"}
    at_the_coachs.post(f"/learning/{track.launch_key}/join/", secure=True, **token_less)
    found = written(at_the_coachs, "", module)
    assert "Nobody coaches here yet" in text(at_the_coachs.get(f"/learning/texts/{found.key}/share/", secure=True))


# Until when ------------------------------------------------------------------------------------------------------------


def test_it_ends_with_the_school_year_or_the_yes(client, joined, reflection, coach):
    Enrolment.objects.update(agreed_until=timezone.localdate() + timedelta(days=3))
    share(client, joined, reflection, coach)
    assert Share.objects.get().until == timezone.localdate() + timedelta(days=3)
    Enrolment.objects.update(agreed_until=timezone.localdate() + timedelta(days=3_000))
    share(client, joined, reflection, coach)
    assert Share.objects.get().until == end_of_school_year(timezone.localdate())


def is_read(browser, reflection) -> bool:
    answer = browser.get(f"{HOME}texts/{reflection.key}/", secure=True)
    assert answer.status_code in {200, 403, 404}
    assert (SECRET in text(answer)) is (answer.status_code == 200)
    listed = "Ms. R." in text(browser.get(HOME, secure=True))
    assert listed is (answer.status_code == 200)
    return listed


def test_on_the_day_after_it_is_over_and_the_row_goes(client, joined, module, shared, at_the_coachs):
    Share.objects.update(until=timezone.localdate())
    assert is_read(at_the_coachs, shared)
    Share.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert not is_read(at_the_coachs, shared)
    assert "Only you can read this" in text(client.get(f"{joined}{module.get_url()}", secure=True))
    call_command("purge_expired", stdout=StringIO())
    assert not Share.objects.exists()
    assert Reflection.objects.exists()


def test_who_leaves_and_keeps_shares_nothing_any_longer_even_after_coming_back(client, joined, track, shared, at_the_coachs):
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    assert not is_read(at_the_coachs, shared)
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert not is_read(at_the_coachs, shared)


def test_who_no_longer_coaches_reads_nothing_and_the_author_is_told(client, joined, module, shared, coach, at_the_coachs):
    coach.groups.clear()
    assert not is_read(at_the_coachs, shared)
    assert "does not coach any longer, and cannot read this" in text(client.get(f"{joined}{module.get_url()}", secure=True))


def test_the_gate_itself_asks_whether_somebody_coaches(shared, coach):
    """Not only the page in front of it: an export or an API asks here as well."""
    assert list(shared_with(coach))
    coach.groups.clear()
    assert not list(shared_with(coach))
    assert look_at_share(coach=coach, key=shared.key) is None


def test_a_coach_who_is_switched_off_reads_nothing(shared, coach, at_the_coachs):
    coach.is_active = False
    coach.save()
    answer = at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    assert answer.status_code == 302


def test_a_coachs_account_goes_and_the_text_stays(client, joined, module, shared, coach, at_the_coachs):
    at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    coach.delete()
    assert not Share.objects.exists()
    shown = text(client.get(f"{joined}{module.get_url()}", secure=True))
    assert "An account that is gone looked at this" in shown
    assert SECRET in shown


def test_deleting_the_text_takes_share_and_log_along(client, joined, shared, at_the_coachs):
    at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True)
    client.post(f"{joined}/learning/texts/{shared.key}/delete/", secure=True)
    assert not Share.objects.exists()
    assert not AccessLog.objects.exists()


def test_a_name_that_cannot_be_opened_breaks_nothing(client, joined, module, shared, at_the_coachs):
    Share.objects.update(closed_name="not ours")
    assert "Without a name" in text(at_the_coachs.get(HOME, secure=True))
    assert "cannot be opened just now" in text(at_the_coachs.get(f"{HOME}texts/{shared.key}/", secure=True))
    assert client.get(f"{joined}{module.get_url()}", secure=True).status_code == 200


# The coach's pages -----------------------------------------------------------------------------------------------------


def test_a_coachs_page_asks_to_sign_in_and_is_for_coaches(client, db):
    answer = client.get(HOME, secure=True)
    assert answer["Location"] == "/_util/login/?next=/learning/coach/"
    stranger = Client()
    stranger.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    answer = stranger.get(HOME, secure=True)
    assert answer.status_code == 403
    assert "This page is for coaches" in text(answer)


def test_a_coach_finds_the_way_from_the_page_of_tracks_and_nobody_else_is_shown_it(client_https, at_the_coachs):
    assert 'href="/learning/coach/"' in text(at_the_coachs.get("/educators/", secure=True))
    assert 'href="/learning/coach/"' not in text(client_https.get("/educators/"))


def test_a_coachs_pages_do_not_exist_inside_a_launch(client, joined, shared, coach):
    client.force_login(coach)
    for path in ("", f"texts/{shared.key}/"):
        answer = client.get(f"{joined}{HOME}{path}", secure=True)
        assert answer.status_code == 404
        assert SECRET not in text(answer)


def test_the_lists_cost_the_same_for_one_and_for_many(client, joined, module, shared, coach, at_the_coachs, django_assert_num_queries):
    at_the_coachs.get(HOME, secure=True)
    with django_assert_num_queries(26):
        at_the_coachs.get(HOME, secure=True)
    for n in range(5):
        share(client, joined, written(client, joined, module, question=f"Question {n}?"), coach)
    with django_assert_num_queries(26):
        assert text(at_the_coachs.get(HOME, secure=True)).count("/learning/coach/texts/") == 6


def test_everybody_in_the_group_may_be_chosen_and_nobody_else(client, joined, reflection, coach):
    User.objects.create_user("pat", "pat@example.org", "a long enough password", first_name="Pat")
    away = User.objects.create_user("away", "away@example.org", "a long enough password", first_name="Away", is_active=False)
    away.groups.add(coach.groups.get(name=COACHES))
    shown = text(client.get(f"{joined}/learning/texts/{reflection.key}/share/", secure=True))
    assert shown.count('type="radio"') == 1
