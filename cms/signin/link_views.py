"""Signing in by a link that came by e-mail: asking for it, and the button behind it.

Opening the link never signs in: programs that look through mail open links, too. It takes the link out of the address, so that it stands in no
history, log line or Referer, and shows a button; pressing that signs in.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.later import later
from cms.signin.devices import device_words
from cms.signin.entering import enter
from cms.signin.forms import LinkForm
from cms.signin.link_mail import Wish, send_links
from cms.signin.links import SECONDS, is_of_browser, read_link, spend
from cms.signin.targets import wanted_path

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Takes an e-mail address. The answer is the same whether or not anybody has it."""
    form = LinkForm(request.POST or None, request=request)
    path = wanted_path(request)
    if not form.is_valid():
        return render(request, "cms/admin/signin/link_ask.html", {"form": form, "next": path})
    browser = _browser_secret(request) or secrets.token_urlsafe(32)
    wish = Wish(form.cleaned_data["email"], browser, device_words(request.headers.get("User-Agent", "")), path, translation.get_language())
    later(lambda: send_links(wish))
    return _keep(redirect("sign_in_link_sent"), settings.LINK_BROWSER_COOKIE_NAME, browser)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/admin/signin/link_sent.html", {"minutes": SECONDS // 60})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """What the link leads to: first out of the address, then a page with a button, then in."""
    if request.method != "POST" and "link" in request.GET:
        text = request.GET["link"]
        if read_link(text) is None:
            return _refuse(request)
        answer = _keep(redirect("sign_in_link_open"), settings.LINK_COOKIE_NAME, text)
        answer["Referrer-Policy"] = "no-referrer"
        return answer
    found = read_link(request.COOKIES.get(settings.LINK_COOKIE_NAME, ""))
    if found is None:
        return _refuse(request)
    link, user = found
    is_here = is_of_browser(link, _browser_secret(request))
    # In another browser only a press of the page that said so counts.
    if request.method != "POST" or not (is_here or request.POST.get("elsewhere")):
        context = {"name": user.get_username(), "is_here": is_here, "device": link.device}
        return render(request, "cms/admin/signin/link_open.html", context)
    if not spend(link):
        return _refuse(request)
    return _forget(enter(request, user, path=link.path))


def _refuse(request: HttpRequest) -> HttpResponse:
    """The same for a link that is wrong, old, used, or of an account that is switched off."""
    answer = render(request, "cms/admin/signin/link_over.html", status=400)
    answer["Referrer-Policy"] = "no-referrer"
    return _forget(answer)


def _browser_secret(request: HttpRequest) -> str:
    secret = request.COOKIES.get(settings.LINK_BROWSER_COOKIE_NAME, "")
    return secret if SECRET.fullmatch(secret) else ""


def _keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response


def _forget(response: HttpResponse) -> HttpResponse:
    # Not `delete_cookie`: a browser ignores a `__Host-` cookie that comes without Secure.
    response.set_cookie(settings.LINK_COOKIE_NAME, "", max_age=0, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response
