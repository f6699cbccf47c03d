"""The admin's page "A person's record": what is kept about one pseudonym, to show to a parent, to mend, to erase; and about everybody of
a platform that leaves. Two rights, given to a group like any other: to see records, and to delete from them."""

import functools
import json
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin.menu import MenuItem

from lti.models import PlatformUser, QueuedScore, Registration
from lti.services import learner_record
from lti.views.score_report import reason_in_words

STATES = dict(QueuedScore.State.choices)


class PlatformField(forms.ModelChoiceField):
    """Names alone may be the same twice."""

    def label_from_instance(self, platform):
        return platform.full_name


class PersonForm(forms.Form):
    """Whose record."""

    registration = PlatformField(label=gettext_lazy("Platform"), queryset=Registration.objects.order_by("name"))
    sub = forms.CharField(
        label=gettext_lazy("The person’s ID on the platform"),
        max_length=255,
        # No stripping: ids are compared exactly.
        strip=False,
        help_text=gettext_lazy("Also called “sub” or LTI user ID. The platform’s administrator can look it up; Waymark knows no names."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


SEE, DELETE, SWITCH_OFF = "lti.view_platformuser", "lti.delete_platformuser", "lti.change_registration"


class RecordsMenuItem(MenuItem):
    """In the menu of the connection, for those who may open it."""

    def is_shown(self, request):
        return request.user.has_perm(SEE)


def for_record_keepers(*rights: str):
    """Inside the admin, with the right to see records and these; never cached."""

    def decorate(view):
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.has_perms([SEE, *rights]):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return wrapper

    return decorate


@for_record_keepers()
def find(request: HttpRequest) -> HttpResponse:
    """Asks whose record, by a form that is posted: an address, and so every log of addresses, would hold the person's ID."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    nothing = False
    if request.method == "POST" and form.is_valid():
        person = learner_record.find_person(form.cleaned_data["registration"], form.cleaned_data["sub"])
        if person:
            return redirect("learner_record", key=person.key)
        nothing = True
    platforms = learner_record.platforms_with_people()
    return _page(request, "find_record", form=form, nothing=nothing, platforms=platforms)


@for_record_keepers()
@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """One record, or with `?as=json` the same as a file. Each look is noted in the platform's history."""
    person = _person(key)
    record = learner_record.record_of(person)
    learner_record.note_disclosure(person.registration, request.user)
    if request.GET.get("as") == "json":
        return _download(json.dumps(record, ensure_ascii=False, indent=2), "record.json")
    for membership in record["memberships"]:
        membership["role_names"] = [role.rpartition("#")[2] for role in membership["roles"]]
    for completion in record["completions"]:
        for score in completion["gradebook"]:
            score["words"] = f"{STATES[score['state']]} {reason_in_words(score['reason']) if score['reason'] else ''}".strip()
    return _page(request, "record", record=record, person=person)


@for_record_keepers(DELETE)
@require_POST
def forget_completion(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    """A correction."""
    if learner_record.forget_completion(_person(key), pk, by=request.user):
        messages.success(request, _("The completion was deleted. What the platform’s gradebook shows is mended there."))
    return redirect("learner_record", key=key)


@for_record_keepers(DELETE)
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once, then erases and shows the receipt. Posting it twice meets nothing more to erase."""
    person = _person(key)
    if request.method != "POST":
        return _page(request, "erase_record", person=person)
    try:
        receipt = learner_record.erase_person(person, by=request.user)
    except PlatformUser.DoesNotExist:
        raise Http404 from None
    return _page(request, "receipt", receipt=receipt)


@for_record_keepers()
@require_safe
def export_platform(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of everybody of a platform, one JSON object a line, as they are read."""
    registration = get_object_or_404(Registration, pk=pk)
    learner_record.note_disclosure(registration, request.user)
    lines = (f"{line}\n" for line in learner_record.lines_of_all(registration))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="records-{registration.pk}.ndjson"'
    return response


@for_record_keepers(DELETE, SWITCH_OFF)
def erase_platform(request: HttpRequest, pk: int) -> HttpResponse:
    """For a platform that leaves. Its name is typed, so that nobody does it by one wrong click."""
    registration = get_object_or_404(Registration, pk=pk)
    typed = request.POST.get("name", "")
    if request.method == "POST" and typed == registration.name:
        return _page(request, "receipt", receipt=learner_record.erase_everybody(registration, by=request.user))
    return _page(request, "erase_platform", registration=registration, typed=typed)


def _person(key: UUID) -> PlatformUser:
    person = PlatformUser.objects.select_related("registration").filter(key=key).first()
    if person is None:
        raise Http404
    return person


def _page(request: HttpRequest, name: str, **context) -> HttpResponse:
    titles = {"erase_record": _("Erase this record"), "erase_platform": _("Erase everybody of a platform"), "receipt": _("Receipt")}
    title = titles.get(name, _("A person’s record"))
    return render(
        request,
        f"lti/admin/{name}.html",
        {"page_title": title, "header_icon": "user", "may_delete": request.user.has_perm(DELETE), **context},
    )


def _download(text: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})
