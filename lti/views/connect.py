"""/lti/connect/: where an administrator connects a platform, sees its values and tests it. Signed in to the admin, with the right to
change platforms."""

import functools

from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin.auth import require_admin_access

from lti.models import Deployment, Invitation, Registration
from lti.platform_values import CUSTOM_TEXT, PLATFORM_VALUES, canvas_configuration
from lti.protocol.dynamic_registration import SCOPES
from lti.services.contexts import contexts_that_ask
from lti.services.dynamic_registration import activate, make_invitation, own_addresses
from lti.services.refusals import recent_refusals
from lti.services.self_test import CHECKS, run_all

MOST_ASKING = 20


class InvitationForm(ModelForm):
    """What an invitation is for."""

    class Meta:
        model = Invitation
        fields = ["name", "is_for_staff", "renews"]


def for_platform_administrators(view):
    """Through the admin's own door, then the right to change platforms; never cached."""

    @require_admin_access
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perms(["lti.change_registration", "lti.add_registration"]):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapper


@for_platform_administrators
def connect(request: HttpRequest) -> HttpResponse:
    """Connected platforms, an invitation, and the values to copy. The address of a new invitation is in the answer to the form alone."""
    form, address = InvitationForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        address = make_invitation(invitation=form.save(commit=False), made_by=request.user)
        form = InvitationForm()
    context = {
        "form": form,
        "address": address,
        "registrations": Registration.objects.order_by("name", "pk"),
        "asking": contexts_that_ask()[:MOST_ASKING] if request.user.has_perm("lti.change_context") else [],
        "platforms": _values(),
    }
    return render(request, "lti/connect.html", context)


@for_platform_administrators
@require_safe
def connection(request: HttpRequest, pk: int) -> HttpResponse:
    """One connection: its values, the self-test (each check is a request of its own), and what was refused lately."""
    registration = get_object_or_404(Registration, pk=pk)
    context = {
        "registration": registration,
        "waiting": registration.deployments.filter(status=Deployment.Status.PENDING).order_by("pk"),
        "checks": [(name, number * 150) for number, name in enumerate(CHECKS)],
        "refusals": recent_refusals(registration),
    }
    return render(request, "lti/connection.html", context)


@for_platform_administrators
@require_safe
def check(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One check, as a part of the page; "all" and every check by itself also as a page, for browsers without scripts."""
    registration = get_object_or_404(Registration, pk=pk)
    if name != "all" and name not in CHECKS:
        raise Http404
    results = run_all(registration) if name == "all" else [CHECKS[name](registration)]
    template = "lti/_check.html" if request.headers.get("HX-Request") == "true" else "lti/checks.html"
    return render(request, template, {"results": results, "registration": registration})


@for_platform_administrators
@require_POST
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The administrator has compared the values: the platform may launch."""
    activate(get_object_or_404(Registration, pk=pk), deployments=request.POST.getlist("deployment"))
    return redirect("lti:connection", pk=pk)


@require_safe
def canvas_json(request: HttpRequest) -> JsonResponse:
    """What Canvas reads for a developer key. Public: nothing in it is secret."""
    own = own_addresses()
    said = canvas_configuration(
        login=own.login,
        launch=own.launch,
        jwks=own.jwks,
        logo=own.logo,
        scopes=SCOPES,
        title="Waymark",
        description=_("AI literacy lessons and modules"),
    )
    return JsonResponse(said)


def _values() -> list[dict]:
    """The values of each platform, filled in."""
    own = own_addresses()
    known = {"login": own.login, "launch": own.launch, "jwks": own.jwks, "canvas": own.canvas, "home": own.home, "custom": CUSTOM_TEXT}
    return [
        {"code": each.code, "name": each.name, "advice": each.advice, "fields": [(label, known[value]) for label, value in each.fields]}
        for each in PLATFORM_VALUES
    ]
