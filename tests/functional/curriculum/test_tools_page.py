"""The public list of AI tools: what families read about each, and how it stands today."""

import datetime
from uuid import uuid4

from django.utils import timezone

import pytest
import time_machine

from curriculum.models import LessonPage, VettedTool
from curriculum.tools.listing import tool_list

LIST = "/lessons/tools/"


@pytest.fixture(autouse=True)
def _in_november(_database):
    with time_machine.travel(datetime.datetime(2026, 11, 26, 12, tzinfo=timezone.get_default_timezone())):
        yield


def names(cards) -> list[str]:
    return [card.slug.removeprefix("sample-example-") for card in cards]


def test_what_is_approved_what_rests_and_what_is_not_in_use():
    found = tool_list("en")
    assert names(found.approved) == ["draft-coach", "planner", "reader"]
    assert names(found.resting) == ["model-lab"]
    assert names(found.others) == ["companion", "translator"]


@pytest.mark.parametrize(("band", "approved"), [("TK-2", ["planner"]), ("9-12", ["draft-coach", "planner", "reader"])])
def test_by_grade_band(client, band, approved):
    answer = client.get(LIST, {"band": band})
    assert names(answer.context["tools"].approved) == approved
    assert answer.content.decode().count('aria-current="true"') == 1


def test_an_unknown_band_narrows_nothing(client):
    assert not client.get(LIST, {"band": "<script>"}).context["tools"].is_narrowed


def test_everything_a_family_asks(client):
    body = client.get(LIST).content.decode()
    for text in (
        *("Class code", "Names", "Students, supervised", "None with class code; no student account", "Sept. 15, 2026", "Dec. 15, 2026"),
        *("student data privacy agreement on file", "An access support at every AI use level", "No open chat.", "District help desk"),
        *("Pronunciation of names", "Supports access", "Its review is overdue since Nov. 21, 2026", "provider declined"),
        *("SAMPLE DATA", "A made-up sample, not a real tool", 'hreflang="es"', '<meta name="description"'),
    ):
        assert text in body, text


def test_spanish_marks_what_is_still_english(client):
    body = client.get("/es" + LIST).content.decode()
    assert '<span lang="en">SAMPLE - Example Reader (fictional)</span>' in body
    assert "Grados" in body


def test_nothing_yet(client):
    for lesson in LessonPage.objects.filter(tools__isnull=False):
        lesson.tools.clear()
        lesson.save()
    VettedTool.objects.all().delete()
    body = client.get(LIST).content.decode()
    assert "No tool has been approved yet." in body
    assert "SAMPLE DATA" not in body


def test_where_it_is_linked(client):
    assert f'href="{LIST}"' in client.get("/").content.decode()
    assert f'href="{LIST}"' in client.get("/curriculum/").content.decode()
    lesson = client.get("/curriculum/g68-responsibility-lab/g68-where-is-the-line/").content.decode()
    assert f'href="{LIST}#sample-example-draft-coach"' in lesson
    assert f"{LIST}</loc>" in client.get("/sitemap.xml").content.decode()


def test_statements(client, django_assert_num_queries):
    client.get(LIST)
    with django_assert_num_queries(3) as few:
        client.get(LIST)
    tool = VettedTool.objects.get(slug="sample-example-reader")
    bands = list(tool.bands.all())
    for number in range(20):
        tool.pk, tool.slug, tool.translation_key = None, f"more-{number}", uuid4()
        tool.save()
        tool.bands.set(bands)
    with django_assert_num_queries(len(few)):
        assert len(client.get(LIST).context["tools"].approved) == 23
