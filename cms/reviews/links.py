"""Addresses and messages of the review clock in the admin."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from cms.models import Reviewable, ReviewNote
from cms.models.reviews import key_of
from cms.reviews.services import Seen

MOST_DIGITS = 9
"""Of a number that this site may have given."""


def history_url(item: Reviewable) -> str:
    """What happened to an item so far, and the form for a review with a note."""
    return reverse("reviews:history", args=key_of(item).values())


def record_url(kind: int, key: int, seen: Seen) -> str:
    """Where "Reviewed, no change" is posted to: it carries what the person saw, so that two people do not record the same."""
    return f"{reverse('reviews:record', args=[kind, key])}?{urlencode({'number': seen.number, 'request': seen.request})}"


def seen_in(request: HttpRequest) -> Seen:
    """What the page that was clicked on had shown; nothing at all where the address was cut."""
    return Seen(*(_number(request.GET.get(name, "")) for name in ("number", "request")))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def say_recorded(request: HttpRequest, review: ReviewNote, title: str, still_asked: str) -> None:
    """The next date, what is still asked for, and a button that takes it back."""
    context = {"review": review, "title": title, "still_asked": still_asked, "undo_url": reverse("reviews:undo", args=[review.pk])}
    messages.success(request, render_to_string("cms/admin/reviews/recorded.html", context, request))
