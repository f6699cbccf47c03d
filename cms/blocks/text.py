"""Headings and rich text."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.rich_text import RichText

from cms.sanitize import sanitize_html


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level; the page's title is the first."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading_block.html"
        preview_value = "Why we teach this"


class RichTextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links. Sanitised when it is saved and again when it is shown."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        features = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
        template = "blocks/rich_text_block.html"
        preview_value = "<p>Purpose comes before tools.</p>"

    def get_prep_value(self, value):
        return sanitize_html(super().get_prep_value(value) or "", stored=True)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["html"] = sanitize_html(str(value)) if isinstance(value, RichText) else ""
        return context


class BodyBlock(blocks.StreamBlock):
    """The body of a page of text."""

    heading = HeadingBlock()
    text = RichTextBlock()
