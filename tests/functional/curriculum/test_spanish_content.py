"""The Spanish of the starter content: what is there, what is still English and says so, and that nobody's translation is lost."""

import re
from html.parser import HTMLParser

from wagtail.models import Locale, Page

import pytest
from wagtail_localize.models import StringTranslation, Translation

from curriculum.models import AIUseLevel, Competency, GradeBand, LessonPage, LessonVersion, UnitPage
from curriculum.starter import load
from tests.factories.curriculum import publish_change
from tests.functional.curriculum.withheld import LESSONS, SPANISH, words

OOPS_PIP = "/es/curriculum/tk2-smart-helpers/tk2-oops-pip/"
MAP = "/es/curriculum/"
SPANISH_LESSONS = {slug: lesson for unit in SPANISH for slug, lesson in unit["lessons"].items()}
SPANISH_PAGES = [
    "/es/",
    MAP,
    *(f"{MAP}{unit['translation_of']}/" for unit in SPANISH),
    *(f"{MAP}{unit['translation_of']}/{slug}/" for unit in SPANISH for slug in unit["lessons"]),
    "/es/lessons/competencies/HOW-TK2/",
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Spoken(HTMLParser):
    """The texts of a page by the language a screen reader would speak them in."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            inherited = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang", inherited)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self.open and self.open[-1][0] not in {"script", "style"}:
            self.texts.setdefault(self.open[-1][1], []).append(data)

    def said_in(self, language: str) -> str:
        return f" {words(' '.join(self.texts.get(language, [])))} "


def read(client, url: str) -> str:
    answer = client.get(url, secure=True)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def spanish() -> Locale:
    return Locale.objects.get(language_code="es")


def translation_of(slug: str) -> Translation:
    lesson = LessonPage.objects.get(slug=slug, locale__language_code="en")
    return Translation.objects.get(source__object_id=lesson.translation_key, target_locale__language_code="es")


# ---- what is there ---------------------------------------------------------------------------------------------------


def test_only_what_was_translated_has_a_spanish_page(spanish):
    assert set(LessonPage.objects.filter(locale=spanish).values_list("slug", flat=True)) == set(SPANISH_LESSONS)
    assert UnitPage.objects.filter(locale=spanish).count() == len(SPANISH)
    # The home page, the map, the list of policies and the letter to families.
    assert Page.objects.filter(locale=spanish).count() == 4 + len(SPANISH) + len(SPANISH_LESSONS)
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert Page.objects.filter(locale=spanish, live=False).count() == 0


def test_every_spanish_lesson_has_a_version_of_its_own(spanish):
    versions = LessonVersion.objects.filter(lesson__locale=spanish)
    assert versions.count() == len(SPANISH_LESSONS)
    assert {version.language for version in versions} == {"es"}


def test_a_second_run_changes_nothing():
    said = []
    counts = (StringTranslation.objects.count(), LessonVersion.objects.count(), Page.objects.count())
    load(report=said.append)
    assert (StringTranslation.objects.count(), LessonVersion.objects.count(), Page.objects.count()) == counts
    assert f"Spanish lesson: {len(SPANISH_LESSONS)} unchanged" in said


# ---- which language is spoken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", SPANISH_PAGES)
def test_a_spanish_page_is_spanish_and_no_mark_is_where_no_element_can_stand(client, url):
    page = read(client, url)
    assert re.search(r'<html[^>]* lang="es"', page)
    assert "Saltar al contenido" in page
    assert not re.search(r'="[^"<>]*<(?:span|div) lang=', page)
    assert "<span" not in re.search(r"<title>(.*?)</title>", page)[1]


@pytest.mark.parametrize("slug", SPANISH_LESSONS)
def test_each_text_of_a_lesson_is_spoken_in_its_own_language(client, slug):
    lesson = LessonPage.objects.get(slug=slug, locale__language_code="es")
    spoken = Spoken(read(client, lesson.get_url()))
    spanish, english = spoken.said_in("es"), spoken.said_in("en")
    ours, theirs = SPANISH_LESSONS[slug], LESSONS[slug]
    texts = [ours["title"], ours["essential_question"], *ours["objectives"], *ours["discussion_questions"]]
    texts += [part for term in ours["vocabulary"] for part in term.values()]
    # Read aloud, a step comes in pages of a few sentences.
    texts += [sentence for step in ours["steps"] for sentence in re.split(r"(?<=[.?!])\s+", step) if words(sentence)]
    texts += [check["prompt"] for check in ours["check"]]
    for text in texts:
        assert f" {words(text)} " in spanish, text
    for text in [*theirs["materials"], theirs["unplugged_alternative"], theirs["extension"]]:
        assert f" {words(text)} " in english, text
        assert f" {words(text)} " not in spanish, text


def test_the_map_offers_what_is_not_translated_and_says_which_language_it_is(client):
    spoken = Spoken(read(client, MAP))
    assert " trazar " not in spoken.said_in("es")
    for title in ("Trace claims and media", "Can I Trust This?", "Machines learn from examples"):
        assert f" {words(title)} " in spoken.said_in("en"), title
        assert f" {words(title)} " not in spoken.said_in("es"), title
    for text in ("Ayudantes inteligentes por todas partes", "Cómo funciona la IA", "Grados 6 a 8", "Cuestionarla y hacerse responsable"):
        assert f" {words(text)} " in spoken.said_in("es"), text
    page = read(client, MAP)
    assert 'href="/curriculum/g68-can-i-trust-this/"' in page
    assert 'href="/es/curriculum/tk2-smart-helpers/"' in page
    assert 'href="/curriculum/tk2-smart-helpers/"' not in page


def test_the_map_counts_each_lesson_once_whatever_its_languages(client):
    def counts(url):
        strands = client.get(url, secure=True).context["strands"]
        return {card.code: card.lesson_count for strand in strands for _band, cards in strand.cells for card in cards}

    assert counts(MAP) == counts("/curriculum/")


def test_a_competency_without_spanish_words_is_at_its_english_address(client):
    assert client.get("/es/lessons/competencies/EVL-68/", secure=True).headers["Location"] == "/lessons/competencies/EVL-68/"
    spoken = Spoken(read(client, "/es/lessons/competencies/HOW-TK2/"))
    assert words("Puedo decir que las personas enseñan a algunas máquinas") in spoken.said_in("es")
    assert words("Machines learn from examples") in spoken.said_in("en")


def test_a_competency_leads_on_to_those_that_have_no_spanish_words_yet(client):
    def refs(url):
        competency = client.get(url, secure=True).context["competency"]
        return [ref.code for ref in competency.builds_on], [ref.code for ref in competency.leads_to]

    assert refs("/es/lessons/competencies/HOW-TK2/") == refs("/lessons/competencies/HOW-TK2/") != ([], [])
    page = read(client, "/es/lessons/competencies/HOW-TK2/")
    assert 'href="/lessons/competencies/HOW-35/"' in page


# ---- the way between languages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", SPANISH_PAGES)
def test_each_language_leads_to_the_other_and_back(client, url):
    english = url.removeprefix("/es")
    for here, there in ((url, english), (english, url)):
        page = read(client, here)
        assert f'<link rel="canonical" href="https://testserver{here}">' in page
        assert f'hreflang="en" href="https://testserver{english}"' in page
        assert f'hreflang="es" href="https://testserver{url}"' in page
        assert re.search(rf'<a class="language" href="{re.escape(there)}"', page)


def test_a_page_of_one_language_offers_no_other(client):
    page = read(client, "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/")
    assert "hreflang" not in page


def test_a_check_is_answered_in_the_language_of_its_page(client):
    lesson = LessonPage.objects.get(slug="tk2-alive-tool-or-guessing-machine", locale__language_code="es")
    page = read(client, lesson.get_url())
    action = re.search(r'action="(/es/lessons/[^"#]+/checks/0/)', page)[1]
    answer = client.post(action, {"choice": "1", "language": "es"}, secure=True, headers={"HX-Request": "true"}).content.decode()
    assert "Sí. Un árbol crece y necesita agua." in answer
    assert "Yes. A tree" not in answer


# ---- translators -----------------------------------------------------------------------------------------------------


def test_a_translators_words_survive_the_loader(client):
    translation = translation_of("tk2-oops-pip")
    title = StringTranslation.objects.get(context__object_id=translation.source.object_id, context__path="title")
    title.data = "¡Uy, Pip!"
    title.save()
    translation.source.create_or_update_translation(translation.target_locale, publish=False, fallback=True)[
        0
    ].get_latest_revision().publish()
    said = []
    load(report=said.append)
    assert "<h1>¡Uy, Pip!</h1>" in read(client, OOPS_PIP)
    assert any("Spanish lesson tk2-oops-pip: left alone" in line for line in said)


def test_a_new_synchronisation_takes_nothing_back(client):
    """Words that were put on the page by hand would be English again after this."""
    translation = translation_of("tk2-oops-pip")
    translation.source.update_from_db()
    page, _created = translation.source.create_or_update_translation(translation.target_locale, publish=False, fallback=True)
    page.get_latest_revision().publish()
    assert "<h1>¡Ay, Pip!</h1>" in read(client, OOPS_PIP)
    assert LessonVersion.objects.filter(lesson=page.pk).count() == 1


def test_a_string_that_changes_in_english_is_shown_as_english_until_it_is_translated(client):
    english = LessonPage.objects.get(slug="tk2-oops-pip", locale__language_code="en")
    english.essential_question = "What do we do when a helper is wrong?"
    publish_change(english)
    translation = translation_of("tk2-oops-pip")
    translation.source.update_from_db()
    translation.source.create_or_update_translation(translation.target_locale, publish=False, fallback=True)[
        0
    ].get_latest_revision().publish()
    spoken = Spoken(read(client, OOPS_PIP))
    assert words("What do we do when a helper is wrong?") in spoken.said_in("en")


def test_competencies_follow_the_english_when_it_is_synchronised(spanish):
    english = LessonPage.objects.get(slug="tk2-oops-pip", locale__language_code="en")
    english.competencies = Competency.objects.filter(code="SOC-TK2", locale__language_code="en")
    publish_change(english)
    translation = translation_of("tk2-oops-pip")
    translation.source.update_from_db()
    page, _created = translation.source.create_or_update_translation(spanish, publish=False, fallback=True)
    page.get_latest_revision().publish()
    document = LessonVersion.objects.of_page(page.pk).document
    assert [one["code"] for one in document["public"]["competencies"]] == ["SOC-TK2"]
    assert document["public"]["competencies"][0]["i_can"].startswith("Puedo decir en qué")


def test_rows_of_the_progression_are_linked_in_their_own_language(spanish):
    for band in GradeBand.objects.filter(locale=spanish):
        assert {level.locale_id for level in band.ai_use_levels.all()} == {spanish.pk}
    assert AIUseLevel.objects.filter(locale=spanish).count() == 5
    assert {one.band.locale_id for one in Competency.objects.filter(locale=spanish)} == {spanish.pk}


# ---- what it costs ------------------------------------------------------------------------------


def test_number_of_queries(client, django_assert_num_queries):
    for url, number in ((OOPS_PIP, 7), (MAP, 14), ("/es/curriculum/tk2-smart-helpers/", 13)):
        read(client, url)
        with django_assert_num_queries(number):
            read(client, url)
