"""What a person may say with a review, and what a report can be narrowed to."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminAutoHeightTextInput

import django_filters

from cms.models import ReviewNote, User
from cms.reviews.kinds import reviewable_models
from cms.reviews.permissions import possible_owners
from cms.reviews.queue import NO_OWNER, Question, State


class NoteField(forms.CharField):
    """Counts a line break once, as the browser does that limits what is typed."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReviewForm(forms.Form):
    """The note may stay empty."""

    note = NoteField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        help_text=_("For your colleagues, if there is something to say. Never shown in public. Please name no students."),
    )


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.display_name


class OwnerForm(forms.Form):
    """Only people who could do something about the page."""

    owner = PersonField(
        label=_("Who looks after it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: the curriculum leads are told"),
        help_text=_("Gets the e-mail about its reviews, and may edit it."),
    )

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, initial={"owner": page.owner_id}, **kwargs)
        self.fields["owner"].queryset = possible_owners(page)


def kinds() -> list[tuple[str, str]]:
    return [(model._meta.label, capfirst(model._meta.verbose_name_plural)) for model in reviewable_models()]


def bands() -> list[tuple[str, str]]:
    return [band for model in reviewable_models() for band in model.review_bands()]


def owners() -> list[tuple[str, str]]:
    """People who own something with a review clock. One query."""
    owning = [model for model in reviewable_models() if "owner" in model.review_facts()]
    found = Q(pk__in=[])
    for model in owning:
        found |= Q(pk__in=model.objects.on_the_clock().order_by().values(owns=model.review_facts()["owner"]))
    people = User.objects.filter(found).order_by("last_name", "first_name", "username")
    return [(NO_OWNER, _("Nobody")), *((str(user.pk), user.display_name) for user in people)]


class QueueFilterSet(WagtailFilterSet):
    """Only reads the choices; `cms.reviews.queue` does the narrowing, in every part of its union."""

    state = django_filters.ChoiceFilter(label=_("Why"), choices=State.choices, empty_label=_("Overdue, due soon or asked for"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kinds, empty_label=_("All"))
    band = django_filters.ChoiceFilter(label=_("Grade band"), choices=bands, empty_label=_("All"))
    language = django_filters.ChoiceFilter(label=_("Language"), choices=settings.LANGUAGES, empty_label=_("All"))
    owner = django_filters.ChoiceFilter(label=_("Owner"), choices=owners, empty_label=_("Everybody"))

    class Meta:
        model = ReviewNote
        fields: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """Choices that do not exist ask nothing."""
        self.form.is_valid()
        cleaned = getattr(self.form, "cleaned_data", {})
        return Question(**{name: cleaned.get(name) or "" for name in self.filters})
