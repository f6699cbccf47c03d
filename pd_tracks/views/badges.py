"""What whoever checks a badge asks of this site: its issuer, keys, and list of badges that were taken back. Public, and about nobody."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.launchable import find_launchable
from cms.models import DistrictSettings
from cms.private_text import CannotBeOpened
from cms.public_url import public_url
from pd_tracks.certificates.issuing import address, can_issue_badges, key_set, profile_page, published_keys, signed_list
from pd_tracks.models import TrackPage
from pd_tracks.services.credentials import UNNAMED

OK, MINUTES = 200, 5 * 60


def _where_badges_are(view):
    """404 where this site has no https address, and so no badges."""

    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_issue_badges():
            raise Http404
        answer = require_safe(view)(request, *args, **kwargs)
        if answer.status_code == OK:
            patch_cache_control(answer, public=True, max_age=MINUTES)
        return answer

    return wrapper


@_where_badges_are
def issuer(request: HttpRequest) -> HttpResponse:
    """The district's profile (Open Badges 3.0, "Profile")."""
    return JsonResponse(profile_page(DistrictSettings.load().district_name or UNNAMED))


@_where_badges_are
def keys(request: HttpRequest) -> HttpResponse:
    """All public keys, old ones included (RFC 7517)."""
    return JsonResponse(key_set())


@_where_badges_are
def key(request: HttpRequest, name: str) -> HttpResponse:
    """One public key, at the address that its badges name."""
    found = next((jwk for kid, jwk in published_keys(address("badge_issuer")).items() if kid.endswith(f"/{name}")), None)
    if found is None:
        raise Http404
    return JsonResponse(found)


@_where_badges_are
def status(request: HttpRequest) -> HttpResponse:
    """The list, signed, for a day (W3C Bitstring Status List)."""
    try:
        said = signed_list()
    except CannotBeOpened:
        answer = HttpResponse("the key of this site cannot be opened just now", status=503, content_type="text/plain; charset=utf-8")
        answer["Cache-Control"] = "no-store"
        return answer
    if said is None:
        raise Http404
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@require_safe
def achievement(request: HttpRequest, key) -> HttpResponse:
    """To the track that a badge is for."""
    found = find_launchable(key)
    if found is None or not issubclass(found.page.specific_class or type(found.page), TrackPage):
        raise Http404
    return HttpResponseRedirect(public_url(found.page))
