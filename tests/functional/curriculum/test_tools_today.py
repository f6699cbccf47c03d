"""The end of a tool's approval switches exactly the lessons that use it, at once, for following and pinned links, in every output."""

import datetime
import re

from django.test import Client, RequestFactory
from django.utils import timezone

from wagtail.models import Locale

import pytest
import time_machine

from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.models import AIUseLevel, GradeBand, LessonPage, VettedTool
from tests.factories.curriculum import publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR
from tests.functional.curriculum.test_every_output import CHECK, Crawl, _local

COACH = "Example Draft Coach"
USING = ("g68-where-is-the-line", "g912-tasks-not-titles")
OTHERS = ("g68-trace-the-claim", "g68-pause-trace-decide", "tk2-oops-pip")
LESSON = "/curriculum/g68-responsibility-lab/g68-where-is-the-line/"
WITHOUT_TOOL = "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"
REST = 'class="today"'
LISTS = re.compile(r"/lessons/tools/")
GOOD, LAPSED = datetime.date(2026, 12, 22), datetime.date(2026, 12, 23)


@pytest.fixture
def coach() -> VettedTool:
    return VettedTool.objects.get(slug="sample-example-draft-coach")


@pytest.fixture(autouse=True)
def _others_are_current(_database):
    """So that only the coach's approval decides."""
    VettedTool.objects.exclude(slug="sample-example-draft-coach").update(review_due_on=datetime.date(2030, 1, 1))


def at_noon(day: datetime.date):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), timezone.get_default_timezone()), tick=True)


def lesson(slug: str, language: str = "en") -> LessonPage:
    return LessonPage.objects.get(slug=slug, locale__language_code=language)


def resting(crawl: Crawl) -> set[str]:
    return {address for address, body in crawl.bodies.items() if REST in body}


def naming(crawl: Crawl, name: str = COACH) -> set[str]:
    """Whatever says the tool's name, but for the public list, which says how it stands."""
    return {address for address, body in crawl.bodies.items() if name in body and not LISTS.search(address)}


def addresses_of(*slugs: str) -> set[str]:
    """The public pages about these lessons: their own, and those for families in both languages."""
    pages = [lesson(slug) for slug in slugs]
    keys = [page.translation_key for page in pages]
    return {page.get_url() for page in pages} | {f"{code}/lessons/{key}/families/" for key in keys for code in ("", "/es")}


def test_the_whole_public_site():
    """A crawl finds an output that is added later: one that names a lapsed tool, or does not rest, is in none of these sets."""
    starts = ["/", "/sitemap.xml", "/es/"]
    with at_noon(GOOD):
        before = Crawl(Client()).walk(starts)
    with at_noon(LAPSED):
        after = Crawl(Client()).walk(starts)
    assert before.bodies.keys() == after.bodies.keys()
    assert naming(before) == addresses_of(*USING) == resting(after)
    assert resting(before) == naming(after) == set()


@pytest.mark.parametrize("role", [LEARNER, MENTOR, INSTRUCTOR])
@pytest.mark.parametrize("pinned", [False, True])
def test_launches(platform, role, pinned):
    """Following and pinned: the pinned version was published long before anything happened to the tool."""
    changed = lesson(USING[0])
    changed.essential_question = "A newer question?"
    publish_change(changed)
    custom = {"version": "1"} if pinned else {}

    def crawl() -> Crawl:
        walked = Crawl(Client())
        for page in map(lesson, (*USING, *OTHERS)):
            answer = platform.launch(walked.client, roles=[role], custom={"launch_key": page.launch_key, **custom})
            walked.walk([_local("/", answer["Location"])], follow=role == LEARNER and page.slug == USING[0] and not pinned)
        return walked

    def slugs(addresses: set[str]) -> set[str]:
        return {slug for address in addresses for slug in re.findall(r"(g\d+-[\w-]+)/(?:\?.*)?$", address)}

    with at_noon(GOOD):
        before = crawl()
        assert slugs(naming(before)) == set(USING)
        assert resting(before) == set()
    with at_noon(LAPSED):
        after = crawl()
        assert slugs(resting(after)) == set(USING)
        told = naming(after)
        assert slugs(told) == (set(USING) if role == INSTRUCTOR else set())
        assert all("overdue since Dec. 23, 2026" in after.bodies[address] for address in told)
    bodies = [body for address, body in after.bodies.items() if USING[0] in address and REST in body]
    assert bodies
    assert all(("A newer question?" in body) is not pinned for body in bodies)


def test_previews_and_answers(client):
    page = lesson(USING[0])
    for day, rests in ((GOOD, False), (LAPSED, True)):
        with at_noon(day):
            for audience in Audience:
                preview = page.make_preview_request(RequestFactory().get("/"), audience.value)
                preview.render()
                assert (REST in preview.content.decode()) is rests, audience
            address = CHECK.search(client.get(LESSON).content.decode()).group(1)
            whole = client.post(address, {"choice": 0, "language": "en"}).content.decode()
            assert (REST in whole) is rests
            assert (COACH in whole) is not rests
            part = client.post(address, {"choice": 0, "language": "en"}, headers={"HX-Request": "true"}).content.decode()
            assert COACH not in part


