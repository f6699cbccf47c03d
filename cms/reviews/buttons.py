"""What leads to a review from Wagtail's own screens."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.models import Reviewable, ReviewRequest
from cms.models.reviews import key_of
from cms.reviews.links import history_url, record_url
from cms.reviews.permissions import can_review, can_review_anything
from cms.reviews.services import Seen


class ReviewsMenuItem(MenuItem):
    """In the Reports menu."""

    def is_shown(self, request):
        return can_review_anything(request.user)


def review_button(item: Reviewable) -> Button:
    """To an item's reviews: a review with a note, and the history."""
    return Button(_("Reviews"), history_url(item), icon_name="calendar-check", priority=61)


def record_button(item: Reviewable) -> Button:
    """The one click. Without JavaScript it leads to the form."""
    attrs = {
        "data-controller": "w-action",
        "data-action": "w-action#post",
        "data-w-action-url-value": record_url(*key_of(item).values(), Seen.of(item)),
    }
    return Button(_("Reviewed, no change"), history_url(item), icon_name="check", attrs=attrs, priority=60)


def page_buttons(page: Page, user, view_name: str, next_url=None):
    """Live pages with a clock, in the menu beside the title."""
    if page.live and issubclass(page.specific_class or Page, Reviewable) and can_review(user, page):
        yield review_button(page)
        if view_name == "edit":
            yield record_button(page)


def snippet_buttons(snippet, user, next_url=None):
    """The same in the list of tools."""
    if isinstance(snippet, Reviewable) and can_review(user, snippet):
        yield review_button(snippet)


def remind_of_review(request: HttpRequest, page: Page) -> None:
    """Publishing is not a review. Where one is asked for or overdue, say so at once, with the way there."""
    if not isinstance(page, Reviewable) or not can_review(request.user, page):
        return
    reason = ReviewRequest.objects.about(page).open().order_by("-pk").values_list("reason", flat=True).first()
    if reason:
        text = _("A review was asked for (%(reason)s). If “%(title)s” is right now, say that you have reviewed it.")
    elif type(page).objects.overdue().filter(pk=page.pk).exists():
        text = _("A review of “%(title)s” is overdue. If you have read it as a whole, say that you have reviewed it.")
    else:
        return
    messages.info(request, text % {"reason": reason, "title": page.title}, buttons=[messages.button(history_url(page), _("Review"))])
