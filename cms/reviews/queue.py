"""What is to be looked at, across all kinds of items: one statement for a list, one for the counts, whatever their number."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.models import Reviewable, ReviewNote, ReviewRequest, User
from cms.models.reviews import SOON_DAYS
from cms.public_url import public_url
from cms.reviews.kinds import edit_url, reviewable_types
from cms.reviews.permissions import reviewable_by
from cms.reviews.services import Seen

NO_OWNER = "none"
PREFIX = "row_"
IN_ORDER = (f"{PREFIX}urgency", f"{PREFIX}due_on", f"{PREFIX}title", f"{PREFIX}key")


class State(models.TextChoices):
    """Why something is in the queue. An item can be in more than one of them."""

    OVERDUE = "overdue", _("Overdue")
    SOON = "soon", _("Due in 30 days")
    ASKED = "asked", _("Asked for")
    ALL = "all", _("Everything with a review date")


@dataclass(frozen=True)
class Question:
    """What of the queue is asked for; an empty field asks nothing. Without a state: everything that is overdue, due soon or asked for."""

    state: str = ""
    kind: str = ""
    """A model's label, such as `curriculum.LessonPage`."""
    band: str = ""
    language: str = ""
    owner: str = ""
    """A user's key, or NO_OWNER."""
    within_days: int = SOON_DAYS


@dataclass(frozen=True)
class QueueRow:
    """One item in the queue."""

    kind: int
    key: int
    title: str
    owner: int | None
    language: str
    band: str
    reviewed_on: datetime.date | None
    due_on: datetime.date | None
    reason: str
    """The newest of what was asked for."""
    asked: int
    """How many requests are open."""
    request: int
    number: int
    urgency: int
    owner_name: str = ""

    @property
    def model(self) -> type[Reviewable]:
        return reviewable_types()[self.kind]

    @property
    def kind_name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def kind_in_short(self) -> str:
        """Such as "Lesson, 6-8", and the language where it is not the site's main one."""
        language = "" if self.language in {"", settings.LANGUAGE_CODE} else str(get_language_info(self.language)["name_translated"])
        return ", ".join(filter(None, (capfirst(self.kind_name), self.band, language)))

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < district_today()

    @property
    def is_due_soon(self) -> bool:
        return self.due_on is not None and 0 <= (self.due_on - district_today()).days <= SOON_DAYS

    @property
    def states(self) -> list[str]:
        """Words for a spreadsheet."""
        found = {State.OVERDUE: self.is_overdue, State.SOON: self.is_due_soon, State.ASKED: self.asked}
        return [str(state.label) for state, holds in found.items() if holds]

    @property
    def asked_besides(self) -> int:
        return self.asked - 1

    @property
    def edit_url(self) -> str:
        return edit_url(self.model, self.key)

    @property
    def admin_url(self) -> str:
        """The same for an e-mail."""
        return public_url(self.edit_url)

    @property
    def seen(self) -> Seen:
        return Seen(self.number, self.request)


COLUMNS = tuple(name for name in QueueRow.__dataclass_fields__ if name != "owner_name")


@dataclass(frozen=True)
class ReviewCounts:
    """How many items are to be looked at; one can be in several of them."""

    overdue: int = 0
    due_soon: int = 0
    asked: int = 0


def review_queue(question: Question, *, user: User | None = None) -> QuerySet:
    """What a person may review, most urgent first, as values for `queue_rows`. One statement."""
    parts = [_part(model, kind, question, user) for kind, model in reviewable_types().items() if question.kind in {"", model._meta.label}]
    return parts[0].union(*parts[1:], all=True).order_by(*IN_ORDER) if parts else ReviewNote.objects.none()


def queue_rows(values) -> list[QueueRow]:
    """Values of `review_queue` as rows, with their owners' names. One statement for the values, one for the names."""
    found = [{name: value[PREFIX + name] for name in COLUMNS} for value in values]
    owners = User.objects.in_bulk({row["owner"] for row in found} - {None})
    return [QueueRow(**row, owner_name=owners[row["owner"]].display_name if row["owner"] in owners else "") for row in found]


def review_counts(*, user: User | None = None) -> ReviewCounts:
    """How much there is to do, for a summary. One statement, besides those that ask for the person's permissions."""
    today = district_today()
    parts = []
    for model in reviewable_types().values():
        is_asked = Exists(ReviewRequest.objects.open().of_rows(model))
        rows = reviewable_by(user, model).on_the_clock().order_by().annotate(is_asked=is_asked, part=Value(1))
        counts = {
            "overdue": Count("pk", filter=_is_overdue(today)),
            "due_soon": Count("pk", filter=_is_due(today, SOON_DAYS)),
            "asked": Count("pk", filter=Q(is_asked=True)),
        }
        parts.append(rows.values("part").annotate(**{f"n_{name}": count for name, count in counts.items()}))
    rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    return ReviewCounts(**{name: sum(row[f"n_{name}"] for row in rows) for name in ReviewCounts.__dataclass_fields__})


def _is_overdue(today: datetime.date) -> Q:
    return Q(review_due_on__lt=today)


def _is_due(today: datetime.date, within_days: int) -> Q:
    return Q(review_due_on__range=(today, today + datetime.timedelta(days=within_days)))


def _part(model: type[Reviewable], kind: int, question: Question, user: User | None) -> QuerySet:
    today = district_today()
    requests = ReviewRequest.objects.open().of_rows(model).order_by("-pk")
    notes = ReviewNote.objects.of_rows(model).newest_first()
    facts = {
        "owner": Cast(Value(None), models.IntegerField()),
        "language": Value("", models.CharField()),
        "band": Value("", models.CharField()),
        **model.review_facts(),
    }
    states = {
        State.OVERDUE: _is_overdue(today),
        State.SOON: _is_due(today, question.within_days),
        State.ASKED: Exists(requests),
        State.ALL: Q(review_due_on__isnull=False),
        "": _is_overdue(today) | _is_due(today, question.within_days) | Q(Exists(requests)),
    }
    columns = {
        **facts,
        "kind": Value(kind, models.IntegerField()),
        "key": F("pk"),
        "band": Coalesce(facts["band"], Value("")),
        "reviewed_on": F("reviewed_on"),
        "due_on": F("review_due_on"),
        "reason": Coalesce(Subquery(requests.values("reason")[:1]), Value("")),
        "asked": Coalesce(Subquery(requests.order_by().values("object_id").annotate(n=Count("pk")).values("n")), 0),
        "request": Coalesce(Subquery(requests.values("pk")[:1]), 0),
        "number": Coalesce(Subquery(notes.values("number")[:1]), 0),
        "urgency": Case(
            When(states[State.OVERDUE], then=0), When(states[State.ASKED], then=1), default=2, output_field=models.IntegerField()
        ),
    }
    rows = reviewable_by(user, model).on_the_clock().filter(states.get(question.state, states[""])).order_by()
    rows = rows.annotate(**{PREFIX + name: expression for name, expression in columns.items()})
    return _narrowed(rows, question).values(*(PREFIX + name for name in COLUMNS))


def _narrowed(rows: QuerySet, question: Question) -> QuerySet:
    wanted = {"band": question.band, "language": question.language}
    rows = rows.filter(**{PREFIX + name: value for name, value in wanted.items() if value})
    if question.owner == NO_OWNER:
        return rows.filter(row_owner__isnull=True)
    return rows.filter(row_owner=question.owner) if question.owner else rows
