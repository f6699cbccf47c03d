"""Recording a review, taking it back, and an item's history. The address of each names the item; the person's permission is asked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin.utils import get_valid_next_url_from_request

from cms.dates import district_today
from cms.models import Reviewable, ReviewNote, ReviewRequest
from cms.models.reviews import key_of
from cms.reviews.errors import AlreadyReviewed, TooLateToUndo
from cms.reviews.forms import OwnerForm, ReviewForm
from cms.reviews.kinds import edit_url, reviewable_types
from cms.reviews.links import history_url, record_url, say_recorded, seen_in
from cms.reviews.permissions import can_hand_over, can_review
from cms.reviews.services import Seen, hand_over, record_review, undo_review

INVALID = 422
LARGEST_KEY = 2**63 - 1


@require_safe
def history(request: HttpRequest, kind: int, key: int) -> HttpResponse:
    """An item's dates, what it is asked for, a form for a review with a note, and what happened so far."""
    return _history(request, _item(request, kind, key), ReviewForm())


def _history(request: HttpRequest, item: Reviewable, form: ReviewForm, status: int = 200) -> HttpResponse:
    kind, key = key_of(item).values()
    context = {
        "item": item,
        "form": form,
        "requests": ReviewRequest.objects.about(item).open().order_by("pk"),
        "owner_form": OwnerForm(page=item) if can_hand_over(request.user, item) else None,
        "owner_url": reverse("reviews:owner", args=[kind, key]),
        "notes": ReviewNote.objects.about(item).newest_first().select_related("by")[:50],
        "record_url": record_url(kind, key, Seen.of(item)),
        "next_review": item.next_review_after(district_today()),
        "page_title": _("Reviews"),
        "header_title": str(item),
        "header_icon": "calendar-check",
        "breadcrumbs_items": [{"url": edit_url(type(item), key), "label": str(item)}, {"url": "", "label": _("Review")}],
    }
    return TemplateResponse(request, "cms/admin/reviews/history.html", context, status=status)


@require_POST
def record(request: HttpRequest, kind: int, key: int) -> HttpResponse:
    """One click: the item was looked at and holds."""
    item = _item(request, kind, key)
    form = ReviewForm(request.POST)
    if not form.is_valid():  # nothing is recorded, and nothing that was typed is lost
        return _history(request, item, form, INVALID)
    note = form.cleaned_data["note"]
    try:
        review = record_review(item=item, by=request.user, note=note, seen=seen_in(request))
    except AlreadyReviewed as refusal:
        review = refusal.note
        if review is None or (review.by_id, review.note) != (request.user.pk, note.strip()):
            messages.warning(request, refusal.message)
            return redirect(get_valid_next_url_from_request(request) or history_url(item))
    # Also for a double click, whose first half has done it.
    still_asked = ReviewRequest.objects.about(item).open().values_list("reason", flat=True).first() or ""
    say_recorded(request, review, str(item), still_asked)
    return redirect(get_valid_next_url_from_request(request) or history_url(item))


@require_POST
def undo(request: HttpRequest, review: int) -> HttpResponse:
    """Takes back one's own last click."""
    note = get_object_or_404(ReviewNote, pk=min(review, LARGEST_KEY))
    item = _item(request, note.content_type_id, note.object_id)
    try:
        undo_review(review=note, by=request.user)
    except TooLateToUndo as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Taken back. “%(title)s” has the dates it had before.") % {"title": item})
    return redirect(get_valid_next_url_from_request(request) or history_url(item))


@require_POST
def owner(request: HttpRequest, kind: int, key: int) -> HttpResponse:
    """Somebody else looks after a page."""
    item = _item(request, kind, key)
    if not can_hand_over(request.user, item):
        raise PermissionDenied
    form = OwnerForm(request.POST, page=item)
    if form.is_valid():
        hand_over(page=item, to=form.cleaned_data["owner"])
        messages.success(request, _("Saved. The e-mail about reviews of “%(title)s” goes there from now on.") % {"title": item})
    else:
        messages.error(request, " ".join(form.errors["owner"]))
    return redirect(history_url(item))


def _item(request: HttpRequest, kind: int, key: int) -> Reviewable:
    model = reviewable_types().get(kind)
    if model is None or key > LARGEST_KEY:
        raise Http404
    item = get_object_or_404(model.objects.on_the_clock(), pk=key)
    if not can_review(request.user, item):
        raise PermissionDenied
    return item
