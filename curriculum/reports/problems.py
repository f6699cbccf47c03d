"""What can be wrong with a published lesson, each as a condition that the database answers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import DistrictSettings
from curriculum.models import LessonLink, LessonPage, LessonVersion, UnitPage, VettedTool


class Problem(models.TextChoices):
    """The kinds, as a report filters by them."""

    NO_TRAIT = "no-trait", gettext_lazy("Serves no trait")
    NO_COMPETENCY = "no-competency", gettext_lazy("Teaches no competency")
    TOOL = "tool", gettext_lazy("Tool past its approval")
    LINK = "link", gettext_lazy("Link that leads nowhere")
    LONG = "long", gettext_lazy("Longer than a sitting")
    UNTRANSLATED = "untranslated", gettext_lazy("Not translated")
    STALE = "stale", gettext_lazy("Translation is older")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    problem: Problem
    words: str


def with_unit_path(lessons):
    """Lessons with the path of the unit they lie in, for subqueries."""
    return lessons.annotate(unit_path=Substr("path", 1, Length("path") - LessonPage.steplen))


def unit_of_lesson(**conditions):
    """The units of the lessons of a query made with `with_unit_path`."""
    return UnitPage.objects.filter(path=OuterRef("unit_path"), **conditions)


def conditions(longest: int) -> dict[Problem, Q]:
    """When a lesson of a query made with `with_unit_path` has each problem. Translations are the originals' matter."""
    is_original = Q(locale__language_code=settings.LANGUAGE_CODE)
    return {
        Problem.NO_TRAIT: Q(~Exists(unit_of_lesson(graduate_traits__isnull=False))),
        Problem.NO_COMPETENCY: Q(~Exists(LessonPage.competencies.through.objects.filter(lessonpage=OuterRef("pk")))),
        Problem.TOOL: Q(Exists(_tools_past_approval())),
        Problem.LINK: Q(Exists(LessonLink.objects.filter(lesson=OuterRef("pk")).broken())),
        Problem.LONG: Q(duration_minutes__gt=longest),
        Problem.UNTRANSLATED: is_original & Q(live=True) & ~Q(Exists(_translations())),
        Problem.STALE: is_original & Q(Exists(_translations().filter(said_at__lt=OuterRef("said_at")))),
    }


def with_problems(lessons, longest: int | None = None):
    """Lessons, each with a truth for every problem, named as `attribute` says, and the longest sitting they were measured by."""
    longest = DistrictSettings.load().longest_lesson_minutes if longest is None else longest
    lessons = with_unit_path(lessons).annotate(said_at=LessonVersion.objects.newest_date_of("pk"))
    return lessons.annotate(
        longest=models.Value(longest, models.IntegerField()),
        **{attribute(problem): models.ExpressionWrapper(when, models.BooleanField()) for problem, when in conditions(longest).items()},
    )


def attribute(problem: Problem) -> str:
    return f"is_{problem.name.lower()}"


def broken_links(lessons) -> dict[int, list[str]]:
    """What the broken links of each of these lessons are called, by the lesson's number, in one query."""
    found = defaultdict(list)
    rows = LessonLink.objects.filter(lesson__in=[lesson.pk for lesson in lessons]).broken().order_by("pk")
    for lesson, words in rows.values_list("lesson_id", "words"):
        found[lesson].append(words)
    return found


def findings(lesson, broken_links: Iterable[str] = ()) -> list[Finding]:
    """What is wrong with one lesson of `with_problems`, in words for whoever mends it."""
    words = {
        Problem.NO_TRAIT: _("Its unit names no trait of the graduate profile. Choose one in the unit."),
        Problem.NO_COMPETENCY: _("It names no competency. Choose what it teaches."),
        Problem.TOOL: _("It uses a tool whose approval has ended, so it is done without a screen today. Review the tool, or take it out."),
        Problem.LINK: _("These links lead nowhere any more: %(links)s. Change them, and publish.")
        % {"links": ", ".join(f"“{words}”" for words in broken_links)},
        Problem.LONG: _("%(minutes)s minutes, and a sitting has %(longest)s. Split it, or say in a step where to stop.")
        % {"minutes": lesson.duration_minutes, "longest": lesson.longest},
        Problem.UNTRANSLATED: _("Nobody has translated it yet. Families read a note where there is one."),
        Problem.STALE: _("The original has a newer version than its translation. Update the translation."),
    }
    return [Finding(problem, words[problem]) for problem in Problem if getattr(lesson, attribute(problem))]


def _tools_past_approval():
    used = LessonPage.tools.through.objects.filter(lessonpage=OuterRef("pk"))
    return used.exclude(vettedtool__in=VettedTool.objects.current())


def _translations():
    """The live pages of the same lesson in other languages, with when each last said something new."""
    others = LessonPage.objects.live().filter(translation_key=OuterRef("translation_key"))
    return others.exclude(locale__language_code=settings.LANGUAGE_CODE).annotate(said_at=LessonVersion.objects.newest_date_of("pk"))


def anything(names=Problem) -> Q:
    """Lessons of `with_problems` that have any of these."""
    found = Q(pk__in=[])
    for problem in names:
        found |= Q(**{attribute(problem): True})
    return found


def competencies_with_lessons(competencies):
    """Competencies with how many live lessons teach each, in whichever language the link was made; a lesson in two languages once."""
    through = LessonPage.competencies.through.objects.filter(competency__translation_key=OuterRef("translation_key"), lessonpage__live=True)
    counted = (
        through.order_by().values("competency__translation_key").annotate(n=models.Count("lessonpage__translation_key", distinct=True))
    )
    return competencies.annotate(lesson_count=models.functions.Coalesce(Subquery(counted.values("n")), 0)).order_by(
        "lesson_count", F("band__order"), "code"
    )
