"""The editor of tracks and modules, in the order a teacher thinks. What must hold is in `pd_tracks.rules`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from pd_tracks.blocks import COACHES_ONLY

TRACK_PANELS = [
    TitleFieldPanel("title", help_text=_("What the track is called in lists and courses.")),
    MultiFieldPanel(
        [FieldPanel("purpose"), FieldPanel("intended_for"), FieldPanel("opt_in")],
        heading=_("Why, for whom, and that it is voluntary"),
        icon="help",
    ),
    FieldPanel("alignments", help_text=_("Places in frameworks for educators that this track corresponds to. Check each one every year.")),
]

MODULE_PANELS = [
    TitleFieldPanel("title", help_text=_("What the module is called in lists and courses.")),
    MultiFieldPanel(
        [
            FieldPanel("purpose"),
            FieldPanel("helps_to_teach", widget=forms.CheckboxSelectMultiple),
        ],
        heading=_("Why: the purpose"),
        icon="help",
    ),
    MultiFieldPanel(
        [
            FieldPanel("pd_minutes", help_text=_("How long the whole module takes. The parts below must add up to it.")),
            FieldPanel("sections", help_text=_("Read something short, try it with an own class, look back.")),
        ],
        heading=_("The parts"),
        icon="order",
    ),
    MultiFieldPanel(
        [
            FieldPanel("checks", help_text=_("For teachers themselves: nothing is scored and nothing is kept.")),
            FieldPanel("reflection_prompts", help_text=_("Questions to write about. What is written belongs to whoever wrote it.")),
            FieldPanel("evidence_of_completion"),
        ],
        heading=_("Check, reflect, be done"),
        icon="tasks",
    ),
    FieldPanel("coach_starters", help_text=COACHES_ONLY),
]
