"""Wires teaching material into Wagtail: registration only."""

from wagtail.snippets.models import register_snippet

from curriculum.viewsets import ProgressionViewSetGroup

register_snippet(ProgressionViewSetGroup)
