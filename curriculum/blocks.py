"""The parts of a lesson, one class each. Who sees which part is not said here but in `curriculum.versions`.

Long texts are Markdown: they are kept as written and made into clean HTML by the gate.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError

MARKDOWN_HELP = _("Markdown: lists, **bold**, tables.")
TEACHER_ONLY = _("Teacher only")


class ObjectiveBlock(blocks.CharBlock):
    class Meta:
        icon = "tick"
        label = _("Objective")
        description = _("What a student can say at the end, in their own words.")
        preview_value = "I can trace a claim to an independent source."


class MaterialBlock(blocks.CharBlock):
    class Meta:
        icon = "clipboard-list"
        label = _("Material")
        description = _("One thing students need on the desk.")
        preview_value = "Trace sheet, one per pair"


class QuestionBlock(blocks.CharBlock):
    class Meta:
        icon = "help"
        label = _("Discussion question")
        description = _("A question without one right answer.")
        preview_value = "When is medium confidence good enough?"


class TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"))
    definition = blocks.CharBlock(label=_("What it means"))

    class Meta:
        icon = "openquote"
        label = _("Word to know")
        description = _("A word and what it means, in words of this grade band.")
        preview_value = {"term": "confidence", "definition": "How sure you are, based on evidence."}


class StepBlock(blocks.StructBlock):
    phase = blocks.CharBlock(label=_("Name"), max_length=60)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600)
    student = blocks.TextBlock(label=_("Students read"), help_text=MARKDOWN_HELP)
    teacher_note = blocks.TextBlock(
        label=_("Teacher only: note"),
        required=False,
        help_text=_("Students and families never see this. Markdown."),
        form_classname="teacher-only",
    )

    class Meta:
        icon = "order"
        label = _("Step")
        description = _("One step of the lesson. The minutes of all steps add up to the lesson.")
        preview_value = {"phase": "Launch", "minutes": 6, "student": "Read the paragraph once.", "teacher_note": ""}


class HandoutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    body = blocks.TextBlock(label=_("Text"), help_text=MARKDOWN_HELP)

    class Meta:
        icon = "doc-full"
        label = _("Handout")
        description = _("A sheet for students.")
        preview_value = {"title": "Paragraph to trace", "body": "Sea otters live along the North Pacific."}


class TeacherHandoutBlock(HandoutBlock):
    class Meta:
        icon = "lock"
        label = _("Teacher only: key or notes")
        description = _("A sheet that students and families never see.")
        preview_value = {"title": "Tracing key", "body": "Supported: hunted for fur."}


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"))
    correct = blocks.BooleanBlock(label=_("This is the correct answer"), required=False)
    feedback = blocks.CharBlock(label=_("We reply"), required=False, help_text=_("Shown only to somebody who chose this answer."))

    class Meta:
        icon = "radio-full"
        label = _("Choice")
        description = _("One possible answer and what we reply to it.")
        preview_value = {"text": "Find a second source.", "correct": True, "feedback": "Yes."}


class MultipleChoiceBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Choices"), min_num=2, max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Multiple choice")
        description = _("A question with exactly one correct answer.")
        preview_value = {
            "prompt": "Which is lateral reading?",
            "choices": [{"text": "Leaving the page", "correct": True, "feedback": "Yes."}],
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and sum(bool(choice["correct"]) for choice in value["choices"]) != 1:
            message = _("Mark exactly one choice as correct.")
            raise blocks.StructBlockValidationError(
                block_errors={"choices": ListBlockValidationError(non_block_errors=[ValidationError(message)])}
            )
        return value


class ShortAnswerBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    sample_answer = blocks.TextBlock(label=_("Teacher only: sample answer"), form_classname="teacher-only")
    feedback = blocks.TextBlock(label=_("Teacher only: look for"), required=False, form_classname="teacher-only")

    class Meta:
        icon = "edit"
        label = _("Short answer")
        description = _("Answered on paper or aloud; the sample answer is for teachers.")
        preview_value = {"prompt": "Correct the claim.", "sample_answer": "They eat urchins.", "feedback": "Names a source."}


class ReflectionBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    feedback = blocks.TextBlock(label=_("Teacher only: note"), required=False, form_classname="teacher-only")

    class Meta:
        icon = "user"
        label = _("Reflection")
        description = _("A thought for the student alone. Nobody collects it.")
        preview_value = {"prompt": "What would you have liked to ask?", "feedback": "Private unless shared."}


class EnglishLearnerSupportBlock(blocks.TextBlock):
    class Meta:
        icon = "globe"
        label = _("For English learners")
        description = _("Teacher only. A frame, a picture, a way in.")
        preview_value = "Frames: I would choose ___ because ___."


class DisabilitySupportBlock(blocks.TextBlock):
    class Meta:
        icon = "universal-access"
        label = _("For students with disabilities")
        description = _("Teacher only. A change that keeps the goal.")
        preview_value = "Give claims already numbered on separate strips."


class ObjectivesBlock(blocks.StreamBlock):
    objective = ObjectiveBlock()


class MaterialsBlock(blocks.StreamBlock):
    material = MaterialBlock()


class VocabularyBlock(blocks.StreamBlock):
    term = TermBlock()


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()


class HandoutsBlock(blocks.StreamBlock):
    handout = HandoutBlock()
    teacher_handout = TeacherHandoutBlock()


class QuestionsBlock(blocks.StreamBlock):
    question = QuestionBlock()


class ChecksBlock(blocks.StreamBlock):
    multiple_choice = MultipleChoiceBlock()
    short_answer = ShortAnswerBlock()
    reflection = ReflectionBlock()


class SupportsBlock(blocks.StreamBlock):
    english_learners = EnglishLearnerSupportBlock()
    students_with_disabilities = DisabilitySupportBlock()