def test_read_aloud_and_translations(client):
    """The layout for the youngest, in both languages; the decision is the English row's, whatever the Spanish one says."""
    reader = VettedTool.objects.get(slug="sample-example-reader")
    reader.bands.add(GradeBand.objects.get(key="TK-2", locale__language_code="en"))
    spanish = reader.copy_for_translation(Locale.objects.get(language_code="es"))
    spanish.name = "Lector de ejemplo"
    spanish.save()
    pages = [lesson("tk2-oops-pip"), LessonPage.objects.get(translation_key=lesson("tk2-oops-pip").translation_key, locale=spanish.locale)]
    for page in pages:
        page.tools = [reader]
        publish_change(page)
    for page, name in zip(pages, ("Example Reader", "Lector de ejemplo"), strict=True):
        body = client.get(page.get_url()).content.decode()
        assert name in body
        assert REST not in body
    VettedTool.objects.filter(pk=reader.pk).update(status="not_approved")
    assert VettedTool.objects.get(pk=spanish.pk).status == "approved"
    assert not VettedTool.objects.get(pk=spanish.pk).is_current()
    assert not VettedTool.objects.current().filter(translation_key=reader.translation_key).exists()
    for page in pages:
        body = client.get(page.get_url()).content.decode()
        assert REST in body
        assert "Example Reader" not in body
        assert "Lector de ejemplo" not in body


def low_level(tool):
    VettedTool.objects.filter(pk=tool.pk).update(max_ai_use_level=AIUseLevel.objects.get(level=1, locale=tool.locale))


@pytest.mark.parametrize(
    ("lapse", "reason"),
    [
        (lambda tool: VettedTool.objects.filter(pk=tool.pk).update(status="not_approved"), "It has not been approved since"),
        (lambda tool: VettedTool.objects.filter(pk=tool.pk).update(status="retired"), "The district has not used it since"),
        (lambda tool: VettedTool.objects.filter(pk=tool.pk).update(status="under_review"), "It has been under review since"),
        (lambda tool: VettedTool.objects.filter(pk=tool.pk).update(operated_by="staff_only"), "It is for staff only"),
        (lambda tool: tool.bands.clear(), "not approved for this grade band any more"),
        (low_level, "not approved for the AI-use level of this lesson any more"),
        (lambda tool: VettedTool.objects.filter(pk=tool.pk).delete(), "not on the district's list any more"),
    ],
)
def test_whatever_ends_an_approval(client, coach, lapse, reason):
    page = lesson(USING[0])
    with at_noon(GOOD):
        assert COACH in client.get(LESSON).content.decode()
        lapse(coach)
        body = client.get(LESSON).content.decode()
        assert REST in body
        assert COACH not in body
        assert REST not in client.get(WITHOUT_TOOL).content.decode()
        view = lesson_view(page.versions.of_page(page.pk), Audience.TEACHER)
        assert reason in " ".join(tool.why_not for tool in view.tools)


def test_it_comes_back_by_itself(client, coach):
    with at_noon(LAPSED):
        assert REST in client.get(LESSON).content.decode()
        VettedTool.objects.filter(pk=coach.pk).update(review_due_on=datetime.date(2027, 3, 1))
        assert COACH in client.get(LESSON).content.decode()


def test_the_day_is_the_districts():
    """At eleven in the evening of the last day at home it is the next day in Greenwich already."""
    late = datetime.datetime.combine(GOOD, datetime.time(23), timezone.get_default_timezone())
    coach = VettedTool.objects.get(slug="sample-example-draft-coach")
    with timezone.override("UTC"):
        with time_machine.travel(late, tick=False):
            assert coach.is_current()
            assert coach in VettedTool.objects.current()
        with time_machine.travel(late + datetime.timedelta(hours=2), tick=False):
            assert not coach.is_current()
            assert coach not in VettedTool.objects.current()


def test_statements_in_a_launch(platform, client, django_assert_max_num_queries):
    """At most 8 for a lesson without a tool; a lesson with tools asks once more, however many it has."""
    few = {}
    for slug in ("g68-trace-the-claim", USING[0]):
        place = _local("/", platform.launch(client, roles=[LEARNER], custom={"launch_key": lesson(slug).launch_key})["Location"])
        client.get(place, secure=True)
        with django_assert_max_num_queries(9) as captured:
            assert client.get(place, secure=True).status_code == 200
        few[slug] = len(captured)
    assert few["g68-trace-the-claim"] <= 8
    assert few[USING[0]] == few["g68-trace-the-claim"] + 1
