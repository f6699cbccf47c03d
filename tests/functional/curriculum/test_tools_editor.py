"""Choosing tools for a lesson, and what the editor of a tool says about the lessons that use it."""

import datetime

from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from curriculum.models import LessonPage, VettedTool
from curriculum.tools.usage import lessons_using

USING = "g68-where-is-the-line"


@pytest.fixture(autouse=True)
def _in_november(_database):
    with time_machine.travel(datetime.datetime(2026, 11, 26, 12, tzinfo=timezone.get_default_timezone())):
        yield


@pytest.fixture
def coach() -> VettedTool:
    return VettedTool.objects.get(slug="sample-example-draft-coach")


def offered(admin_client, slug: str) -> list[str]:
    page = LessonPage.objects.get(slug=slug, locale__language_code="en")
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    return [label.replace("SAMPLE - Example ", "").replace(" (fictional)", "") for _value, label in form.fields["tools"].choices]


def test_the_choice_is_what_the_band_allows_today(admin_client):
    bands = "Grades 6-8, Grades 9-12"
    assert offered(admin_client, USING) == [
        f"Draft Coach ({bands}; AI-use level up to 3)",
        f"Reader (Grades 3-5, {bands}; AI-use level up to 1)",
    ]
    assert offered(admin_client, "tk2-oops-pip") == []


def test_a_lapsed_tool_stays_in_sight_where_it_is_chosen(admin_client):
    lapsed = "not to be used today. Its review is overdue since Nov. 21, 2026."
    assert [label for label in offered(admin_client, "g35-what-is-in-the-training-set") if lapsed in label]
    assert not [label for label in offered(admin_client, "g35-ask-check-credit") if lapsed in label]


def test_the_tools_editor_says_what_will_happen(admin_client, coach, django_assert_num_queries):
    url = reverse("wagtailsnippets_curriculum_vettedtool:edit", args=[coach.pk])
    body = admin_client.get(url).content.decode()
    assert "2 lessons use it. When the approval ends or is taken back" in body
    for page in lessons_using(coach):
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in body
    VettedTool.objects.filter(pk=coach.pk).update(status="not_approved")
    assert "2 lessons use it, and are done without a screen" in admin_client.get(url).content.decode()
    with django_assert_num_queries(1):
        assert len(lessons_using(coach)) == 2


def test_a_tool_that_lessons_use_stays(admin_client, coach):
    answer = admin_client.post(reverse("wagtailsnippets_curriculum_vettedtool:delete", args=[coach.pk]), follow=True)
    assert "2 lessons use “SAMPLE - Example Draft Coach (fictional)”, so it stays." in answer.content.decode()
    assert VettedTool.objects.filter(pk=coach.pk).exists()
    bulk = reverse("wagtail_bulk_action", args=["curriculum", "vettedtool", "delete"])
    admin_client.post(f"{bulk}?id={coach.pk}")
    assert VettedTool.objects.filter(pk=coach.pk).exists()


def test_a_tool_that_no_lesson_uses_can_go(admin_client):
    tool = VettedTool.objects.get(slug="sample-example-companion")
    admin_client.post(reverse("wagtailsnippets_curriculum_vettedtool:delete", args=[tool.pk]))
    assert not VettedTool.objects.filter(pk=tool.pk).exists()
