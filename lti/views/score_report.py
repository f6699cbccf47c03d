"""The report "Scores on their way" in Wagtail's Reports menu: how many, by course, lesson and state. No names, not even pseudonyms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, Min, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

import django_filters

from lti.models import QueuedScore, Registration, ResourceLink
from lti.services.completion import send_again

STATES = dict(QueuedScore.State.choices)
FAILED_FIRST = Case(When(state=QueuedScore.State.FAILED, then=Value(0)), default=Value(1))
REASONS = {
    "not_allowed": gettext_lazy("The platform does not let Waymark write scores in this course."),
    "no_column": gettext_lazy("The link has no column in the gradebook, and the platform lets Waymark make none."),
    "column_elsewhere": gettext_lazy("The platform named a column at a host that is not its own."),
    "column_gone": gettext_lazy("The column was taken away; Waymark looks for another."),
    "column_busy": gettext_lazy("The column is being looked for."),
    "unreadable": gettext_lazy("Results cannot be read here. A teacher of the course has to allow sending once."),
    "too_many_pages": gettext_lazy("The gradebook is too long to look through."),
    "graded": gettext_lazy("Somebody had graded already."),
    "cleared": gettext_lazy("Somebody had emptied the cell."),
    "conflict": gettext_lazy("The platform had a score of this time already."),
    "no_answer": gettext_lazy("The platform did not answer."),
    "platform_switched_off": gettext_lazy("The platform or its deployment is switched off here."),
    "own_fault": gettext_lazy("An error in Waymark; it is in the log."),
}


def may_read_scores(user) -> bool:
    """People who look after the connection to platforms."""
    return user.has_perm("lti.change_registration")


class ScoreMenuItem(MenuItem):
    """In the Reports menu."""

    def is_shown(self, request):
        return may_read_scores(request.user)


def reason_in_words(code: str) -> str:
    """What a reason code means; a code that is not in the list (a status, mostly) is shown as it is."""
    if code.startswith("gave_up_"):
        return _("Given up after many attempts. Last: %(reason)s") % {"reason": reason_in_words(code.removeprefix("gave_up_"))}
    if code.startswith("token_"):
        return _("The platform gave no access token (%(code)s): check its values and keys.") % {"code": code.removeprefix("token_")}
    return str(REASONS.get(code, code))


class AgainColumn(Column):
    """The button "Send again", where something failed."""

    cell_template_name = "lti/admin/again_cell.html"


class ScoreFilterSet(WagtailFilterSet):
    """By state and platform."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=QueuedScore.State.choices)
    platform = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Platform"), queryset=Registration.objects.all(), field_name="link__deployment__registration"
    )

    class Meta:
        model = QueuedScore
        fields = ["state", "platform"]


class GroupPaginator(WagtailPaginator):
    """Counts rows of the table: groups are of no single model."""

    model = None


class ScoreReport(ReportView):
    """One row for each link, state and reason; what failed comes first."""

    page_title = gettext_lazy("Scores on their way to gradebooks")
    header_icon = "link"
    filterset_class = ScoreFilterSet
    paginator_class = GroupPaginator
    index_url_name = "score_report"
    index_results_url_name = "score_report_results"
    export_filename = "scores"
    is_searchable = False
    no_results_message = gettext_lazy("Nothing is on its way, and nothing failed.")
    columns = [
        Column("course", label=gettext_lazy("Course")),
        Column("lesson", label=gettext_lazy("Link")),
        Column("platform", label=gettext_lazy("Platform")),
        Column("state_name", label=gettext_lazy("State")),
        Column("why", label=gettext_lazy("Reason"), width="30%"),
        Column("people", label=gettext_lazy("How many")),
        DateColumn("oldest", label=gettext_lazy("Longest since")),
        AgainColumn("again", label=gettext_lazy("Send again")),
    ]
    list_export = ["course", "lesson", "platform", "state_name", "why", "people", "oldest"]
    export_headings = {
        "course": gettext_lazy("Course"),
        "lesson": gettext_lazy("Link"),
        "platform": gettext_lazy("Platform"),
        "state_name": gettext_lazy("State"),
        "why": gettext_lazy("Reason"),
        "people": gettext_lazy("How many"),
        "oldest": gettext_lazy("Longest since"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not may_read_scores(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filtered_queryset(self):
        """Narrowed first, then counted."""
        scores = self.filter_queryset(QueuedScore.objects.order_by())
        named = {"course": F("link__context__title"), "lesson": F("link__title"), "platform": F("link__deployment__registration__name")}
        groups = scores.values("link", "state", "reason", **named).annotate(people=Count("pk"), oldest=Min("completion__completed_at"))
        return groups.annotate(rank=FAILED_FIRST).order_by("rank", "state", "platform", "course", "link", "reason")

    def get_table(self, object_list):
        return super().get_table([_with_words(group) for group in object_list])

    def get_context_data(self, *args, object_list=None, **kwargs):
        context = super().get_context_data(*args, object_list=object_list, **kwargs)
        return {**context, "object_list": context["table"].data}


@require_POST
def send_link_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries what failed at one link once more, and goes back to the report."""
    if not may_read_scores(request.user):
        raise PermissionDenied
    count = send_again(get_object_or_404(ResourceLink, pk=pk))
    messages.success(
        request,
        ngettext("%(count)s score is tried again.", "%(count)s scores are tried again.", count) % {"count": count},
    )
    return redirect("score_report")


def _with_words(group: dict) -> dict:
    failed = group["state"] == QueuedScore.State.FAILED
    return {
        **group,
        "state_name": str(STATES[group["state"]]),
        "why": reason_in_words(group["reason"]),
        "again": reverse("send_link_again", args=[group["link"]]) if failed else "",
    }
