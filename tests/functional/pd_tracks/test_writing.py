"""Writing for oneself: kept closed, never overwritten unseen, never lost."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

import pytest

from cms.private_text import CannotBeOpened
from pd_tracks.models import Enrolment, Reflection
from tests.functional.pd_tracks.steps import SECRET, questions, tables_with, text, write, written

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
    assert found.revision == 1


def test_the_next_save_changes_it_and_the_same_again_changes_nothing(client, joined, module):
    written(client, joined, module)
    write(client, joined, module, "shorter", seen=1)
    write(client, joined, module, "shorter", seen=1)
    found = Reflection.objects.get()
    assert (found.text(), found.revision) == ("shorter", 2)


def test_lines_are_the_same_from_every_browser(client, joined, module):
    write(client, joined, module, "one\r\ntwo")
    assert write(client, joined, module, "one\ntwo", as_script=True).json()["revision"] == 1


def test_nothing_typed_makes_nothing(client, joined, module):
    assert write(client, joined, module, "  ").status_code == 302
    assert not Reflection.objects.exists()


def test_a_text_may_be_emptied_and_stays(client, joined, module):
    written(client, joined, module)
    write(client, joined, module, "", seen=1)
    assert Reflection.objects.get().text() == ""


def test_another_window_saved_first_so_both_are_shown_and_nothing_is_lost(client, joined, module):
    written(client, joined, module)
    answer = write(client, joined, module, "from the second window")
    assert answer.status_code == 409
    shown = text(answer)
    assert SECRET in shown
    assert "from the second window</textarea>" in shown
    assert "Nothing is lost" in shown
    assert 'name="seen" value="1"' in shown, "saving again is now a choice"
    assert Reflection.objects.get().text() == SECRET
    assert write(client, joined, module, "both together", seen=1).status_code == 302
    assert Reflection.objects.get().text() == "both together"


def test_a_script_is_told_of_another_window_and_gets_no_text(client, joined, module):
    written(client, joined, module)
    answer = write(client, joined, module, "from the second window", as_script=True)
    assert answer.status_code == 409
    assert "another window" in answer.json()["message"]
    assert SECRET not in answer.content.decode()


def test_a_window_whose_answer_was_lost_goes_on(client, joined, module):
    """It was saved, but the page never heard: the page's next save is its own, and no other window's."""
    write(client, joined, module, "one", window="w1", as_script=True)
    assert write(client, joined, module, "one and two", window="w1", as_script=True).json()["revision"] == 2
    assert write(client, joined, module, "from elsewhere", window="w2", as_script=True).status_code == 409
    assert write(client, joined, module, "without a name", as_script=True).status_code == 409


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": "x" * 20_001}, "at most 20000 characters"),
        ({"words": "a\x00b"}, "Null characters"),
        ({"seen": -1}, "greater than or equal to 0"),
        ({"seen": 2**31}, "less than or equal to"),
        ({"window": "x" * 37}, "at most 36 characters"),
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
    assert write(client, joined, module, "x" * 20_001, question="What did we ask last year?", seen=1).status_code == 422


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
    assert not Reflection.objects.exists()


def test_who_paused_or_left_still_reads_their_own(client, joined, track, module):
    written(client, joined, module)
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    shown = page(client, joined, module)
    assert SECRET in shown
    assert "<textarea" not in shown
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1), left_at=None)
    assert SECRET in page(client, joined, module)


def test_who_did_not_join_writes_nothing(client, launched, module):
    assert write(client, launched, module, question="Anything?").status_code == 403
    assert not Reflection.objects.exists()


def test_whoever_agreed_to_an_earlier_edition_is_asked_again_first(client, joined, track, module):
    Enrolment.objects.update(agreed_edition=1)
    shown = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "Please look again" in shown
    assert shown.count("new since you joined") == 5
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
    assert client.post(address, secure=True).status_code == 403, "once is enough"


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


def test_a_missing_secret_says_so_everywhere_and_breaks_nothing(client, joined, module):
    found = written(client, joined, module)
    prefix = f"{joined}/learning/texts/{found.key}"
    Reflection.objects.update(closed_text="gAAAA-not-ours")
    assert "cannot be opened just now" in page(client, joined, module)
    assert "Cannot be opened just now" in text(client.get(f"{prefix}/delete/", secure=True))
    assert "cannot be opened: a secret" in text(client.get(f"{joined}/learning/mine/", secure=True))
    assert client.get(f"{joined}/learning/mine/?as=zip", secure=True).status_code == 200
    answer = write(client, joined, module, "anew", question=found.question, seen=1)
    assert answer.status_code == 503
    assert client.get(f"{prefix}/share/", secure=True).status_code < 500


def test_a_changed_secret_is_rotated_without_losing_a_text(client, joined, module):
    found, old = written(client, joined, module), settings.SECRET_KEY
    with override_settings(PRIVATE_TEXT_SECRET=NEW_SECRET, SECRET_KEY_FALLBACKS=[old]):
        assert "1 texts closed anew" in rotated("--dry-run")
        assert "1 texts closed anew" in rotated()
        assert "0 texts closed anew, 0 texts that no secret opens" in rotated()
    with override_settings(PRIVATE_TEXT_SECRET=NEW_SECRET, SECRET_KEY="x" * 50):
        assert Reflection.objects.get(pk=found.pk).text() == SECRET
    assert "1 texts that no secret opens" in rotated()


def rotated(*arguments) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()
