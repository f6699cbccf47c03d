"""Blocks that any page may use. Blocks with a meaning of their own live in the app that gives it."""

from cms.blocks.text import BodyBlock, HeadingBlock, RichTextBlock

__all__ = ["BodyBlock", "HeadingBlock", "RichTextBlock"]
