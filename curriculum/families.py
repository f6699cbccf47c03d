"""What families read about a lesson: the page behind the link and the code on paper that a teacher sends home."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Exists
from django.utils.safestring import SafeString

from cms.foreign import ForeignText, in_language_of
from cms.models import DistrictSettings
from cms.models.reviews import ReviewDates
from cms.restrictions import restrictions_above
from cms.viewer import Audience
from curriculum.audience import LessonView, lesson_view
from curriculum.models import AIUseLevel, GradeBand, LessonPage, LessonVersion
from curriculum.parts import AIUseView, RestsOnView, ToolView
from curriculum.places import PlaceView, place_of
from curriculum.tools.today import tools_today
from curriculum.wording import in_language


@dataclass(frozen=True)
class FamilyView:
    """Texts that are not in `language` are ForeignTexts."""

    language: str
    title: str
    band_key: str
    band_name: str
    essential_question: str
    note_html: SafeString
    objectives: tuple[str, ...]
    ai_use: AIUseView
    unplugged_html: SafeString
    is_unplugged_today: bool
    tools: tuple[ToolView, ...]
    place: PlaceView
    contact_email: str
    review: ReviewDates
    rests_on: tuple[RestsOnView, ...]


def lesson_for_families(lesson: LessonPage) -> LessonView:
    """The newest version of a lesson, as the gate lets families see it."""
    version = LessonVersion.objects.light().of_page(lesson.pk)
    return lesson_view(version or lesson.compiled(), Audience.FAMILY)


def languages_for(lesson: LessonPage, view: LessonView) -> tuple[str, ...]:
    """The languages of the site in which this lesson has words for families: translations of it, and notes."""
    own = type(lesson).objects.live().filter(translation_key=lesson.translation_key).annotate(is_closed=Exists(restrictions_above("path")))
    own = dict(own.values_list("locale__language_code", "is_closed"))
    closed = {code for code, is_closed in own.items() if is_closed and code != view.language}
    known = {*own, *(note.language for note in view.family_notes)} - closed
    return tuple(code for code, _name in settings.LANGUAGES if code in known)


def family_view(lesson: LessonPage, view: LessonView, language: str) -> FamilyView:
    """The page for families in one of `languages_for`: the note in their language, the rest as far as it has been translated."""
    said = _spoken(view, language)
    note = next((note for note in view.family_notes if note.language == language), None)
    levels = in_language(AIUseLevel.objects.filter(level=view.ai_use.level), language)
    bands = in_language(GradeBand.objects.filter(key=view.band_key), language)
    return FamilyView(
        language=language,
        title=note.title if note else said(view.title),
        band_key=view.band_key,
        band_name=bands[0].name if bands else said(view.band_name),
        essential_question=said(view.essential_question),
        note_html=note.html if note else view.family_html,
        objectives=tuple(map(said, view.objectives)),
        ai_use=AIUseView(**levels[0].snapshot()) if levels else view.ai_use,
        unplugged_html=in_language_of(said("x"), view.unplugged_html) if view.unplugged_html else view.unplugged_html,
        is_unplugged_today=view.is_unplugged_today,
        tools=_tools(view, language),
        place=_foreign_place(place_of(lesson), said),
        contact_email=DistrictSettings.load().contact_email,
        review=lesson.review_dates,
        rests_on=tuple(replace(cited, title=said(cited.title)) for cited in view.rests_on),
    )


def _spoken(view: LessonView, language: str):
    """Marks a text of the lesson where families read another language than the lesson's."""
    if view.language == language:
        return lambda text: text
    return lambda text: ForeignText(text, view.language) if text else text


def _foreign_place(place: PlaceView, said) -> PlaceView:
    return replace(place, unit_title=said(place.unit_title))


def _tools(view: LessonView, language: str) -> tuple[ToolView, ...]:
    if not view.tools or view.language == language:
        return view.tools
    return tools_today(view.tools, language, band_key=view.band_key, level=view.ai_use.level)
