"""Writing for oneself: kept closed, never overwritten unseen, never lost."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

import pytest

from cms.private_text import CannotBeOpened
from lti.models import Context
from pd_tracks.models import Enrolment, Reflection
from tests.functional.pd_tracks.steps import LATEST, SECRET, questions, share, tables_with, text, write, written

pytestmark = pytest.mark.django_db
NEW_SECRET = "another-secret-made-up-for-tests-0123456789-abcdefghij-klmno"


def page(client, prefix, module) -> str:
    return text(client.get(f"{prefix}{module.get_url()}", secure=True))


def test_a_text_is_kept_shown_to_its_author_and_closed_in_the_database(client, joined, module):
    answer = write(client, joined, module)
    found = Reflection.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#text-{found.question_key}")
    assert SECRET in page(client, joined, module)
    assert "Only you can read this" in page(client, joined, module)
    assert tables_with(SECRET) == set()
    assert found.text() == SECRET
    assert found.revision > 0


def test_the_next_save_changes_it_and_the_same_again_changes_nothing(client, joined, module):
    written(client, joined, module)
    first = Reflection.objects.get().revision
    write(client, joined, module, "shorter", seen=LATEST)
    write(client, joined, module, "shorter", seen=LATEST)
    found = Reflection.objects.get()
    assert (found.text(), found.revision) == ("shorter", first + 1)


def test_lines_are_the_same_from_every_browser(client, joined, module):
    write(client, joined, module, "one\r\ntwo")
    first = Reflection.objects.get().revision
    assert write(client, joined, module, "one\ntwo", as_script=True).json()["revision"] == first


def test_nothing_typed_makes_nothing(client, joined, module):
    assert write(client, joined, module, "  ").status_code == 302
    assert not Reflection.objects.exists()


def test_a_text_may_be_emptied_and_stays(client, joined, module):
    written(client, joined, module)
    write(client, joined, module, "", seen=LATEST)
    assert Reflection.objects.get().text() == ""


def test_another_window_saved_first_so_both_are_shown_and_nothing_is_lost(client, joined, module):
    written(client, joined, module)
    answer = write(client, joined, module, "from the second window")
    assert answer.status_code == 409
    shown = text(answer)
    assert SECRET in shown
    assert "from the second window</textarea>" in shown
    assert "Nothing is lost" in shown
    assert f'name="seen" value="{Reflection.objects.get().revision}"' in shown, "saving again is now a choice"
    assert Reflection.objects.get().text() == SECRET
    assert write(client, joined, module, "both together", seen=LATEST).status_code == 302
    assert Reflection.objects.get().text() == "both together"


def test_a_script_is_told_of_another_window_and_gets_no_text(client, joined, module):
    written(client, joined, module)
    answer = write(client, joined, module, "from the second window", as_script=True)
    assert answer.status_code == 409
    assert "another window" in answer.json()["message"]
    assert SECRET not in answer.content.decode()


def test_a_window_whose_answer_was_lost_goes_on(client, joined, module):
    """It was saved, but the page never heard: the page's next save is its own, and no other window's."""
    first = write(client, joined, module, "one", window="w1", turn=1, as_script=True).json()["revision"]
    assert write(client, joined, module, "one and two", window="w1", turn=2, as_script=True).json()["revision"] == first + 1
    assert write(client, joined, module, "from elsewhere", window="w2", turn=3, as_script=True).status_code == 409
    assert write(client, joined, module, "without a name", turn=3, as_script=True).status_code == 409


def test_a_save_that_was_long_on_its_way_does_not_win_over_a_later_one(client, joined, module):
    write(client, joined, module, "one and two", window="w1", turn=2, as_script=True)
    assert write(client, joined, module, "one", window="w1", turn=1, as_script=True).status_code == 409
    assert Reflection.objects.get().text() == "one and two"


def test_a_text_that_was_deleted_and_written_anew_is_not_the_one_a_window_still_shows(client, joined, module):
    found = written(client, joined, module)
    client.post(f"{joined}/learning/texts/{found.key}/delete/", secure=True)
    written(client, joined, module, words="anew")
    assert write(client, joined, module, "stale", seen=found.revision).status_code == 409
    assert Reflection.objects.get().text() == "anew"


def test_nobody_fills_the_database_with_questions_of_their_own(client, joined, module, monkeypatch):
    monkeypatch.setattr("pd_tracks.services.reflections.MOST_TEXTS", 2)
    for n, status in enumerate((302, 302, 403)):
        assert write(client, joined, module, question=f"Question {n}?").status_code == status
    assert write(client, joined, module, "again", question="Question 1?", seen=LATEST).status_code == 302


def test_a_question_is_the_same_however_its_lines_are_broken(client, joined, module):
    written(client, joined, module, question="Why\nnot?")
    assert write(client, joined, module, "more", question="Why\r\n  not?", seen=LATEST).status_code == 302
    assert Reflection.objects.get().text() == "more"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": "x" * 20_001}, "at most 20000 characters"),
        ({"words": "a\x00b"}, "Null characters"),
        ({"seen": -1}, "greater than or equal to 0"),
        ({"seen": 2**31}, "less than or equal to"),
        ({"window": "x" * 37}, "at most 36 characters"),
        ({"turn": "x"}, "Enter a whole number"),
        ({"question": "q" * 10_001}, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_kept_says_why_and_stays_in_the_page(client, joined, module, changes, words):
    answer = write(client, joined, module, **changes)
    assert answer.status_code == 422
    assert words in text(answer)
    if "words" not in changes:
        assert SECRET in text(answer)
    assert not Reflection.objects.exists()
    assert write(client, joined, module, as_script=True, **changes).json()["message"]


@pytest.mark.parametrize("seen", ["", "x", "1.5", "²"])
def test_odd_revisions(client, joined, module, seen):
    assert write(client, joined, module, seen=seen, as_script=True).status_code == 422


def test_a_question_that_the_module_no_longer_asks_keeps_its_text(client, joined, module):
    written(client, joined, module, question="What did we ask last year?")
    shown = page(client, joined, module)
    assert "To questions that this page no longer asks" in shown
    assert "What did we ask last year?" in shown
    assert SECRET in shown
    assert write(client, joined, module, "x" * 20_001, question="What did we ask last year?", seen=LATEST).status_code == 422


def test_a_question_that_went_while_somebody_typed_loses_nothing(client, joined, module):
    answer = write(client, joined, module, "y" * 20_001, question="Gone while typing?")
    assert answer.status_code == 422
    assert "Gone while typing?" in text(answer)
    assert "y" * 20_001 in text(answer)


def test_nothing_is_added_while_paused_or_after_leaving_and_what_was_typed_stays(client, joined, track, module):
    asked = questions(client, joined, module)[0]
    for path, data in (("pause", {"do": "pause"}), ("leave", {"what": "keep"})):
        client.post(f"{joined}/learning/{track.launch_key}/{path}/", data, secure=True)
        answer = write(client, joined, module, question=asked)
        assert answer.status_code == 403
        assert SECRET in text(answer)
        assert "This you typed, and it is not saved:" in text(answer)
        assert "Nothing can be added just now" in text(answer)
    assert not Reflection.objects.exists()


def test_what_is_kept_is_told_from_what_was_typed_and_not(client, joined, track, module):
    found = written(client, joined, module)
    client.post(f"{joined}/learning/{track.launch_key}/pause/", {"do": "pause"}, secure=True)
    shown = text(write(client, joined, module, "typed while paused", question=found.question, seen=found.revision))
    assert f"{SECRET}</blockquote>" in shown
    assert "typed while paused</textarea>" in shown


def test_who_paused_or_left_still_reads_their_own(client, joined, track, module):
    written(client, joined, module)
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    shown = page(client, joined, module)
    assert SECRET in shown
    assert "<textarea" not in shown
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1), left_at=None)
    assert SECRET in page(client, joined, module)


def test_who_did_not_join_writes_nothing_and_keeps_what_was_typed(client, launched, module):
    answer = write(client, launched, module, question="Anything?")
    assert answer.status_code == 403
    assert f"{SECRET}</textarea>" in text(answer)
    assert "Anything?" in text(answer)
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("how", ["left", "signed out", "for students again"])
def test_every_refusal_gives_back_what_was_typed(client, joined, track, module, how):
    prefix = joined
    if how == "left":
        client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True)
    elif how == "for students again":
        Context.objects.update(audience="student")
    else:
        prefix = ""
    answer = write(client, prefix, module, question="Anything?")
    assert answer.status_code == 403
    assert f"{SECRET}</textarea>" in text(answer)
    words = {"left": "you left meanwhile", "signed out": "not signed in any longer", "for students again": "for students"}[how]
    assert words in text(answer)
    assert words in write(client, prefix, module, question="Anything?", as_script=True).json()["message"]


def test_whoever_agreed_to_an_earlier_edition_is_asked_again_first(client, joined, track, module):
    Enrolment.objects.update(agreed_edition=1)
    shown = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "Please look again" in shown
    assert shown.count("new since you joined") == 10
    assert write(client, joined, module, question="Anything?").status_code == 403
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert "new since you joined" not in text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert write(client, joined, module).status_code == 302


def test_deleting_one_asks_first(client, joined, module):
    found = written(client, joined, module)
    address = f"{joined}/learning/texts/{found.key}/delete/"
    assert SECRET in text(client.get(address, secure=True))
    assert Reflection.objects.exists()
    assert client.post(address, {"from": "mine"}, secure=True)["Location"] == f"{joined}/learning/mine/"
    assert not Reflection.objects.exists()
    assert client.post(address, secure=True)["Location"] == f"{joined}/learning/mine/", "a second press does no harm"


def test_markup_is_text(client, joined, module):
    written(client, joined, module, words="<script>alert(1)</script> & <b>bold</b>")
    shown = page(client, joined, module)
    assert "<script>alert(1)" not in shown
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert "<script>alert(1)" not in text(client.get(f"{joined}/learning/mine/", secure=True))


# Closed texts ----------------------------------------------------------------------------------------------------------


def test_a_row_that_is_given_to_somebody_else_does_not_open(client, joined, module, coach, track):
    found = written(client, joined, module)
    Enrolment.objects.update(user=coach)
    with pytest.raises(CannotBeOpened):
        Reflection.objects.get(pk=found.pk).text()


def test_a_missing_secret_says_so_everywhere_and_breaks_nothing(client, joined, module, coach):
    found = written(client, joined, module)
    prefix = f"{joined}/learning/texts/{found.key}"
    Reflection.objects.update(closed_text="gAAAA-not-ours")
    assert "cannot be opened just now" in page(client, joined, module)
    assert "Cannot be opened just now" in text(client.get(f"{prefix}/delete/", secure=True))
    assert "cannot be opened just now: a secret" in text(client.get(f"{joined}/learning/mine/", secure=True))
    assert client.get(f"{joined}/learning/mine/?as=zip", secure=True).status_code == 200
    answer = write(client, joined, module, "anew", question=found.question, seen=LATEST)
    assert answer.status_code == 503
    assert "Cannot be opened just now" in text(client.get(f"{prefix}/share/", secure=True))
    assert share(client, joined, found, coach).status_code == 422


def test_a_changed_secret_is_rotated_without_losing_a_text(client, joined, module):
    found, old = written(client, joined, module), settings.SECRET_KEY
    with override_settings(PRIVATE_TEXT_SECRET=NEW_SECRET):
        assert "1 texts closed anew" in rotated("--dry-run")
        assert "1 texts closed anew" in rotated()
        assert "0 texts closed anew, 0 texts that no secret opens" in rotated()
    with override_settings(PRIVATE_TEXT_SECRET=NEW_SECRET, SECRET_KEY="x" * 50):
        assert Reflection.objects.get(pk=found.pk).text() == SECRET
    newer = {"PRIVATE_TEXT_SECRET": old, "PRIVATE_TEXT_SECRET_FALLBACKS": [NEW_SECRET]}
    with override_settings(**newer):
        assert "1 texts closed anew" in rotated("--dry-run")
    assert "1 texts that no secret opens" in rotated()


def rotated(*arguments) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()
