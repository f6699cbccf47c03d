"""Small request and response rules that hold for the whole site."""

import http.cookies

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.shortcuts import redirect
from django.urls import reverse

from csp.middleware import CSPMiddleware

from cms.errors import NotReadyToPublish
from cms.viewer import PUBLIC

# Django 5.2 cannot set this cookie attribute (its ticket 34613 was closed after 5.2); the standard library has to know the word.
http.cookies.Morsel._reserved.setdefault("partitioned", "Partitioned")
http.cookies.Morsel._flags.add("partitioned")


class HttpResponsePermanentRedirectSameMethod(HttpResponsePermanentRedirect):
    status_code = 308


class HttpsOnlyMiddleware:
    """Where HTTPS_ONLY is set: reading over http moves to https (308); sending over http is refused, since it already leaked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.HTTPS_ONLY or request.is_secure() or request.path in {"/healthz", "/readyz"}:
            return self.get_response(request)
        if request.method in {"GET", "HEAD"}:
            return HttpResponsePermanentRedirectSameMethod(f"https://{request.get_host()}{request.get_full_path()}")
        return HttpResponse("This address takes data over https only.\n", status=400, content_type="text/plain")


class PartitionedCookiesMiddleware:
    """Marks every cookie that is Secure and SameSite=None as Partitioned (CHIPS), so it works inside a platform's frame."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for morsel in response.cookies.values():
            if morsel["secure"] and str(morsel["samesite"]).lower() == "none":
                morsel["partitioned"] = True
        return response


class FramePolicyMiddleware(CSPMiddleware):
    """The site's Content-Security-Policy; who may frame a page is `request.frame_ancestors`, and where its
    forms may go beside our own site `request.form_targets`, where a view or `lti` set them."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if ancestors := getattr(request, "frame_ancestors", None):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": list(ancestors)}
        if targets := getattr(request, "form_targets", None):
            parts.update = {**(parts.update or {}), "form-action": list(targets)}
        return parts


class FrameOptionsMiddleware(XFrameOptionsMiddleware):
    """The older header, left out where `frame-ancestors` names other sites: it can only say "same origin" or "nobody"."""

    def process_response(self, request, response):
        if getattr(request, "frame_ancestors", None):
            return response
        return super().process_response(request, response)


class ViewerMiddleware:
    """Gives every request a viewer: the public one, unless `lti` already set a launch's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not hasattr(request, "viewer"):
            request.viewer = PUBLIC
        return self.get_response(request)


class NotReadyToPublishMiddleware:
    """Whoever asked to publish what is not ready (an approval, a translator's tool) is led back to its editor, which says why."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, NotReadyToPublish) or exception.page is None:
            return None
        messages.error(request, exception.message)
        url = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # Wagtail's dialogs: they go where they are told
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)
