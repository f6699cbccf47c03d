"""The parts of a module, one class each. Who sees which part is not said here but in `pd_tracks.versions`.

Long texts are Markdown: they are kept as written and made into clean HTML by the gate.
"""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from curriculum.blocks import MARKDOWN_HELP, MultipleChoiceBlock

COACHES_ONLY = _("Only a coach sees this.")


class SectionBlock(blocks.StructBlock):
    """A part of a module. Its type says what a teacher does in it."""

    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, help_text=_("About how long it takes."))
    body = blocks.TextBlock(label=_("Text"), help_text=MARKDOWN_HELP)


class ReadBlock(SectionBlock):
    class Meta:
        icon = "openquote"
        label = _("Read")
        description = _("Something short to read.")


class TryBlock(SectionBlock):
    class Meta:
        icon = "edit"
        label = _("Try it")
        description = _("Something to try with an own class. Never asks for student work.")


class ReflectBlock(SectionBlock):
    class Meta:
        icon = "user"
        label = _("Reflect")
        description = _("A look back. The questions to write about are further down.")


class ShortAnswerBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    sample_answer = blocks.TextBlock(label=_("One possible answer"), help_text=_("Shown when somebody asks to compare."))
    feedback = blocks.TextBlock(label=_("What makes an answer good"), required=False)

    class Meta:
        icon = "edit"
        label = _("Short answer")
        description = _("Answered for oneself, then compared. Nothing is kept.")


class ThoughtBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Question"))
    feedback = blocks.TextBlock(label=_("A word about it"), required=False)

    class Meta:
        icon = "user"
        label = _("A thought")
        description = _("A question without an answer to compare. Nobody collects it.")


class QuestionBlock(blocks.CharBlock):
    class Meta:
        icon = "help"
        label = _("Question")


class SectionsBlock(blocks.StreamBlock):
    read = ReadBlock()
    try_it = TryBlock()
    reflect = ReflectBlock()


class ModuleChecksBlock(blocks.StreamBlock):
    multiple_choice = MultipleChoiceBlock()
    short_answer = ShortAnswerBlock()
    reflection = ThoughtBlock()


class QuestionsBlock(blocks.StreamBlock):
    question = QuestionBlock()
