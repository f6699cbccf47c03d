"""The picture of a badge says its words to everybody: in letters, in a title, and never as markup."""

import io
from dataclasses import replace

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor

from pd_tracks.badges import drawing, picture
from pd_tracks.badges.baking import bake, unbake
from pd_tracks.badges.picture import BadgeTexts, badge_png, badge_svg

TEXTS = BadgeTexts("Feedback and Assessment", "2.5 hours", "Professional learning", "A signpost says: Feedback and Assessment, 2.5 hours.")
LONG = "Retroalimentación y evaluación en el aula con inteligencia artificial, paso a paso y para todo el distrito"
NS = "{http://www.w3.org/2000/svg}"


def lines(texts: BadgeTexts) -> list[str]:
    return [element.text for element in ElementTree.fromstring(badge_svg(texts)).iter(f"{NS}text")]


def opened(texts: BadgeTexts, size: int = 150) -> Image.Image:
    return Image.open(io.BytesIO(badge_png(texts, size)))


def differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is not None


def test_the_words_are_on_it_and_told_to_those_who_do_not_see_it():
    root = ElementTree.fromstring(badge_svg(replace(TEXTS, language="es-MX")))
    assert lines(TEXTS) == ["Feedback and", "Assessment", "2.5 hours", "Professional learning"]
    assert (root.get("role"), root.get("lang")) == ("img", "es-MX")
    assert root.findtext(f"{NS}title") == TEXTS.title
    assert root.findtext(f"{NS}desc") == TEXTS.description


def test_it_is_safe_and_can_hold_a_badge():
    assert unbake(bake(badge_svg(TEXTS), "a.b.c")) == "a.b.c"
    assert unbake(bake(badge_png(TEXTS, 60), "a.b.c")) == "a.b.c"


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=120), st.text(max_size=40))
def test_any_words_are_words(title, label):
    texts = BadgeTexts(f"x{title}", "$hours", label, f"<b>{title}</b> ]]> \"'")
    root = ElementTree.fromstring(badge_svg(texts))
    assert {element.tag.removeprefix(NS) for element in root.iter()} <= {"svg", *drawing.DRAWN}
    assert unbake(bake(badge_svg(texts), "a.b.c")) == "a.b.c"


@pytest.mark.parametrize(
    "title", [LONG, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter", "AI", "W" * 300, "a " * 300]
)
def test_titles_stay_on_their_board(title):
    root = ElementTree.fromstring(badge_svg(replace(TEXTS, title=title)))
    shown = [element for element in root.iter(f"{NS}text") if element.get("fill") == "#ffffff"]
    assert 1 <= len(shown) <= 4
    for element in shown:
        size = int(element.get("font-size"))
        assert drawing.width(element.text, "display", size) <= 372
        assert float(element.get("y")) - size * 0.7 >= 168
        assert float(element.get("y")) + size * 0.2 <= 332
    said = " ".join(element.text for element in shown)
    assert said == title.strip() or said.endswith("…")
    assert root.findtext(f"{NS}title") == title.strip()


def test_the_drawn_picture_is_a_round_sign_in_our_colours():
    image = opened(TEXTS, 600)
    assert (image.size, image.mode) == ((600, 600), "RGBA")
    assert image.getpixel((4, 4))[3] == 0
    for place, colour in (
        ((300, 12), "#0f4f48"),
        ((90, 250), "#0f4f48"),
        ((300, 118), "#ffc83d"),
        ((180, 410), "#ffc83d"),
        ((60, 400), "#f3f6f2"),
    ):
        near = ImageColor.getrgb(colour)
        assert all(abs(one - other) <= 2 for one, other in zip(image.getpixel(place), (*near, 255), strict=True)), place


def test_each_text_is_drawn():
    for changed in ({"title": "Other"}, {"hours": "3"}, {"label": "Other"}):
        assert differ(opened(TEXTS), opened(replace(TEXTS, **changed)))
    assert not differ(opened(TEXTS), opened(replace(TEXTS, description="Not seen")))


def test_letters_that_no_font_here_has_are_left_out_instead_of_boxes():
    board = (100, 190, 440, 310)
    assert len(opened(replace(TEXTS, title="\u65f6\u95f4"), 600).crop(board).getcolors(100_000)) == 1
    assert len(opened(TEXTS, 600).crop(board).getcolors(100_000)) > 1
    assert lines(replace(TEXTS, title="\u65f6\u95f4"))[0] == "\u65f6\u95f4"


def test_our_own_fonts_are_where_they_are_looked_for():
    assert drawing._font("display", 40).getname()[0].startswith("Bitter")
    assert drawing._font("body", 40).getname()[0].startswith("Atkinson")


def test_without_fonts_it_is_still_drawn(monkeypatch, tmp_path):
    monkeypatch.setattr(drawing, "FONTS", tmp_path)
    drawing._font.cache_clear()
    assert differ(opened(TEXTS), opened(replace(TEXTS, title="Other")))
    drawing._font.cache_clear()


def test_a_shape_that_cannot_be_drawn_is_no_gap():
    with pytest.raises(ValueError, match="cannot draw path"):
        drawing.png(b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', 60)


@pytest.mark.parametrize("changed", [{"title": " "}, {"language": "not a language"}])
def test_a_title_and_a_language_are_needed(changed):
    with pytest.raises(ValueError, match="title"):
        replace(TEXTS, **changed)


def test_the_template_names_every_text_once():
    assert picture.TEMPLATE.is_valid()
    assert set(picture.TEMPLATE.get_identifiers()) == {"language", "title", "description", "texts"}
