"""The editor of units and lessons, in the order a teacher thinks: why, for whom, what is learned, how, and what others get of it.

Only how the editor is laid out and what it says beside each field; what must hold is in `curriculum.rules`.
"""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel

from curriculum.choices import CompetencyChoices, LevelChoices, Ticks, edit_url
from curriculum.minutes import minutes_of, minutes_said, minutes_texts, whole

TEACHERS_ONLY = _("Students and families never see this.")
MARKDOWN = _("You can use Markdown: lists with -, **bold**.")


class EditorPanel(Panel):
    """A part of the editor that is no field of its own."""

    class BoundPanel(Panel.BoundPanel):
        class Media:
            css = {"all": ["cms/admin/editor.css"]}


class TraitsPanel(EditorPanel):
    """The graduate profile traits that the unit serves: every lesson in it has them. Changed in the unit."""

    class BoundPanel(EditorPanel.BoundPanel):
        template_name = "curriculum/admin/traits_panel.html"

        def get_context_data(self, parent_context=None):
            unit = self.form.unit if self.form else None
            context = {"unit_title": unit.title if unit else "", "unit_url": edit_url(unit) if unit else ""}
            traits = [trait.name for trait in unit.graduate_traits.all()] if unit else []
            return super().get_context_data(parent_context) | context | {"traits": traits}


class MinutesPanel(EditorPanel):
    """The minutes of all steps beside those of the lesson, summed while somebody writes."""

    class BoundPanel(EditorPanel.BoundPanel):
        template_name = "curriculum/admin/minutes_panel.html"

        class Media:
            js = [forms.widgets.Script("cms/admin/minutes.js", type="module")]

        def get_context_data(self, parent_context=None):
            steps, duration = self.form["steps"].value(), self.form["duration_minutes"].value()
            said = minutes_said(minutes_of(steps), whole(duration))
            return super().get_context_data(parent_context) | {"said": said, "texts": minutes_texts()}


LESSON_PANELS = [
    TitleFieldPanel("title", help_text=_("What students and families read first. Short, in their words: “Trace the Claim”.")),
    MultiFieldPanel(
        [
            FieldPanel(
                "essential_question",
                help_text=_("What the lesson is about, as a question worth asking. For example: “How do we know that a claim is true?”"),
            ),
            TraitsPanel(heading=_("The graduate profile trait behind it")),
        ],
        heading=_("Why: the purpose"),
        icon="help",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "band",
                widget=forms.Select,
                help_text=_("The same as the unit’s. It decides what AI students may use, and how the page looks."),
            ),
            FieldPanel(
                "subjects",
                widget=Ticks,
                help_text=_("Where it can be taught, so that those teachers find it. Leave empty for any."),
            ),
            FieldPanel("duration_minutes", help_text=_("How long the whole lesson takes. The steps below must add up to it.")),
        ],
        heading=_("For whom"),
        icon="group",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "competencies",
                widget=CompetencyChoices,
                required_on_save=False,
                help_text=_("What students can do afterwards, from the progression. One or two are plenty."),
            ),
            FieldPanel(
                "objectives",
                help_text=_("In a student’s words, beginning with “I can”. For example: “I can trace a claim to another source.”"),
            ),
            FieldPanel(
                "ai_use_level",
                widget=LevelChoices,
                help_text=_("How much AI students may use in this lesson. A higher level is not better."),
            ),
            FieldPanel(
                "tools",
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Only where the learning needs one. Listed are tools approved today for this grade band. If an approval ends, readers see "
                    "“Without a screen” that day; nobody has to publish anything."
                ),
            ),
            FieldPanel("vocabulary", help_text=_("Words that students meet for the first time. Three to five are enough.")),
        ],
        heading=_("What they will learn"),
        icon="check",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "materials", help_text=_("What students need on the desk, one thing each. For example: “Trace sheet, one per pair”.")
            ),
            MinutesPanel(heading=_("Minutes")),
            FieldPanel("steps", help_text=_("What happens, in order. Write to students; what only you need goes into the teacher’s note.")),
            FieldPanel("handouts", help_text=_("Sheets, files and pictures. A key goes into “Teacher only: key or notes”.")),
        ],
        heading=_("The steps"),
        icon="order",
    ),
    MultiFieldPanel(
        [
            FieldPanel("discussion_questions", help_text=_("Questions without one right answer, to talk about together.")),
            FieldPanel("checks", help_text=_("Practice for students: nothing is scored and nothing is kept.")),
        ],
        heading=_("Talk and check"),
        icon="tasks",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "unplugged_alternative",
                help_text=format_lazy(
                    "{} {}", _("The same lesson for a class without devices, or a student who may not use the tool."), MARKDOWN
                ),
            ),
            FieldPanel("supports", classname="teacher-only", help_text=TEACHERS_ONLY),
            FieldPanel("extension", help_text=format_lazy("{} {}", _("For students who are done and want more. Not homework."), MARKDOWN)),
        ],
        heading=_("For everybody in the room"),
        icon="user",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "family_connection",
                heading=_("At home"),
                help_text=format_lazy(
                    "{} {}", _("Something to talk about at the table, without any device. Students do not see it."), MARKDOWN
                ),
            ),
            InlinePanel(
                "family_notes",
                heading=_("At home, in other languages"),
                label=_("Note"),
                help_text=_("One for each language that families read. Have somebody who speaks it read it first."),
            ),
        ],
        heading=_("Families"),
        help_text=_("Families and teachers see this; students do not."),
        classname="family-only",
        icon="home",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "teacher_prep",
                help_text=format_lazy("{} {}", _("What to have ready, to try out or to think about the day before."), MARKDOWN),
            )
        ],
        heading=_("Teacher only"),
        help_text=TEACHERS_ONLY,
        classname="teacher-only",
        icon="lock",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "rests_on",
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Clauses of the district’s policies that this lesson puts into practice. When one changes, you are asked to look again."
                ),
            )
        ],
        heading=_("Policies behind it"),
        classname="collapsed",
        icon="clipboard-list",
    ),
    FieldPanel(
        "change_note",
        help_text=_("For teachers who already use this lesson: what is different now. For example: “Step 3 is shorter.”"),
    ),
]

UNIT_PANELS = [
    TitleFieldPanel("title", help_text=_("What the unit is called on the map. Short, in students’ words.")),
    MultiFieldPanel(
        [
            FieldPanel(
                "introduction", heading=_("Summary"), help_text=_("One or two sentences for students, families and search engines.")
            ),
            FieldPanel("essential_question", help_text=_("The question that holds these lessons together.")),
            FieldPanel(
                "graduate_traits",
                widget=Ticks,
                required_on_save=False,
                help_text=_("At least one: purpose comes before tools. Every lesson of the unit has them."),
            ),
        ],
        heading=_("Why: the purpose"),
        icon="help",
    ),
    MultiFieldPanel(
        [
            FieldPanel("band", widget=forms.Select, help_text=_("All lessons of a unit are for one grade band.")),
            FieldPanel(
                "subjects",
                widget=Ticks,
                help_text=_("New lessons in this unit begin with these. Leave empty for any."),
            ),
        ],
        heading=_("For whom"),
        icon="group",
    ),
    FieldPanel("student_voice", help_text=_("What students decide or shape in this unit. For example: “They choose the claims.”")),
]
