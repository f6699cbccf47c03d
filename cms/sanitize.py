"""Every HTML that a person, a platform or an import supplies passes here. The only importer of `bleach`.

One place, so that the library can be exchanged and so that "what can reach a page" is one short list. The output never
contains script, style, event handlers, javascript: or data: addresses, or frames; cleaning twice changes nothing.
"""

import re
import threading
from functools import cache

from django.utils.safestring import SafeString, mark_safe

import bleach
from markdown_it import MarkdownIt

TEXT_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "u", "s", "sup", "sub", "small", "code", "pre", "kbd"),
    *("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "a", "span", "div", "abbr", "q", "cite"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption"),
}
ATTRIBUTES = {
    "*": ["lang", "dir"],
    "a": ["href", "title", "hreflang"],
    "abbr": ["title"],
    "ol": ["start", "type", "reversed"],
    "li": ["value"],
    "th": ["scope", "colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
# Where links of Markdown go: in a course's frame, nearly every other site (and ours, outside its launch) would be refused.
NEW_TAB = {"target": "_blank", "rel": "noopener"}
MARKDOWN_ATTRIBUTES = {**ATTRIBUTES, "a": [*ATTRIBUTES["a"], *NEW_TAB]}
# What Wagtail's rich text keeps in the database: references instead of addresses.
STORED_ATTRIBUTES = {**ATTRIBUTES, "a": [*ATTRIBUTES["a"], "linktype", "id"]}
PROTOCOLS = {"http", "https", "mailto", "tel"}
SPACE = re.compile(r"\s+")


def sanitize_html(html: str, *, stored: bool = False) -> SafeString:
    """Clean HTML that may be shown to anybody. `stored` keeps Wagtail's link references, for rich text on its way to the database."""
    return _clean(html, "stored" if stored else "shown")


def render_markdown(text: str) -> SafeString:
    """Markdown with tables as clean HTML; a line break stays one, as authors expect. Raw HTML in the text is shown as text, never as markup.

    Links open in a new tab.
    """
    return _clean(_markdown().render(text or "").strip(), "markdown")


def links_in_markdown(text: str) -> list[str]:
    """Where the links of a Markdown text lead, as written, in order."""
    inline = (child for token in _markdown().parse(text or "") for child in token.children or ())
    return [str(child.attrGet("href")) for child in inline if child.type == "link_open"]


def plain_text(text: str) -> str:
    """The text without any markup or line breaks: for titles and for what a platform supplies. Not escaped: templates do that."""
    stripped = bleach.clean(text or "", tags=set(), attributes={}, strip=True)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        stripped = stripped.replace(entity, character)
    return SPACE.sub(" ", stripped).strip()


ALLOWED = {"shown": ATTRIBUTES, "stored": STORED_ATTRIBUTES, "markdown": MARKDOWN_ATTRIBUTES}
_cleaners = threading.local()  # a Cleaner keeps its parser's state, so each thread has its own


def _clean(html: str, kind: str) -> SafeString:
    if not hasattr(_cleaners, kind):
        cleaner = bleach.Cleaner(tags=TEXT_TAGS, attributes=ALLOWED[kind], protocols=PROTOCOLS, strip=True, strip_comments=True)
        setattr(_cleaners, kind, cleaner)
    # mark_safe is the point of this module: bleach has just parsed and rebuilt the text from the lists above.
    return mark_safe(getattr(_cleaners, kind).clean(html or ""))  # noqa: S308  (see above)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    markdown.add_render_rule("link_open", _link_open)
    return markdown


def _link_open(renderer, tokens, at, options, env) -> str:
    if not str(tokens[at].attrGet("href")).startswith(("#", "mailto:", "tel:")):
        for name, value in NEW_TAB.items():
            tokens[at].attrSet(name, value)
    return renderer.renderToken(tokens, at, options, env)
