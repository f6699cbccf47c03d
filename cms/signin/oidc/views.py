"""The pages of the single sign-on: there, back, and linking it to an account one is signed in to. All of them 404 where there is none."""

import functools
import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin import messages

from cms.addresses import address_hash
from cms.signin import throttle
from cms.signin.entering import enter
from cms.signin.oidc.errors import SingleSignOnError
from cms.signin.oidc.people import identity_of, link_account, person_for, unlink_account
from cms.signin.oidc.provider import display_name
from cms.signin.oidc.trip import come_home, provider_host, set_out
from cms.signin.own import confirmed, signed_in
from cms.signin.targets import wanted_path

logger = logging.getLogger("cms.signin.oidc")


def where_there_is_one(view):
    """404 where no single sign-on is set up; whatever ends a trip becomes a page with a code, and a line in the log."""

    @functools.wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if settings.OIDC is None:
            raise Http404
        try:
            answer = view(request, *args, **kwargs)
        except SingleSignOnError as error:
            logger.info("single sign-on ended: code=%s address=%s", error.code, address_hash(request))
            context = {"code": error.code, "advice": error.advice, "name": display_name()}
            answer = render(request, "cms/admin/signin/single_ended.html", context, status=error.status)
        return answer

    return never_cache(checked)


@where_there_is_one
def begin(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider. By a button only: no other site can send somebody on this trip."""
    if request.method != "POST":
        return redirect("wagtailadmin_login")
    _count(request)
    return redirect(set_out(request.session, path=wanted_path(request)))


@where_there_is_one
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """What the provider sends the browser back with."""
    _count(request)
    trip, subject = come_home(request.session, request.GET)
    if trip.account is None:
        return enter(request, person_for(subject), path=trip.path)
    if not request.user.is_authenticated or request.user.pk != trip.account:
        raise SingleSignOnError("signed_out_meanwhile")
    link_account(user=request.user, subject=subject)
    messages.success(request, _("Linked. From now on you can sign in with %(name)s as well.") % {"name": display_name()})
    return redirect("sign_in_single_own")


@where_there_is_one
@signed_in
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Whether one's own account is linked, and the way to change that; also for accounts that cannot open the administration."""
    context = {
        "identity": identity_of(request.user),
        "may_unlink": request.user.has_usable_password(),
        "may_administer": request.user.has_perm("wagtailadmin.access_admin"),
        "name": display_name(),
        "host": provider_host(),
    }
    return render(request, "cms/admin/signin/single_own.html", context)


@where_there_is_one
@require_POST
@confirmed
def link(request: HttpRequest) -> HttpResponse:
    """Sends the owner of an account to the provider, to link it."""
    _count(request)
    return redirect(set_out(request.session, path="", account=request.user.pk))


@where_there_is_one
@require_POST
@confirmed
def unlink(request: HttpRequest) -> HttpResponse:
    """Back to the password alone."""
    if unlink_account(user=request.user):
        messages.success(request, _("No longer linked."))
    return redirect("sign_in_single_own")


def _count(request: HttpRequest) -> None:
    if throttle.seconds_to_wait_for_single_sign_on(request):
        raise SingleSignOnError("rate_limited")
