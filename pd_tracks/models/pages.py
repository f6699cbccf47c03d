"""Educator tracks and their modules: what editors write. What readers see of a module is a `ModuleVersion` through the gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager

from modelcluster.fields import ParentalManyToManyField
from wagtail_localize.fields import SynchronizedField

from cms.launchable import LaunchableMixin
from cms.models import BasePage, ReviewablePage
from cms.models.reviews import review_dates_in_order
from cms.people import person_of
from cms.reviews.panels import ReviewPanel
from cms.viewer import Viewer, viewer_for
from curriculum import previews
from curriculum.changes import note_problems
from curriculum.models.compiled import CompiledPage
from curriculum.places import PlaceView, place_of
from curriculum.term_blocks import AlignmentsBlock
from pd_tracks import blocks, listings
from pd_tracks.audience import Reader, module_view
from pd_tracks.forms import ModulePageForm
from pd_tracks.models.versions import ModuleVersion
from pd_tracks.own.conversations import conversations_of
from pd_tracks.own.standing import Marks, own_track, steps_of
from pd_tracks.own.texts import own_texts
from pd_tracks.panels import MODULE_PANELS, TRACK_PANELS
from pd_tracks.parts import ModuleView
from pd_tracks.querysets import ModuleQuerySet, TrackQuerySet
from pd_tracks.rules import module_problems
from pd_tracks.sharing import Kind, Onlooker
from pd_tracks.staff_only import StaffOnlyInCourses, reader_of
from pd_tracks.versions import compile_module
from pd_tracks.who_sees import who_sees_what

COACH = "coach"
MODULE_MODES = (
    previews.Mode("teacher", _("As a teacher")),
    previews.Mode(
        "teacher_in_course", _("As a teacher, in a course (LMS)"), Viewer(layout=previews.EMBEDDED, in_launch=True, is_staff_course=True)
    ),
    previews.Mode(COACH, _("As a coach")),
    previews.Mode("print", _("On paper"), is_on_paper=True),
)
PAGE_MODES = (*MODULE_MODES[:2], MODULE_MODES[3])


class CoachingPage(StaffOnlyInCourses, BasePage):
    """The page of all educator tracks. Its introduction says what they are for."""

    template = "pd_tracks/coaching_page.html"
    parent_page_types = ["cms.HomePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("educator tracks")

    def get_context(self, request, *args, **kwargs):
        kinds = Onlooker(user=getattr(request, "user", None)).kinds
        return {
            "request": request,
            **self.addresses(),
            "coaching": {"language": self.locale.language_code, "title": self.title, "introduction": self.introduction},
            "tracks": listings.track_tiles(TrackPage.objects.live().open_children_of(self), ModulePage.objects.open_below(self)),
            "sees": who_sees_what(),
            "is_coach": Kind.COACH in kinds,
            "sees_counts": bool(kinds & {Kind.LEADER, Kind.ADMINISTRATOR}),
        }


class TrackPage(StaffOnlyInCourses, previews.PreviewedAs, LaunchableMixin, ReviewablePage, BasePage):
    """Some modules that belong together, for teachers who choose to join."""

    withdrawn_words = _("This track was withdrawn")

    intended_for = models.CharField(_("for whom"), max_length=200, help_text=_("Such as “All TK-12 educators; no experience needed”."))
    purpose = models.CharField(_("purpose"), max_length=300, help_text=_("What somebody can do afterwards, in one sentence."))
    opt_in = models.TextField(
        _("that it is voluntary"),
        help_text=_(
            "In your words, before anybody joins. Who sees what is said below it by Waymark itself, because the software keeps it."
        ),
    )
    alignments = StreamField(AlignmentsBlock(), verbose_name=_("alignments"), blank=True)

    objects = PageManager.from_queryset(TrackQuerySet)()

    content_panels = [*TRACK_PANELS, ReviewPanel()]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.link_panels, *LaunchableMixin.withdrawal_panels]
    template = "pd_tracks/track_page.html"
    parent_page_types = ["pd_tracks.CoachingPage"]

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [review_dates_in_order("track")]

    def get_context(self, request, *args, **kwargs):
        modules = ModulePage.objects.live().open_children_of(self)
        url_paths = dict(modules.values_list("pk", "url_path"))
        versions = ModuleVersion.objects.filter(module__in=url_paths).newest_of_each().light()
        track = listings.track_view(self, listings.module_tiles(versions, url_paths))
        return {
            "request": request,
            **self.addresses(),
            "track": track,
            "description": self.search_description or self.purpose,
            "review": self.review_dates,
            "sees": who_sees_what(),
            "own": own_track(request, self.translation_key, request.path),
        }

    preview_as = PAGE_MODES

    def previewed(self, request, mode):
        return self.template, self.get_context(request)


class ModulePage(StaffOnlyInCourses, previews.PreviewedAs, CompiledPage, LaunchableMixin, ReviewablePage, BasePage):
    """One module. Publishing it writes a version; pages, pins and exports read only that."""

    withdrawn_words = _("This module was withdrawn")
    can_be_finished = False
    told_by_own_switch = True
    """Nothing goes to a gradebook but what a teacher switched on for themselves: what they mark is their own."""

    purpose = models.CharField(_("purpose"), max_length=300, help_text=_("What somebody can do afterwards, in one sentence."))
    pd_minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, help_text=_("The minutes of all parts together."))
    sections = StreamField(blocks.SectionsBlock(), verbose_name=_("parts"))
    checks = StreamField(blocks.ModuleChecksBlock(), verbose_name=_("checks"), blank=True)
    reflection_prompts = StreamField(blocks.QuestionsBlock(), verbose_name=_("questions to reflect on"), blank=True)
    evidence_of_completion = models.TextField(_("when it is done"), help_text=_("What a teacher has done by then. Their own word counts."))
    coach_starters = StreamField(blocks.QuestionsBlock(), verbose_name=_("openings for a coach"), blank=True)
    helps_to_teach = ParentalManyToManyField(
        "curriculum.UnitPage",
        verbose_name=_("helps to teach"),
        blank=True,
        related_name="+",
        help_text=_("Units whose teachers are shown this module. Never who did it."),
    )

    objects = PageManager.from_queryset(ModuleQuerySet)()

    # What a translator's tool copies as it is: it knows no many-to-many fields of its own.
    override_translatable_fields = [SynchronizedField("helps_to_teach")]

    base_form_class = ModulePageForm
    content_panels = [*MODULE_PANELS, FieldPanel("change_note"), ReviewPanel()]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.link_panels, *LaunchableMixin.withdrawal_panels]
    template = "pd_tracks/module_page.html"
    parent_page_types = ["pd_tracks.TrackPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [review_dates_in_order("module")]

    def publishing_rules(self) -> dict[str, str]:
        return module_problems(self) | note_problems(self)

    def compiled(self) -> dict:
        return compile_module(self)

    def get_context(self, request, *args, **kwargs):
        return self._context(request, self.view_for(request), place_of(self), viewer=viewer_for(request))

    def view_for(self, request) -> ModuleView:
        """The version that this request is shown, as its reader sees it."""
        return module_view(self.version_for(viewer_for(request)), reader_of(request))

    def answering_context(self, request) -> tuple[dict, ModuleVersion | dict]:
        """The page's context for an answer to a check, and the source to answer from."""
        viewer = viewer_for(request)
        source = self.version_for(viewer)
        return self._context(request, module_view(source, reader_of(request)), place_of(self), viewer=viewer), source

    def context_after_a_save(self, request, question: str, typed: str, error: str) -> dict | None:
        """The page's context where a text was not kept: with what was typed, and why. None where nobody's texts are shown here."""
        context = self.get_context(request)
        texts = context["texts"]
        return None if texts is None or texts.is_closed else context | {"texts": texts.with_what_was_typed(question, typed, error)}

    def _context(self, request, module: ModuleView, place: PlaceView, viewer: Viewer | None = None) -> dict:
        """All the template gets. Neither `page` nor `self`: both would lead around the gate."""
        launched = {"title": str(module.title), "language": module.language, "number": module.version_number}
        own = self._own(request) if viewer else None
        return {
            "request": request,
            "module": module,
            "place": place,
            "review": self.review_dates,
            **self.addresses(),
            "description": self.search_description or module.purpose,
            "parts": self.parts_of_launch(request, viewer=viewer, **launched) if viewer else {},
            "own": own,
            **self._own_things(request, module, own),
        }

    def _own(self, request):
        """How whoever looks stands to this module's track; None for a stranger, who has nothing to see here."""
        if person_of(request) is None:
            return None
        track = TrackPage.objects.filter(path=self.path[: -self.steplen]).only("translation_key").first()
        return own_track(request, track.translation_key, request.path) if track else None

    def _own_things(self, request, module: ModuleView, own) -> dict:
        """What whoever joined wrote here, and whom they asked."""
        if own is None or not own.has_joined:
            return {"steps": steps_of(module.sections, None), "texts": None, "talks": ()}
        marks = own.marks.get(module.launch_key, Marks())
        person = person_of(request)
        texts = own_texts(request, person, self.translation_key, module.reflection_prompts, may_write=own.may_mark)
        talks = () if texts.is_closed else tuple(conversations_of(person, self.translation_key))
        return {"steps": steps_of(module.sections, marks), "texts": texts, "talks": talks}

    preview_as = MODULE_MODES

    def previewed(self, request, mode):
        """The draft in memory through the same gate."""
        reader = Reader.COACH if mode.name == COACH else Reader.LEARNER
        module = module_view(compile_module(self), reader)
        return self.template, self._context(request, module, place_of(self) if self.pk else PlaceView())
