"""Units."""

from collections import defaultdict
from uuid import UUID

from django.db.models.functions import Length, Substr

from rest_framework import serializers

from cms.api.pages import find_page, listed, open_pages
from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import DetailView, ListView
from cms.public_url import public_url
from curriculum.api import examples
from curriculum.api.choosing import BandField
from curriculum.models import LessonPage, UnitPage
from curriculum.places import address_of
from curriculum.wording import linked_in

Texts = serializers.ListField


class UnitFactsSerializer(serializers.Serializer):
    key = serializers.UUIDField(source="translation_key", help_text="Never changes; the launch key of links from courses.")
    language = serializers.CharField(source="locale.language_code", help_text="The language it is given in.")
    is_translated = serializers.BooleanField(help_text="False where there is none in the language asked for.")
    title = serializers.CharField()
    band = serializers.CharField(source="band.key", allow_null=True, help_text="The key of its grade band.")
    summary = serializers.CharField(source="introduction")
    essential_question = serializers.CharField()
    student_voice = serializers.CharField(help_text="How students shape this unit.")
    lesson_keys = Texts(child=serializers.UUIDField(), help_text="Its lessons that anybody may open, in teaching order.")
    page_url = serializers.CharField(help_text="Its public page.")


class UnitSerializer(UnitFactsSerializer):
    subjects = Texts(child=serializers.CharField(), source="subject_names")
    graduate_traits = Texts(child=serializers.CharField(), source="trait_names")


class UnitQuery(ListQuery):
    band = BandField()


def with_lessons(units: list[UnitPage], language: str) -> list[UnitPage]:
    """With the keys of their lessons in any language, and their address. Two statements."""
    by_path = dict(
        open_pages(UnitPage.objects.live().filter(translation_key__in={unit.translation_key for unit in units}))
        .order_by("path")
        .values_list("path", "translation_key")
    )
    unit_path = Substr("path", 1, Length("path") - LessonPage.steplen)
    lessons = open_pages(LessonPage.objects.live().annotate(unit_path=unit_path).filter(unit_path__in=by_path))
    keys: dict[UUID, dict] = defaultdict(dict)  # as a set that keeps its order
    for path, key in lessons.order_by("path").values_list("unit_path", "translation_key"):
        keys[by_path[path]][key] = True
    for unit in units:
        unit.lesson_keys, unit.page_url = list(keys[unit.translation_key]), public_url(address_of(unit.url_path))
        unit.is_translated = unit.locale.language_code == language
    return units


@documented(
    "listUnits",
    "Units",
    "Every published unit that anybody may open, in teaching order; `band` narrows the list.",
    "Lessons",
    examples.UNIT_FACTS,
)
class UnitList(ListView):
    serializer_class = UnitFactsSerializer
    query_class = UnitQuery
    ordering = ("path",)

    def rows(self):
        units = listed(UnitPage.objects.all(), self.language).select_related("locale", "band")
        return units.filter(band__key=self.asked["band"]) if "band" in self.asked else units

    def shown(self, page: list[UnitPage]) -> list[UnitPage]:
        return with_lessons(page, self.language)


@documented("getUnit", "One unit", "By its key, with the keys of its lessons.", "Lessons", examples.UNIT)
class UnitDetail(DetailView):
    serializer_class = UnitSerializer
    refusals = (410,)

    def found(self, key: UUID) -> UnitPage:
        unit = find_page(UnitPage, key, self.language)
        with_lessons([unit], self.language)
        language = unit.locale.language_code
        unit.subject_names = [str(subject) for subject in linked_in(unit.subjects, language)]
        unit.trait_names = [str(trait) for trait in linked_in(unit.graduate_traits, language)]
        return unit
