"""The parts of a lesson, one class each. Who sees which part is not said here but in `curriculum.versions`.

Long texts are Markdown: they are kept as written and made into clean HTML by the gate.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.models.files import FileAudience
from curriculum.block_previews import PreviewedBlock

MARKDOWN_HELP = _("You can use Markdown: lists with -, **bold**, tables.")
TEACHERS_ONLY = _("Students and families never see this.")
SHEETS, FILES, KEYS = _("Sheets"), _("Files and pictures"), _("Teacher only")


class ObjectiveBlock(PreviewedBlock, blocks.CharBlock):
    class Meta:
        icon = "check"
        label = _("Objective")
        description = _("What a student can say at the end, in their own words.")
        preview_value = "I can trace a claim to an independent source."


class MaterialBlock(PreviewedBlock, blocks.CharBlock):
    class Meta:
        icon = "clipboard-list"
        label = _("Material")
        description = _("One thing students need on the desk.")
        preview_value = "Trace sheet, one per pair"


class QuestionBlock(PreviewedBlock, blocks.CharBlock):
    class Meta:
        icon = "help"
        label = _("Discussion question")
        description = _("A question without one right answer.")
        preview_value = "When is medium confidence good enough?"


class TermBlock(PreviewedBlock, blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"))
    definition = blocks.CharBlock(label=_("What it means"), help_text=_("One sentence, in words that these students know."))

    class Meta:
        icon = "openquote"
        label = _("Word to know")
        description = _("A word and what it means, in words of this grade band.")
        preview_value = {"term": "confidence", "definition": "How sure you are, based on evidence."}


class StepBlock(PreviewedBlock, blocks.StructBlock):
    phase = blocks.CharBlock(label=_("Name"), max_length=60, help_text=_("A short name, such as “Launch” or “Trace”."))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, help_text=_("About how long it takes."))
    student = blocks.TextBlock(
        label=_("Students read"), help_text=_("What to do, said to students. You can use Markdown: lists with -, **bold**, tables.")
    )
    teacher_note = blocks.TextBlock(
        label=_("Teacher only: note"),
        required=False,
        help_text=_("Students and families never see this. What to look for, what to say, what can go wrong."),
        form_classname="teacher-only",
    )

    class Meta:
        icon = "order"
        label = _("Step")
        description = _("One step of the lesson. The minutes of all steps add up to the lesson.")
        preview_value = {"phase": "Launch", "minutes": 6, "student": "Read the paragraph once.", "teacher_note": ""}


class HandoutBlock(PreviewedBlock, blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    body = blocks.TextBlock(label=_("Text"), help_text=MARKDOWN_HELP)

    class Meta:
        icon = "doc-full"
        group = SHEETS
        label = _("Handout")
        description = _("A sheet for students.")
        preview_value = {"title": "Paragraph to trace", "body": "Sea otters live along the North Pacific."}


class TeacherHandoutBlock(HandoutBlock):
    class Meta:
        icon = "lock"
        group = KEYS
        label = _("Teacher only: key or notes")
        description = _("A sheet that students and families never see.")
        form_classname = "struct-block teacher-only"
        preview_value = {"title": "Tracing key", "body": "Supported: hunted for fur."}


class AttachmentValue(blocks.StructValue):
    """A file and what is said about it: whoever may not open the file does not see its title either."""

    @property
    def audience(self) -> str:
        """The file's own; a file that is gone is nobody's but the teacher's."""
        attached = self.get("document") or self.get("image")
        return attached.audience if attached else FileAudience.TEACHER.value


