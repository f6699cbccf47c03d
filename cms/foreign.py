"""A text in another language than the page around it, which says so wherever it is shown.

A page that is only partly translated shows the rest as it was written. A screen reader would read that English aloud with Spanish
sounds, so each such text carries its language, and a template writes `<span lang="en">` without having to think of it. In an
attribute or a `<title>` no element can stand: there, use `|striptags`.
"""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


class ForeignText(str):
    """A text with its language. Equal to, and usable as, the text alone."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str):
        foreign = super().__new__(cls, text)
        foreign.language = language
        return foreign

    def __reduce__(self):
        return ForeignText, (str(self), self.language)

    def __html__(self) -> SafeString:
        return format_html('<span lang="{}">{}</span>', self.language, conditional_escape(str(self)))


def in_language_of(text: str, html: SafeString) -> SafeString:
    """A rendering of `text`, marked like the text where that is in another language."""
    if not isinstance(text, ForeignText):
        return html
    return format_html('<div lang="{}">{}</div>', text.language, html)
