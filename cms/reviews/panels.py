"""The review clock in an item's editor: its dates, what it is asked for, and the one click."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import Panel

from cms.models import ReviewRequest
from cms.models.reviews import key_of
from cms.reviews.links import history_url, record_url
from cms.reviews.permissions import can_review
from cms.reviews.services import Seen


class ReviewPanel(Panel):
    """Shown once the item has a clock, to whoever may review it. Holds no field, so it never changes a draft."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Review"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/reviews/panel.html"

        def is_shown(self):
            item = self.instance
            has_clock = item.pk and type(item).objects.on_the_clock().filter(pk=item.pk).exists()
            return bool(has_clock) and super().is_shown() and can_review(self.request.user, item)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {
                "item": self.instance,
                "requests": ReviewRequest.objects.about(self.instance).open().order_by("pk"),
                "record_url": record_url(*key_of(self.instance).values(), Seen.of(self.instance)),
                "history_url": history_url(self.instance),
            }
