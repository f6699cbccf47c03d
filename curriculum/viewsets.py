"""Where editors change the words of the progression."""

from django.utils.translation import gettext_lazy as _

from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from curriculum.models import AIUseLevel, Competency, GradeBand, GraduateTrait, Strand, Subject


class GradeBandViewSet(SnippetViewSet):
    model = GradeBand
    icon = "calendar-alt"
    list_display = ["name", "theme", "order"]


class StrandViewSet(SnippetViewSet):
    model = Strand
    icon = "order"
    list_display = ["name", "question", "order"]


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "tick"
    list_display = ["code", "title", "band", "strand"]
    list_filter = ["band", "strand"]


class AIUseLevelViewSet(SnippetViewSet):
    model = AIUseLevel
    icon = "sliders"
    list_display = ["level", "name", "student_words"]


class GraduateTraitViewSet(SnippetViewSet):
    model = GraduateTrait
    icon = "user"
    list_display = ["name", "reflection_question"]


class SubjectViewSet(SnippetViewSet):
    model = Subject
    icon = "tag"
    list_display = ["name"]


class ProgressionViewSetGroup(SnippetViewSetGroup):
    """One menu entry for all of it."""

    items = [GradeBandViewSet, StrandViewSet, CompetencyViewSet, AIUseLevelViewSet, GraduateTraitViewSet, SubjectViewSet]
    menu_label = _("Progression")
    menu_icon = "list-ol"
    menu_order = 210
