"""/lti/launch/ and the ways without a cookie: the platform's answer arrives, and the lesson opens."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.launchable import find_launchable
from cms.viewer import Audience
from lti.cookies import browser_secret, drop_state_cookie, set_launch_cookie, set_state_cookie
from lti.errors import LtiError
from lti.protocol.login import own_origin_of
from lti.protocol.message import MAX_TOKEN_CHARS
from lti.protocol.seal import new_secret
from lti.services.launch import OpenedLaunch, open_launch, standing_of, verify_launch
from lti.services.tickets import Tickets, seal_for_continue, seal_unbound, unseal_in_new_tab, unseal_on_continue, unseal_with_storage
from lti.views.login import own_origins
from lti.views.refusals import log_refusal, lti_endpoint


@lti_endpoint
def launch(request: HttpRequest) -> HttpResponse:
    """The authentication response (Security Framework 1.0, section 5.1.1.3): a form post of `state` and `id_token`."""
    state, id_token = _answer_of(request)
    verified = verify_launch(
        state_text=state, id_token=id_token, browser_secret=browser_secret(request, state), own_origins=own_origins(request)
    )
    if not verified.is_bound:
        tickets = seal_unbound(verified)
        if verified.storage is None:
            return _offer_tab(request, tickets)
        response = render(request, "lti/ask_storage.html", {"storage": verified.storage, "tickets": tickets})
        response["Referrer-Policy"] = "same-origin"  # so that every browser says whose form it is that comes next
        return response
    response = _go_to(open_launch(verified), request, is_bound=True)
    drop_state_cookie(response, state)
    return response


@lti_endpoint
def go_on_with_storage(request: HttpRequest) -> HttpResponse:
    """The page before asked the platform's storage: what it said is our cookie's equal (LTI checklist 8.4), or a tab has to do."""
    ticket = _ticket(request)
    verified = unseal_with_storage(ticket, browser_secret=request.POST.get("secret", ""), is_same_origin=_is_from_our_page(request))
    if not verified.is_bound:
        return _offer_tab(request, Tickets(ticket, request.POST.get("wait", "")))
    return _go_to(open_launch(verified), request, is_bound=True)


@lti_endpoint
def open_in_tab(request: HttpRequest) -> HttpResponse:
    """In the new tab: say which course and role this is, and ask. Writes nothing."""
    verified = unseal_in_new_tab(_ticket(request))
    secret = new_secret()
    ticket = seal_for_continue(verified, browser_secret=secret)
    role = {Audience.TEACHER: _("Teacher"), Audience.STUDENT: _("Student"), Audience.FAMILY: _("Family")}[standing_of(verified).audience]
    context = {
        "course_title": verified.message.context_title or verified.message.context_label,
        "role": role,
        "continue_url": reverse("lti:continue"),
        "ticket": ticket,
    }
    request.frame_ancestors = ["'none'"]  # the question must be seen in the open, not under somebody's overlay
    response = render(request, "lti/continue.html", context)
    set_state_cookie(request, response, state=ticket, secret=secret)
    return response


@lti_endpoint
def continue_in_tab(request: HttpRequest) -> HttpResponse:
    """The person said "Continue": now the nonce is spent and the launch recorded."""
    request.frame_ancestors = ["'none'"]
    ticket = _ticket(request)
    verified = unseal_on_continue(
        ticket, browser_secret=browser_secret(request, ticket), is_same_origin=request.headers.get("Sec-Fetch-Site") == "same-origin"
    )
    response = _go_to(open_launch(verified), request, is_bound=verified.is_bound)
    drop_state_cookie(response, ticket)
    return response


@lti_endpoint
def ended(request: HttpRequest) -> HttpResponse:
    """What every address of a launch shows once the launch is over."""
    raise LtiError("launch_ended")


def _answer_of(request: HttpRequest) -> tuple[str, str]:
    """(state, id_token), or LtiError for anything that is not one form post of both."""
    if request.method != "POST":
        raise LtiError("method")
    if request.content_type != "application/x-www-form-urlencoded":
        raise LtiError("content_type")
    posted = request.POST
    states, tokens = posted.getlist("state"), posted.getlist("id_token")
    if "error" in posted:
        raise LtiError("error_and_token" if tokens else "platform_error")
    if not states and not tokens:
        raise LtiError("not_lti")
    if len(states) != 1:
        raise LtiError("state_invalid")
    if len(tokens) > 1 or tokens == [""]:
        raise LtiError("token_malformed")
    if not tokens:
        raise LtiError("not_lti")
    if len(tokens[0]) > MAX_TOKEN_CHARS:
        raise LtiError("token_too_big")
    return states[0], tokens[0]


def _offer_tab(request: HttpRequest, tickets: Tickets) -> HttpResponse:
    """Never a silent login: this browser may be a victim's. A tab of its own can show course and role, and ask."""
    incident = log_refusal(request, LtiError("state_browser_mismatch"))
    context = {"tickets": tickets, "incident": incident, "time": timezone.localtime()}
    return render(request, "lti/open_in_new_tab.html", context, status=400)


def _is_from_our_page(request: HttpRequest) -> bool:
    """No page can forge either header; browsers that do not send the first send the second with a form."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") == own_origin_of(request.build_absolute_uri("/"))


def _ticket(request: HttpRequest) -> str:
    if request.method != "POST":
        raise LtiError("method")
    return request.POST.get("ticket", "")


def _go_to(opened: OpenedLaunch, request: HttpRequest, *, is_bound: bool) -> HttpResponse:
    """303 to the content inside the launch, so a reload repeats nothing and the token of the platform is left behind."""
    response = HttpResponseRedirect(f"{get_script_prefix()}s/{opened.token}/{_path_inside(opened)}")
    response.status_code = 303
    if is_bound:
        set_launch_cookie(request, response, token_hash=opened.launch.token_hash)
    return response


def _path_inside(opened: OpenedLaunch) -> str:
    """The path after the launch prefix: the lesson, the tombstone, or the course's own small home."""
    message, link = opened.message, opened.launch.resource_link
    if message.is_about_privacy:
        asked = {"person": opened.about.key if opened.about else "none"} if message.for_user else {}
        return f"course/privacy/?{urlencode(asked)}"
    if message.is_review and opened.about:
        return f"course/review/{opened.about.key}/"
    if link is None:
        return "course/place/"
    if not message.has_launch_key:
        return "course/"
    key = link.opens
    found = find_launchable(key, message.locale) if key else None
    parts = found.page.get_url_parts() if found else None
    if not parts or parts[2] is None:
        return f"gone/{key}/" if key else "gone/"
    return parts[2].removeprefix(get_script_prefix())
