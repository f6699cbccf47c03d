"""The interface in Spanish: pages by Accept-Language, content in its own language, and a catalogue without gaps."""

import gettext
import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

import pytest

from lti.errors import Style
from tests.fake_platform import ABSENT, INSTRUCTOR

SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
LESSON = "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"
UNIT = "/curriculum/g68-can-i-trust-this/"
PO = Path(settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
FORMS = 3
"""Of a plural, as Django's own Spanish catalogue has them."""


def read(client, path, **headers) -> str:
    return client.get(path, secure=True, headers={**SPANISH, **headers}).content.decode()


def language_of(page: str) -> str:
    return re.search(r'<html[^>]* lang="([^"]*)"', page)[1]


# ---- pages ---------------------------------------------------------------------------------------------------------


def test_refusal(client, platform):
    page = platform.login(client, headers=SPANISH, iss=ABSENT).response.content.decode()
    assert language_of(page) == "es"
    assert "Esta conexión no está bien configurada" in page
    assert "Avísale a tu maestro o maestra." in page
    assert "No contiene tu nombre ni tu correo." in page
    assert "Students:" not in page


@pytest.mark.parametrize("style", list(Style))
def test_every_refusal_has_its_own_heading(style):
    with override("es"):
        page = render_to_string("lti/refusal.html", {"style": style.value})
    with override("en"):
        english = render_to_string("lti/refusal.html", {"style": style.value})
    heading = re.compile(r"<h1>(.*?)</h1>")
    assert heading.search(page)[1] != heading.search(english)[1]


def test_button_page_and_question(platform):
    frame = Client(headers=SPANISH)
    login = platform.login(frame)
    frame.cookies.clear()
    button = platform.launch(frame, login=login, roles=[INSTRUCTOR]).content.decode()
    assert language_of(button) == "es"
    assert "Abrir en una pestaña nueva" in button
    ticket = re.search(r'name="ticket" value="([^"]+)"', button)[1]
    question = Client(headers=SPANISH).post("/lti/open/", {"ticket": ticket}, secure=True).content.decode()
    assert "¿Es este tu curso?" in question
    assert "<dd>Docente</dd>" in question


@pytest.mark.parametrize("path", ["/", "/about/", "/about/deep/"])
def test_an_english_address_is_english_whatever_the_browser_asks_for(client, site, path):
    """One address, one language: what is shared, printed or cached shows everybody the same."""
    page = read(client, path)
    assert language_of(page) == "en"
    assert "Skip to the content" in page
    assert ">Curriculum map</a>" in page


@pytest.mark.parametrize("path", ["/es/", "/es/about/", "/es/nowhere/", "/es/es/", "/en/", "/fr/"])
def test_there_is_no_silent_english_page_under_another_languages_address(client, site, path):
    assert client.get(path, secure=True, headers=SPANISH).status_code == 404


def test_404(client, site):
    response = client.get("/nowhere/", secure=True, headers=SPANISH)
    page = response.content.decode()
    assert response.status_code == 404
    assert language_of(page) == "es"
    assert "Aquí no hay ninguna página" in page


def test_browsers_that_ask_for_english_or_nothing_we_speak_get_english(client, site):
    for asked in ("en-US,en", "fr", ""):
        page = read(client, "/", **{"Accept-Language": asked})
        assert language_of(page) == "en"
        assert "How Waymark works" in page


@pytest.mark.parametrize("path", [LESSON, UNIT, "/curriculum/"])
def test_teaching_material_is_in_one_language_its_own(client, db, path):
    """An English lesson is English throughout, the way to it and the navigation included."""
    page = read(client, path)
    assert language_of(page) == "en"
    assert "Skip to the content" in page
    assert ">Curriculum map</a>" in page
    assert not re.search(r"plan de estudios|Saltar al contenido|lecciones|minutos|La gran pregunta", page)


def test_the_language_of_one_page_does_not_stay_for_the_next(client, db):
    read(client, LESSON)
    assert language_of(read(client, "/nowhere/")) == "es"


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_what_we_say_to_a_missing_answer_is_in_the_language_of_the_lesson(client, lesson_key, db, htmx):
    lesson = client.get(LESSON, secure=True).context["lesson"]
    index = next(check.index for check in lesson.checks if check.kind == "multiple_choice")
    response = client.post(f"/lessons/{lesson_key}/checks/{index}/", secure=True, headers={**SPANISH, **htmx})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose one of the answers first." in page
    assert "Check my answer" in page
    assert "Comprobar" not in page


# ---- the catalogue -------------------------------------------------------------------------------------------------


def unquoted(text: str) -> str:
    """What a quoted string of a .po file stands for."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


def entries(source: str) -> list[dict]:
    """The entries of a .po file: msgid, msgid_plural, msgstr or msgstr[0]…, and flags."""
    found = []
    for block in re.split(r"\n\s*\n", source.strip()):
        entry, name = {"flags": ""}, ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["flags"] += line
            elif match := re.match(r'(?:(\w+(?:\[\d\])?)\s+)?"(.*)"$', line):
                name = match[1] or name
                entry[name] = entry.get(name, "") + unquoted(match[2])
        if "msgid" in entry:
            found.append(entry)
    return found


def names_in(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def problems(entry: dict) -> list[str]:
    """What is wrong with one entry."""
    forms = [entry.get(f"msgstr[{number}]", "") for number in range(FORMS)] if "msgid_plural" in entry else [entry["msgstr"]]
    originals = [entry["msgid"], *[entry.get("msgid_plural", "")] * (len(forms) - 1)]
    found = ["fuzzy"] if "fuzzy" in entry["flags"] else []
    found += ["empty" for text in forms if not text.strip()]
    found += ["placeholders" for text, said in zip(forms, originals, strict=True) if names_in(text) != names_in(said)]
    found += ["line ends" for text in forms if text.endswith("\n") != entry["msgid"].endswith("\n")]
    return found


def compiled() -> dict:
    with MO.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


HEADER, *ENTRIES = entries(PO.read_text(encoding="utf-8"))


def test_header():
    assert HEADER["msgid"] == ""
    assert "fuzzy" not in HEADER["flags"]
    for line in ("Language: es\n", "Content-Type: text/plain; charset=UTF-8\n", f"nplurals={FORMS};"):
        assert line in HEADER["msgstr"]


def test_no_entry_is_empty_fuzzy_or_loses_a_placeholder():
    assert len(ENTRIES) > 300
    assert {entry["msgid"]: found for entry in ENTRIES if (found := problems(entry))} == {}


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"msgid": "A", "msgstr": ""}, ["empty"]),
        ({"msgid": "A", "msgstr": "B", "flags": "#, fuzzy"}, ["fuzzy"]),
        ({"msgid": "%(a)s", "msgstr": "%(b)s"}, ["placeholders"]),
        ({"msgid": "A", "msgid_plural": "As", "msgstr[0]": "B", "msgstr[1]": "B"}, ["empty"]),
    ],
)
def test_what_is_wrong_is_noticed(entry, found):
    assert problems({"flags": "", **entry}) == found


def test_the_compiled_catalogue_is_the_written_one():
    expected = {}
    for entry in ENTRIES:
        if "msgid_plural" in entry:
            expected |= {(entry["msgid"], number): entry[f"msgstr[{number}]"] for number in range(FORMS)}
        else:
            # A word in a context has it in front, as compiled (GNU gettext, "Contexts").
            context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
            expected[context + entry["msgid"]] = entry["msgstr"]
    assert {key: text for key, text in compiled().items() if key} == expected
