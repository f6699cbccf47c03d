"""What an administrator does for somebody else: see where they are signed in, end it, reset a lost second factor. Each is logged."""

import functools
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from cms.models import SignIn
from cms.signin.own import confirmed, signed_in
from cms.signin.services import end_sign_ins, has_second_factor, may_manage, remove_second_factor


def for_manager(view):
    """Hands the person to the view, if the one who asks may manage them."""

    @functools.wraps(view)
    def checked(request, user_id, **kwargs):
        person = get_object_or_404(get_user_model(), pk=user_id)
        if not may_manage(request.user, person):
            raise PermissionDenied
        return view(request, person, **kwargs)

    return checked


@signed_in
@for_manager
def person(request: HttpRequest, person) -> HttpResponse:
    name = get_user_display_name(person)
    context = {
        "person": person,
        "person_name": name,
        "sign_ins": SignIn.objects.of(person),
        "has_second_factor": has_second_factor(person),
        "page_title": _("Signing in"),
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": reverse("wagtailusers_users:edit", args=[person.pk]), "label": name},
            {"url": "", "label": _("Signing in")},
        ],
    }
    return render(request, "cms/admin/signin/person.html", context)


@require_POST
@signed_in
@for_manager
def end(request: HttpRequest, person, key: UUID | None = None) -> HttpResponse:
    ended = end_sign_ins(user=person, key=key)
    if ended:
        log(instance=person, action="cms.sign_ins.end", user=request.user)
    messages.success(request, _("Signed out."))
    return redirect("sign_in_person", person.pk)


@require_POST
@confirmed
@for_manager
def reset(request: HttpRequest, person) -> HttpResponse:
    remove_second_factor(user=person, by=request.user)
    messages.success(
        request, _("The second factor of %(name)s is reset, and they are signed out everywhere.") % {"name": get_user_display_name(person)}
    )
    return redirect("sign_in_person", person.pk)
