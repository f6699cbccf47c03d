"""Stands between Django's authentication and everything else: `request.user` is somebody only where `cms.signin.standing` says so."""

from urllib.parse import urlencode

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from asgiref.sync import sync_to_async

from cms.signin.standing import OPEN_TO_NOBODY, route_name, user_for
from cms.viewer import PUBLIC

ADMINISTRATION = ("/admin/", "/django-admin/")


class SignInMiddleware:
    """After AuthenticationMiddleware. Public pages that never look at the user still load no session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked of Django anew, not of its lazy `request.user`: Wagtail writes no history for a lazy object inside another.
        request.user = SimpleLazyObject(lambda: user_for(request, get_user(request)))
        request.auser = sync_to_async(lambda: user_for(request, get_user(request)))
        is_in_launch = getattr(request, "viewer", PUBLIC).in_launch
        if is_in_launch or not request.path_info.startswith(ADMINISTRATION) or request.user.is_authenticated:
            return self.get_response(request)
        if getattr(request, "is_waiting_for_second_factor", False) and route_name(request) not in OPEN_TO_NOBODY:
            return to_set_up(request)
        return self.get_response(request)


def to_set_up(request: HttpRequest) -> HttpResponse:
    """Leads a person to the set-up page; a program in the page gets a plain refusal."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" or request.method not in {"GET", "HEAD"}:
        return HttpResponseForbidden("Set up your second factor first.\n", content_type="text/plain")
    return redirect(f"{reverse('sign_in_set_up')}?{urlencode({'next': request.get_full_path()})}")
