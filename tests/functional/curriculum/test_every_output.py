"""Everything the product answers, walked link by link: nothing withheld is in any of it.

A crawl finds what is added later without being told: pages, fragments, documents, translations, feeds, search. It starts where
a person starts: at the public home page, at the site map, and at a launch of every lesson.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from django.test import Client, RequestFactory

import pytest

from cms.models import PolicyPage
from cms.viewer import Audience
from curriculum.models import LessonPage
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR, TOOL
from tests.functional.api.conftest import Caller
from tests.functional.api.walk import everything
from tests.functional.curriculum.withheld import LESSONS, notes_of, runs_of_page, withheld_from_families, withheld_from_students, words

LINK = re.compile(r'(?:href|src|action|hx-get|hx-post)="([^"#]+)"|<loc>([^<]+)</loc>')
CHECK = re.compile(r'action="([^"#]*/checks/\d+/)[#"]')
NOT_OURS = ("/static/", "/admin/", "/django-admin/")
SEARCHES = 60
"""So many addresses with a query are followed; the filters of a search alone would make thousands."""


@dataclass
class Crawl:
    """What one kind of reader gets: address to body."""

    client: Client
    bodies: dict[str, str] = field(default_factory=dict)
    with_query: int = 0

    def walk(self, starts: Iterable[str], *, follow: bool = True) -> "Crawl":
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            if address in self.bodies or not self._is_wanted(address):
                continue
            answer = self.client.get(address, secure=True)
            assert answer.status_code < 500, address
            if answer.status_code in {301, 302, 303}:
                waiting.append(_local(address, answer.headers["Location"]))
                continue
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            self.bodies[address] = body.decode(errors="replace")
            if not follow:
                continue
            waiting.extend(_local(address, first or second) for first, second in LINK.findall(self.bodies[address]))
        return self

    def _is_wanted(self, address: str) -> bool:
        if address.startswith(NOT_OURS) or not address.startswith("/") or "/checks/" in address:
            return False
        self.with_query += "?" in address
        return "?" not in address or self.with_query <= SEARCHES

    def leaks(self, withheld: set[str]) -> dict[str, list[str]]:
        """Address to the withheld runs of words on it."""
        found = {address: sorted(withheld & runs_of_page(body))[:5] for address, body in self.bodies.items()}
        return {address: runs for address, runs in found.items() if runs}


def _local(base: str, link: str) -> str:
    parts = urlsplit(urljoin(f"{TOOL}{base}", link.replace("&amp;", "&")))
    if parts.scheme not in {"http", "https"} or parts.hostname not in {"testserver", "localhost", "127.0.0.1"}:
        return "elsewhere"
    return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture
def launched(platform) -> Callable[[str], Crawl]:
    """Every lesson opened by a launch with one role, and all that can be reached from the first of them."""

    def crawl(role: str) -> Crawl:
        walked = Crawl(Client())
        for number, slug in enumerate(LESSONS):
            key = str(LessonPage.objects.get(slug=slug, locale__language_code="en").translation_key)
            place = _local("/", platform.launch(walked.client, roles=[role], custom={"launch_key": key})["Location"])
            # Each launch has a prefix of its own: walking all of it from each would read the same pages 27 times.
            walked.walk([place], follow=number == 0)
        return walked

    return crawl


def titles_in(crawl: Crawl) -> set[str]:
    everything = " ".join(crawl.bodies.values())
    return {lesson["title"] for lesson in LESSONS.values() if words(lesson["title"]) in words(everything)}


def test_the_public_site():
    crawl = Crawl(Client()).walk(["/", "/sitemap.xml", "/robots.txt", "/es/"])
    assert titles_in(crawl) == {lesson["title"] for lesson in LESSONS.values()}
    for_families = [address for address in crawl.bodies if "/families/" in address]
    assert len(for_families) == 2 * len(LESSONS)
    # The letter to families greets them in words that some family notes use as well.
    for_families += [address for address in crawl.bodies if "/policies/sample-family-letter/" in address]
    assert {address: runs for address, runs in crawl.leaks(withheld_from_students()).items() if address not in for_families} == {}
    assert crawl.leaks(withheld_from_families()) == {}


def test_a_students_launch(launched):
    crawl = launched(LEARNER)
    assert len(crawl.bodies) > len(LESSONS)
    # The canonical address leads out of the launch, to the public site, which is walked above.
    inside = {address: body for address, body in crawl.bodies.items() if address.startswith("/s/")}
    assert len(inside) > 2 * len(LESSONS)
    assert not [address for address in inside if "/families/" in address]
    assert replace(crawl, bodies=inside).leaks(withheld_from_students()) == {}


def test_a_familys_launch(launched):
    crawl = launched(MENTOR)
    assert crawl.leaks(withheld_from_families()) == {}
    everything = words(" ".join(crawl.bodies.values()))
    assert words(LESSONS["g68-trace-the-claim"]["family_connection"]) in everything


def test_a_teachers_launch_would_be_noticed(launched):
    """The same walk and the same words: a blind test would find nothing here either."""
    crawl = launched(INSTRUCTOR)
    everything = words(" ".join(crawl.bodies.values()))
    for lesson in LESSONS.values():
        assert words(notes_of(lesson)[0])[:40] in everything, lesson["slug"]
    assert len(crawl.leaks(withheld_from_families())) >= len(LESSONS)


def test_the_api():
    """Without a token; tests/functional/api looks at the same answers with one for teachers, and finds them all."""
    crawl = Crawl(Client(), bodies=everything(Caller()))
    assert titles_in(crawl) == {lesson["title"] for lesson in LESSONS.values()}
    # The letter to families greets them in words that some family notes use as well.
    letters = set(PolicyPage.objects.filter(slug="sample-family-letter").values_list("translation_key", flat=True))
    found = crawl.leaks(withheld_from_students())
    assert {address: runs for address, runs in found.items() if not any(str(key) in address for key in letters)} == {}


@pytest.mark.parametrize("slug", LESSONS)
def test_an_answer_brings_its_own_reply_and_no_other(slug, client):
    lesson = LessonPage.objects.get(slug=slug, locale__language_code="en")
    page = client.get(lesson.get_url()).content.decode()
    addresses = dict.fromkeys(CHECK.findall(page))
    asked = [check for check in LESSONS[slug]["check"] if check["type"] == "multiple_choice"]
    assert len(addresses) == len(asked)
    for address, check in zip(addresses, asked, strict=True):
        for at, choice in enumerate(check["choices"]):
            for extra in ({}, {"HX-Request": "true"}):
                body = words(client.post(address, {"choice": at, "language": "en"}, headers=extra).content.decode())
                assert words(choice["feedback"]) in body
                others = [other["feedback"] for other in check["choices"] if other is not choice]
                assert not [other for other in others if len(words(other)) > 25 and words(other) in body]


@pytest.mark.parametrize("audience", [Audience.STUDENT, Audience.FAMILY])
def test_previews(audience):
    withheld = withheld_from_students() if audience is Audience.STUDENT else withheld_from_families()
    for lesson in LessonPage.objects.all():
        answer = lesson.make_preview_request(RequestFactory().get("/"), audience.value)
        answer.render()
        assert not withheld & runs_of_page(answer.content.decode()), lesson.slug
