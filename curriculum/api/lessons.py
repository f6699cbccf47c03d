"""Lessons: light facts in lists, the whole lesson as students read it by itself, and the teacher's part for a token that is for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from rest_framework import serializers

from cms.api.errors import bad_parameter
from cms.api.pages import find_page, listed, open_pages
from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.scopes import allows
from cms.api.views import DetailView, ListView
from cms.public_url import public_url
from cms.viewer import PUBLIC, Audience
from curriculum.api import examples
from curriculum.api.choosing import BandField, CompetencyField
from curriculum.api.lesson_parts import (
    AIUseSerializer,
    CheckSerializer,
    HandoutSerializer,
    LessonCompetencySerializer,
    LessonToolSerializer,
    RestsOnSerializer,
    StepSerializer,
    TeacherPartSerializer,
    TermViewSerializer,
)
from curriculum.audience import lesson_view, lesson_views
from curriculum.models import LessonPage, LessonVersion, UnitPage
from curriculum.models.scale import AI_USE_LEVELS
from curriculum.parts import LessonView
from curriculum.places import address_of

Texts = serializers.ListField


@dataclass(frozen=True)
class UnitRef:
    key: str
    title: str


@dataclass(frozen=True)
class ListedLesson:
    """What the serializers read: the gate's view, and where the lesson lies."""

    view: LessonView
    unit: UnitRef | None
    page_url: str
    published_at: datetime | None
    is_translated: bool
    teacher: LessonView | None = None


class UnitRefSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    title = serializers.CharField()


