"""The block chooser: every block of a lesson shows its sample as readers will see it."""

from django.urls import reverse

from wagtail.blocks import StructBlockValidationError

import pytest

from cms.models import Image
from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.blocks import PictureBlock
from curriculum.documents import partition
from curriculum.models import LessonPage
from curriculum.versions import LESSON

STREAMS = ("objectives", "materials", "vocabulary", "steps", "handouts", "discussion_questions", "checks", "supports")
BLOCKS = [(name, block) for name in STREAMS for block in LessonPage._meta.get_field(name).stream_block.child_blocks.values()]
ADDRESS = reverse("wagtailadmin_block_preview")


@pytest.mark.parametrize(("field", "block"), BLOCKS, ids=lambda value: value if isinstance(value, str) else value.name)
def test_every_block_shows_its_sample(admin_client, field, block):
    assert block.is_previewable
    assert block.meta.label
    assert block.get_description()
    assert block.meta.icon != "placeholder"
    page = admin_client.get(ADDRESS, {"id": block.definition_prefix}).content.decode()
    sample = block.meta.preview_value
    words = sample if isinstance(sample, str) else next(text for text in sample.values() if isinstance(text, str))
    assert words in page


def test_a_sample_is_no_page_for_others(client):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize(
    ("note", "decorative", "is_taken"), [("A robot", False, True), ("", True, True), ("", False, False), (" ", False, False)]
)
def test_a_picture_in_a_lesson_says_what_it_shows_or_that_it_is_decoration(note, decorative, is_taken):
    block, image = PictureBlock(), Image.objects.create(title="Pip", file="pip.png", width=1, height=1)
    value = block.to_python({"title": "Pip", "image": image.pk, "note": note, "decorative": decorative})
    if is_taken:
        assert block.clean(value)["image"] == image
        return
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    message = "Say what the picture shows, or tick that it is only decoration."
    assert refused.value.block_errors["note"].messages == [message]


def test_pictures_stored_before_decorations_were_known_are_none():
    assert not PictureBlock().to_python({"title": "Pip", "image": None, "note": "A robot"})["decorative"]


@pytest.mark.parametrize(("told", "words"), [({}, "A robot"), ({"decorative": False}, "A robot"), ({"decorative": True}, "")])
def test_a_decoration_is_silent_and_older_versions_speak(told, words):
    image = Image.objects.create(title="Pip", file="original_images/pip.png", width=1, height=1, audience="student")
    rendition = image.renditions.create(filter_spec="max-1200x900", file="images/pip.png", width=1, height=1, focal_point_key="")
    value = {"title": "Pip", "image": {"id": image.pk}, "note": "A robot", **told}
    document = partition({"handouts": [{"type": "student_picture", "value": value}]}, LESSON)
    (handout,) = lesson_view(document, Audience.STUDENT).handouts
    assert (handout.picture.image_id, handout.note) == (rendition.image_id, words)
