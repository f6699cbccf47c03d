"""The report "Reviews: due and overdue", in Wagtail's Reports menu. What is in it is decided in `cms.reviews.queue`."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms.reviews.forms import QueueFilterSet
from cms.reviews.links import record_url
from cms.reviews.permissions import can_review_anything
from cms.reviews.queue import PREFIX, QueueRow, queue_rows, review_queue


class WhyColumn(Column):
    """Tags, and what was asked for."""

    cell_template_name = "cms/admin/reviews/why_cell.html"


class RecordColumn(Column):
    """The one click. Rows are only those that this person may review."""

    cell_template_name = "cms/admin/reviews/record_cell.html"

    def get_value(self, row: QueueRow):
        return record_url(row.kind, row.key, row.seen)


class ItemPaginator(WagtailPaginator):
    """Counts items: a union is of no single model."""

    model = None


class ReviewReport(ReportView):
    paginator_class = ItemPaginator
    page_title = _("Reviews: due and overdue")
    header_icon = "calendar-check"
    filterset_class = QueueFilterSet
    index_url_name = "reviews:report"
    index_results_url_name = "reviews:report_results"
    export_filename = "reviews"
    no_results_message = _("Nothing here needs a look: nothing is overdue, due in the next 30 days or asked for.")
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda row: row.edit_url, sort_key=f"{PREFIX}title", width="27%"),
        Column("kind_in_short", label=_("Kind")),
        WhyColumn("reason", label=_("Why"), width="20%"),
        Column("reviewed_on", label=_("Last reviewed"), sort_key=f"{PREFIX}reviewed_on"),
        Column("due_on", label=_("Next review"), sort_key=f"{PREFIX}due_on"),
        Column("owner_name", label=_("Owner")),
        RecordColumn("record", label=_("Review")),
    ]
    list_export = ["title", "kind_name", "language", "band", "states", "reason", "reviewed_on", "due_on", "owner_name"]
    export_headings = {
        "title": _("Title"),
        "kind_name": _("Kind"),
        "language": _("Language"),
        "band": _("Grade band"),
        "states": _("Why"),
        "reason": _("What was asked"),
        "reviewed_on": _("Last reviewed"),
        "due_on": _("Next review"),
        "owner_name": _("Owner"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not can_review_anything(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filterset_kwargs(self):
        return {**super().get_filterset_kwargs(), "queryset": self.filterset_class.Meta.model.objects.none()}

    def get_queryset(self):
        return self.order_queryset(review_queue(self.filters.question, user=self.request.user))

    def filter_queryset(self, queryset):
        return queryset

    def get_context_data(self, *args, object_list=None, **kwargs):
        context = super().get_context_data(*args, object_list=object_list, **kwargs)
        return {**context, "object_list": context["table"].data}

    def get_table(self, object_list):
        return super().get_table(queue_rows(object_list))