class LessonFactsSerializer(serializers.Serializer):
    key = serializers.UUIDField(source="view.launch_key", help_text="Never changes; the launch key of links from courses.")
    language = serializers.CharField(source="view.language", help_text="The language it is given in.")
    is_translated = serializers.BooleanField(
        help_text="False where there is none in the language asked for: then it is in the site's main one."
    )
    title = serializers.CharField(source="view.title")
    band = serializers.CharField(source="view.band_key", help_text="The key of its grade band.")
    unit = UnitRefSerializer(allow_null=True)
    essential_question = serializers.CharField(source="view.essential_question")
    duration_minutes = serializers.IntegerField(source="view.duration_minutes")
    subjects = Texts(source="view.subjects", child=serializers.CharField())
    competency_codes = serializers.SerializerMethodField()
    ai_use_level = serializers.IntegerField(source="view.ai_use.level", help_text="1 (none) to 5. A higher level is not better.")
    version = serializers.IntegerField(source="view.version_number", help_text="The number of the published version.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="When that version was published.")
    page_url = serializers.CharField(help_text="Its public page.")

    def get_competency_codes(self, lesson) -> list[str]:
        return [competency.code for competency in lesson.view.competencies]


class LessonSerializer(LessonFactsSerializer):
    objectives = Texts(source="view.objectives", child=serializers.CharField())
    materials = Texts(source="view.materials", child=serializers.CharField())
    vocabulary = TermViewSerializer(source="view.vocabulary", many=True)
    competencies = LessonCompetencySerializer(source="view.competencies", many=True)
    ai_use = AIUseSerializer(source="view.ai_use")
    graduate_traits = Texts(source="view.graduate_traits", child=serializers.CharField())
    is_read_aloud = serializers.BooleanField(source="view.is_read_aloud", help_text="Shown as pages to read aloud.")
    steps = StepSerializer(source="view.steps", many=True)
    handouts = HandoutSerializer(source="view.handouts", many=True)
    discussion_questions = Texts(source="view.discussion_questions", child=serializers.CharField())
    checks = CheckSerializer(source="view.checks", many=True)
    extension_html = serializers.CharField(source="view.extension_html")
    unplugged_html = serializers.CharField(source="view.unplugged_html", help_text="How to teach it without any device.")
    tools = LessonToolSerializer(source="view.tools", many=True, help_text="Those whose approval holds today.")
    is_unplugged_today = serializers.BooleanField(
        source="view.is_unplugged_today", help_text="A tool it uses may not be used today: then it is done without a screen."
    )
    rests_on = RestsOnSerializer(source="view.rests_on", many=True)
    teacher = TeacherPartSerializer(allow_null=True, help_text="Null unless a token with the scope `teacher` asks.")


class LessonQuery(ListQuery):
    band = BandField()
    unit = serializers.UUIDField(required=False, help_text="The key of a unit.")
    competency = CompetencyField()
    ai_level = serializers.ChoiceField(
        [str(level) for level in range(1, AI_USE_LEVELS + 1)], required=False, help_text="The AI-use level, 1 to 5."
    )


@documented(
    "listLessons",
    "Lessons",
    "Every published lesson that anybody may open, in teaching order, with light facts. In another language than the site's main one, "
    "lessons that are not translated come first, as they are.",
    "Lessons",
    examples.LESSON_FACTS,
)
class LessonList(ListView):
    serializer_class = LessonFactsSerializer
    query_class = LessonQuery
    ordering = ("path",)

    def rows(self):
        lessons = listed(LessonPage.objects.all(), self.language).filter(Exists(LessonVersion.objects.filter(lesson=OuterRef("pk"))))
        if band := self.asked.get("band"):
            lessons = lessons.filter(band__key=band)
        if competency := self.asked.get("competency"):
            lessons = lessons.filter(pk__in=LessonPage.objects.order_by().filter(competencies__code=competency).values("pk"))
        if level := self.asked.get("ai_level"):
            lessons = lessons.filter(ai_use_level__level=int(level))
        if "unit" in self.asked:
            lessons = self._of_unit(lessons, self.asked["unit"])
        return lessons.values("pk", "path", "url_path")

    def _of_unit(self, lessons, key: UUID):
        """Those below the unit with this key, in whichever language. One statement."""
        paths = list(open_pages(UnitPage.objects.live().filter(translation_key=key)).values_list("path", flat=True))
        if not paths:
            raise bad_parameter("unit", "There is no unit with this key.")
        return lessons.filter(any_of_paths(paths))

    def shown(self, page: list[dict]) -> list[ListedLesson]:
        versions = {
            version.lesson_id: version
            for version in LessonVersion.objects.filter(lesson_id__in=[row["pk"] for row in page]).newest_of_each().light()
        }
        ordered = [versions[row["pk"]] for row in page]
        views = lesson_views(ordered, Audience.STUDENT)
        units = units_by_path(row["path"] for row in page)
        return [
            ListedLesson(
                view=view,
                unit=units.get(row["path"][: -UnitPage.steplen]),
                page_url=public_url(address_of(row["url_path"])),
                published_at=version.published_at,
                is_translated=view.language == self.language,
            )
            for row, version, view in zip(page, ordered, views, strict=True)
        ]


def any_of_paths(paths: list[str]) -> Q:
    """What lies below one of these."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return below


def units_by_path(paths) -> dict[str, UnitRef]:
    """The live units around these lessons, by path. One statement."""
    rows = UnitPage.objects.live().filter(path__in={path[: -UnitPage.steplen] for path in paths})
    return {path: UnitRef(str(key), title) for path, key, title in rows.values_list("path", "translation_key", "title")}


@documented(
    "getLesson",
    "One lesson",
    "The newest published version, as students read it: no answers, no notes. With a token that has the scope `teacher`, `teacher` holds "
    "the rest. Where it is not in the language asked for it is given in the site's main one, and `is_translated` is false.",
    "Lessons",
    examples.LESSON,
)
class LessonDetail(DetailView):
    serializer_class = LessonSerializer
    refusals = (410,)

    def found(self, key: UUID) -> ListedLesson:
        page = find_page(LessonPage, key, self.language)
        source = page.version_for(PUBLIC)
        view = lesson_view(source, Audience.STUDENT)
        is_for_teacher = allows(self.request.auth, "teacher")
        return ListedLesson(
            view=view,
            unit=units_by_path([page.path]).get(page.path[: -UnitPage.steplen]),
            page_url=public_url(page),
            published_at=None if isinstance(source, dict) else source.published_at,
            is_translated=view.language == self.language,
            teacher=lesson_view(source, Audience.TEACHER) if is_for_teacher else None,
        )
