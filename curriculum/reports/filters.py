"""What the reports can be narrowed to."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

import django_filters

from curriculum.models import AIUseLevel, Competency, GradeBand, GraduateTrait, LessonPage, LessonText, Strand, Subject, UnitPage
from curriculum.reports.coverage import DRAFTS, lessons_in, serves
from curriculum.reports.problems import Problem, anything
from curriculum.search.drafts import terms_of

ANY_PROBLEM = "any"
FEW = "few"


def _main(model, name: str = "name"):
    """Choices of a short list, in the site's main language."""
    return lambda: list(model.objects.filter(locale__language_code=settings.LANGUAGE_CODE).values_list("key", name))


def languages() -> list[tuple[str, str]]:
    return [(locale.language_code, locale.get_display_name()) for locale in Locale.objects.order_by("pk")]


def units() -> list[tuple[str, str]]:
    rows = UnitPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
    return [(str(key), title) for key, title in rows.values_list("translation_key", "title")]


def language_in(asked) -> str:
    """The language that is asked for, where there is one of that name, else the main one."""
    chosen = asked.get("language", "")
    return chosen if chosen and chosen in dict(languages()) else settings.LANGUAGE_CODE


def lessons_asked_for(asked):
    """The lessons that a report is about, whatever else it is narrowed to: of one language, with or without drafts never published."""
    return lessons_in(language_in(asked), with_drafts=bool(asked.get(DRAFTS)))


class LessonFilterSet(WagtailFilterSet):
    """What `lessons_asked_for` can be narrowed to."""

    q = django_filters.CharFilter(label=_("Words in it, teacher notes and drafts too"), method="with_words")
    problem = django_filters.ChoiceFilter(
        label=_("What is wrong"), choices=[(ANY_PROBLEM, _("Anything")), *Problem.choices], method="with_problem"
    )
    band = django_filters.ChoiceFilter(label=_("Grade band"), choices=_main(GradeBand), field_name="band__key")
    strand = django_filters.ChoiceFilter(label=_("Strand"), choices=_main(Strand), method="serving")
    trait = django_filters.ChoiceFilter(label=_("Trait"), choices=_main(GraduateTrait), method="serving")
    level = django_filters.ChoiceFilter(label=_("AI-use level"), choices=_main(AIUseLevel), field_name="ai_use_level__key")
    subject = django_filters.ChoiceFilter(label=_("Subject"), choices=_main(Subject), field_name="subjects__key", distinct=True)
    unit = django_filters.ChoiceFilter(label=_("Unit"), choices=units, method="in_unit")
    language = django_filters.ChoiceFilter(label=_("Language"), choices=languages, method="as_it_is")
    drafts = django_filters.ChoiceFilter(label=_("With drafts never published"), choices=[("on", _("Yes"))], method="as_it_is")

    class Meta:
        model = LessonPage
        fields = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that are looked for."""
        return terms_of(self.data.get("q", ""))

    def with_words(self, lessons, _name: str, _value: str):
        return lessons.filter(pk__in=LessonText.objects.having(self.terms).values("lesson")) if self.terms else lessons.none()

    def with_problem(self, lessons, _name: str, value: str):
        return lessons.filter(anything() if value == ANY_PROBLEM else anything([Problem(value)]))

    def serving(self, lessons, name: str, value: str):
        return lessons.filter(serves(name, value))

    def in_unit(self, lessons, _name: str, value: str):
        paths = UnitPage.objects.filter(translation_key=value, locale__language_code=language_in(self.data)).values("path")
        return lessons.filter(unit_path__in=paths)

    def as_it_is(self, lessons, _name: str, _value):
        """Decided in `lessons_asked_for`, also where nothing is chosen."""
        return lessons


class CompetencyFilterSet(WagtailFilterSet):
    lessons = django_filters.ChoiceFilter(
        label=_("How many lessons"), choices=[("0", _("None")), ("1", _("Only one")), (FEW, _("None or one"))], method="taught_by"
    )
    band = django_filters.ChoiceFilter(label=_("Grade band"), choices=_main(GradeBand), field_name="band__key")
    strand = django_filters.ChoiceFilter(label=_("Strand"), choices=_main(Strand), field_name="strand__key")

    class Meta:
        model = Competency
        fields = ()

    def taught_by(self, competencies, _name: str, value: str):
        return competencies.filter(lesson_count__lte=1) if value == FEW else competencies.filter(lesson_count=int(value))
