"""A hundred times the content, the same number of statements: map, unit, lesson, competency, family page, search, in both languages; and the reports."""

from django.core.cache import cache
from django.test import Client

import pytest

from curriculum.models import LessonPage
from curriculum.reports.coverage import grids
from tests.factories.many import multiply_progression

pytestmark = pytest.mark.once

PAGES = {
    "/": 9,
    "/curriculum/": 13,
    "/curriculum/g68-can-i-trust-this/": 12,
    "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/": 7,
    "/lessons/competencies/EVL-68/": 11,
    "/lessons/competencies/EVL-68/?page=2": 11,
    "/lessons/search/": 12,
    # Each finds the same kinds of things however many there are, so that the same is looked up for them.
    **{f"/lessons/search/?{asked}": 12 for asked in ("kind=lesson", "kind=lesson&page=2", "kind=unit&band=6-8", "q=claim&kind=competency")},
    **{f"/lessons/search/?{asked}": 12 for asked in ("q=nothinglikeit", "q=claim&band=TK-2", "q=trace+claim&kind=lesson&level=2")},
    "/lessons/search/?q=claim&kind=lesson": 12,
    "/lessons/search/?q=claim&kind=lesson&band=6-8&strand=EVL": 12,
    "/policies/": 9,
    "/policies/sample-student-use-emerging-technologies/": 10,
    "/es/": 10,
    "/es/curriculum/": 14,
    "/es/curriculum/tk2-smart-helpers/": 13,
    "/es/lessons/search/?q=ejemplos": 12,
}
ADMIN = {
    "/admin/": 25,
    "/admin/reports/coverage/": 17,
    "/admin/reports/coverage/?drafts=on&language=es": 17,
    "/admin/reports/lessons/": 22,
    "/admin/reports/lessons/?q=claim": 26,
    "/admin/reports/lessons/?problem=any&band=6-8&strand=EVL": 26,
    "/admin/reports/competencies/": 14,
}
TIMES = 99


def test_statements_at_27_and_at_2700_lessons(client, admin_user, django_assert_max_num_queries):
    editor = Client()
    editor.force_login(admin_user)

    def statements(url: str) -> int:
        reader = editor if url in ADMIN else client
        reader.get(url, secure=True)
        with django_assert_max_num_queries({**PAGES, **ADMIN}[url]) as captured:
            assert reader.get(url, secure=True).status_code == 200
        return len(captured)

    few = {url: statements(url) for url in (*PAGES, *ADMIN)}
    assert multiply_progression(TIMES) == 2700
    cache.key_prefix += "-again"
    assert {url: statements(url) for url in few} == few
    counts = client.get("/curriculum/", secure=True).context["bands"]
    assert sum(band.lesson_count for band in counts) == LessonPage.objects.filter(locale__language_code="en").count() == 2700
    assert grids("en")[0].total.count == 2700
