"""Claiming a certificate and taking it back: by its owner. Its page, paper and badge: by whoever has the address."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.languages import in_the_language_of_its_address
from cms.people import person_of
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.badges.baking import bake
from pd_tracks.badges.picture import badge_png, badge_svg
from pd_tracks.certificates.issuing import can_issue_badges, hours_in_words, picture_of
from pd_tracks.certificates.page import certificate_view
from pd_tracks.certificates.paper import NoPdfHere, certificate_pdf
from pd_tracks.models import Credential, HoursEntry, ModulePage, TrackPage
from pd_tracks.people_forms import ClaimForm
from pd_tracks.services import claim, delete_credential, revoke
from pd_tracks.services.credentials import TooMany
from pd_tracks.sharing import own
from pd_tracks.views.own import nobody, own_page, page_of

UNUSABLE, NOT_HERE = 422, 503
FILE_SECONDS = 60 * 60
BADGES = {"png": ("image/png", badge_png), "svg": ("image/svg+xml", badge_svg)}


# By its owner ----------------------------------------------------------------------------------------------------------


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def claim_certificate(request: HttpRequest, key) -> HttpResponse:
    """What it will say, and under which name; then it is made."""
    track, person = page_of(request, key, TrackPage), person_of(request)
    if person is None:
        return nobody(request)
    lines = list(own(person, HoursEntry).standing().filter(track_key=track.translation_key).order_by("pk"))
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, problem = _claimed(person, track, form.cleaned_data["name"])
        if made:
            return HttpResponseRedirect(f"{reverse('own_learning')}#certificate-{made.key}")
        form.add_error(None, problem)
    context = {
        "form": form,
        "title": track.title,
        "page_url": track.get_url(request),
        "lines": lines,
        "hours": hours_in_words(sum(line.minutes for line in lines)),
        "can_issue_badges": can_issue_badges(),
        "needs_token": not viewer_for(request).in_launch,
    }
    return render(request, "pd_tracks/claim.html", context, status=UNUSABLE if form.errors else 200)


def _claimed(person, track: TrackPage, name: str):
    """The certificate, or why there is none."""
    modules = ModulePage.objects.live().child_of(track).values_list("pd_minutes", flat=True)
    try:
        made = claim(
            person=person,
            track_key=track.translation_key,
            title=track.title,
            purpose=track.purpose,
            language=track.locale.language_code,
            minutes_available=sum(filter(None, modules)),
            name=name,
        )
    except TooMany:
        return None, _("No more certificates can be made just now. Delete some that you no longer need, or tell who runs Waymark.")
    except CannotBeOpened:
        return None, _("The key that signs badges cannot be opened just now. Please tell who runs Waymark.")
    return made, _("There is nothing to certify: no module of this track is marked as done.")


@own_page
@require_POST
def take_back_certificate(request: HttpRequest, key) -> HttpResponse:
    """Its page and the list of badges say from now on that it was taken back."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    revoke(person=person, key=key)
    return HttpResponseRedirect(f"{reverse('own_learning')}#certificate-{key}")


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete_certificate(request: HttpRequest, key) -> HttpResponse:
    """Asks, then deletes its page. Copies of the badge that somebody downloaded are marked as taken back."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    row = own(person, Credential).filter(key=key).first()
    if row is None or request.method == "POST":
        delete_credential(person=person, key=key)
        return HttpResponseRedirect(reverse("own_learning"))
    context = {"title": row.title, "issued_at": row.issued_at, "needs_token": not viewer_for(request).in_launch}
    return render(request, "pd_tracks/delete_certificate.html", context)


# By whoever has the address --------------------------------------------------------------------------------------------


def _public(view):
    """For what a certificate shows to everybody who has its address: never cached, never found by a search engine."""

    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = in_the_language_of_its_address(require_safe(view))(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response

    return wrapper


def _row(key) -> Credential:
    row = Credential.objects.select_related("place").filter(key=key).first()
    if row is None:
        raise Http404
    return row


@_public
def certificate(request: HttpRequest, key) -> HttpResponse:
    """The page where anybody checks it."""
    return render(request, "pd_tracks/certificate.html", {"certificate": certificate_view(_row(key))})


@_public
def pdf(request: HttpRequest, key) -> HttpResponse:
    """On paper, in the certificate's language."""
    row = _row(key)

    def draw() -> bytes:
        with override(row.language):
            return certificate_pdf({"certificate": certificate_view(row)}, row.language)

    try:
        content = _kept(row, "pdf", draw)
    except NoPdfHere:
        return render(request, "pd_tracks/no_pdf.html", {"url": reverse("certificate", args=[key])}, status=NOT_HERE)
    return _file(content, "application/pdf", "pdf")


@_public
def badge(request: HttpRequest, key, kind: str) -> HttpResponse:
    """The signed badge: inside a picture, or as the token alone."""
    row = _row(key)
    if not row.signed or kind not in {"jwt", *BADGES}:
        raise Http404
    if kind == "jwt":
        return _file(row.signed.encode(), "text/plain; charset=utf-8", "jwt")
    content_type, draw = BADGES[kind]
    return _file(_kept(row, kind, lambda: bake(draw(picture_of(row)), row.signed)), content_type, kind)


def _kept(row: Credential, kind: str, draw: Callable[[], bytes]) -> bytes:
    """Drawn once an hour at most: whoever has an address may ask as often as they like. What is deleted is asked for before this."""
    name = f"certificate-file:{row.key}:{kind}:{row.revoked_at}"
    content = cache.get(name)
    if content is None:
        content = draw()
        cache.set(name, content, FILE_SECONDS)
    return content


def _file(content: bytes, content_type: str, extension: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="certificate.{extension}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