class FileBlock(PreviewedBlock, blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    document = DocumentChooserBlock(label=_("File"), help_text=_("Who sees this is said in the file itself, in Documents."))
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "download"
        group = FILES
        label = _("File")
        description = _("A file to open or save, for those the file is open to.")
        preview_value = {"title": "Trace sheet", "note": "One per pair"}
        value_class = AttachmentValue


class PictureBlock(PreviewedBlock, blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    image = ImageChooserBlock(label=_("Picture"), help_text=_("Who sees this is said in the picture itself, in Images."))
    note = blocks.CharBlock(
        label=_("What it shows"), required=False, help_text=_("In words, for everybody who cannot see the picture."), max_length=300
    )
    decorative = blocks.BooleanBlock(
        label=_("Only decoration"), required=False, help_text=_("It shows nothing that anybody would miss. Then it needs no words.")
    )

    class Meta:
        icon = "image"
        group = FILES
        label = _("Picture")
        description = _("A picture, for those it is open to.")
        preview_value = {"title": "Pip", "note": "A robot beside a striped sock", "decorative": False}
        value_class = AttachmentValue

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and not value["decorative"] and not (value["note"] or "").strip():
            message = _("Say what the picture shows, or tick that it is only decoration.")
            raise blocks.StructBlockValidationError(block_errors={"note": ValidationError(message)})
        return value


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"))
    correct = blocks.BooleanBlock(label=_("This is the correct answer"), required=False)
    feedback = blocks.CharBlock(label=_("We reply"), required=False, help_text=_("Shown only to somebody who chose this answer."))

    class Meta:
        icon = "radio-full"
        label = _("Choice")
        description = _("One possible answer and what we reply to it.")
        preview_value = {"text": "Find a second source.", "correct": True, "feedback": "Yes."}


class MultipleChoiceBlock(PreviewedBlock, blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    choices = blocks.ListBlock(
        ChoiceBlock(), label=_("Choices"), min_num=2, max_num=8, help_text=_("Two to eight answers. Mark exactly one as correct.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Multiple choice")
        description = _("A question with exactly one correct answer.")
        preview_value = {
            "prompt": "Which is lateral reading?",
            "choices": [
                {"text": "Leaving the page to see what others say", "correct": True, "feedback": "Yes."},
                {"text": "Reading the page twice", "correct": False, "feedback": "That stays on the page."},
            ],
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and sum(bool(choice["correct"]) for choice in value["choices"]) != 1:
            message = _("Mark exactly one choice as correct.")
            raise blocks.StructBlockValidationError(
                block_errors={"choices": ListBlockValidationError(non_block_errors=[ValidationError(message)])}
            )
        return value


class ShortAnswerBlock(PreviewedBlock, blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    sample_answer = blocks.TextBlock(label=_("Teacher only: sample answer"), help_text=TEACHERS_ONLY, form_classname="teacher-only")
    feedback = blocks.TextBlock(label=_("Teacher only: look for"), required=False, help_text=TEACHERS_ONLY, form_classname="teacher-only")

    class Meta:
        icon = "edit"
        label = _("Short answer")
        description = _("Answered on paper or aloud; the sample answer is for teachers.")
        preview_value = {"prompt": "Correct the claim.", "sample_answer": "They eat urchins.", "feedback": "Names a source."}


class ReflectionBlock(PreviewedBlock, blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    feedback = blocks.TextBlock(label=_("Teacher only: note"), required=False, help_text=TEACHERS_ONLY, form_classname="teacher-only")

    class Meta:
        icon = "user"
        label = _("Reflection")
        description = _("A thought for the student alone. Nobody collects it.")
        preview_value = {"prompt": "What would you have liked to ask?", "feedback": "Private unless shared."}


class EnglishLearnerSupportBlock(PreviewedBlock, blocks.TextBlock):
    class Meta:
        icon = "globe"
        label = _("For English learners")
        description = _("Teacher only. A frame, a picture, a way in.")
        preview_value = "Frames: I would choose ___ because ___."


class DisabilitySupportBlock(PreviewedBlock, blocks.TextBlock):
    class Meta:
        icon = "user"
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
    file = FileBlock()
    picture = PictureBlock()


class QuestionsBlock(blocks.StreamBlock):
    question = QuestionBlock()


class ChecksBlock(blocks.StreamBlock):
    multiple_choice = MultipleChoiceBlock()
    short_answer = ShortAnswerBlock()
    reflection = ReflectionBlock()


class SupportsBlock(blocks.StreamBlock):
    english_learners = EnglishLearnerSupportBlock()
    students_with_disabilities = DisabilitySupportBlock()
