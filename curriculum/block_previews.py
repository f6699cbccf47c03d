"""What the block chooser shows of a block: its sample as a teacher will read it, through the gate and in our own components."""

from cms.viewer import Audience
from curriculum.audience import LessonView, lesson_view
from curriculum.documents import partition
from curriculum.versions import LESSON

FIELDS = {
    "objective": "objectives",
    "material": "materials",
    "term": "vocabulary",
    "step": "steps",
    "handout": "handouts",
    "teacher_handout": "handouts",
    "question": "discussion_questions",
    "multiple_choice": "checks",
    "short_answer": "checks",
    "reflection": "checks",
    "english_learners": "supports",
    "students_with_disabilities": "supports",
}
"""The field of a lesson that a type of block lies in. Files and pictures have no sample in the database and are drawn."""


class PreviewedBlock:
    """A block of a lesson that shows its sample in the chooser."""

    def get_preview_template(self, value, context=None):
        return "curriculum/block_preview.html"

    def get_preview_context(self, value, parent_context=None):
        context = {"lesson": sample_lesson(self.name, self.meta.preview_value), "kind": self.name, "sample": self.meta.preview_value}
        return {**(parent_context or {}), **context}


def sample_lesson(block_type: str, sample) -> LessonView:
    """A lesson with this one block in it; an empty one for a file or picture."""
    field = FIELDS.get(block_type)
    contents = {field: [{"type": block_type, "value": sample}]} if field else {}
    return lesson_view(partition(contents, LESSON), Audience.TEACHER)
