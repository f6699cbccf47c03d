"""Guides and the program that makes their pictures name the same pictures; each has words for who cannot see it, and is small."""

import re

import pytest

from tests.browser.servers import ROOT
from tests.guides.camera import MOST_BYTES
from tests.guides.curriculum_lead import Story
from tests.guides.lms_admin import AdminStory
from tests.guides.teacher import TeacherStory

GUIDES = ROOT / "docs" / "guides"
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(images/(?P<name>[^)]+)\.png\)")


@pytest.mark.parametrize(("guide", "story"), [("curriculum-lead.md", Story), ("teacher.md", TeacherStory), ("lms-admin.md", AdminStory)])
def test_a_guide_shows_the_pictures_of_its_story_in_order(guide, story):
    shown = [match["name"] for match in PICTURE.finditer((GUIDES / guide).read_text(encoding="utf-8"))]
    assert shown == [name for name, _step in story(manage=None).steps()]


def test_every_picture_has_an_alternative_text():
    texts = [match["alt"] for guide in GUIDES.glob("*.md") for match in PICTURE.finditer(guide.read_text(encoding="utf-8"))]
    assert [text for text in texts if len(text) < 20] == []


def test_pictures_are_small():
    assert [path.name for path in GUIDES.glob("images/*") if path.stat().st_size > MOST_BYTES] == []
