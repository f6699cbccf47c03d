"""The gate before files: who may open a document or a picture is asked at its address, each time.

A file carries its audience itself (`cms.models.files`), wherever it is used. Everything goes through these two views, also from
object storage: an address of the storage's own would open to whoever has it. Uploads are never trusted to be what they say:
nothing in them may run.
"""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from wagtail.documents.views.serve import serve as serve_document

from cms.models import Document, Rendition
from cms.models.files import OPEN_TO, RENDITIONS, FileAudience
from cms.viewer import viewer_for

PICTURES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
NOTHING = "default-src 'none'; frame-ancestors 'none'"


def may_open(request: HttpRequest, audience: str) -> bool:
    """Whether this request may have a file of that audience: by its viewer or, outside a launch, by a sign-in to the administration."""
    viewer = viewer_for(request)
    if audience in OPEN_TO[viewer.audience]:
        return True
    return not viewer.in_launch and request.user.has_perm("wagtailadmin.access_admin")


@require_safe
def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """A document, by its number and its present file name; 404 for any other name, 403 for whom it is not."""
    found = get_object_or_404(Document.objects.select_related("collection"), pk=document_id)
    if found.filename != filename:
        raise Http404
    if not may_open(request, found.audience) or _needs_sign_in(request, found):
        return render(request, "403.html", status=403)
    try:
        # Wagtail asks its own restrictions on collections, and knows the storages.
        response = serve_document(request, document_id, filename)
    except FileNotFoundError as error:
        raise Http404 from error
    return _guarded(response, found.audience, found.filename)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture at one size, found by the name of its file. Originals have no address."""
    rendition = None if "\0" in name else Rendition.objects.select_related("image").filter(file=RENDITIONS + name).first()
    if rendition is None:
        raise Http404
    if not may_open(request, rendition.image.audience):
        return render(request, "403.html", status=403)
    etag = quote_etag(f"{rendition.pk}-{rendition.image.file_hash}")
    response = get_conditional_response(request, etag=etag) or _opened(rendition)
    response["ETag"] = etag
    return _guarded(response, rendition.image.audience, name)


def _opened(rendition: Rendition) -> FileResponse:
    kind = mimetypes.guess_type(rendition.file.name)[0]
    try:
        return FileResponse(rendition.file.open("rb"), content_type=kind if kind in PICTURES else "application/octet-stream")
    except FileNotFoundError as error:
        raise Http404 from error


def _needs_sign_in(request: HttpRequest, found: Document) -> bool:
    """Nobody signs in inside a launch, so a collection behind a sign-in or a password is closed there."""
    return viewer_for(request).in_launch and any(not rule.accept_request(request) for rule in found.collection.get_view_restrictions())


def _guarded(response: HttpResponse, audience: str, name: str) -> HttpResponse:
    """The headers that keep an upload from running, from being framed, and from being kept by others than the one who asked."""
    if response.status_code not in {200, 304}:
        return response  # a sign-in to a restricted collection
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]  # how Wagtail says that there is none; no client knows the word
    kind = response.get("Content-Type", "")
    is_pdf = kind == "application/pdf"  # Chromium's viewer does not start in a sandbox
    response["Content-Security-Policy"] = NOTHING if is_pdf else f"{NOTHING}; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if audience == FileAudience.STUDENT:
        # Kept, but asked for again each time: closing a file closes it at once.
        response["Cache-Control"] = "no-cache"
    else:
        response["Cache-Control"] = "private, no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
    if kind not in PICTURES and not (is_pdf and audience == FileAudience.STUDENT):
        # A teacher's file is saved, not shown: that works from a frame, where a new tab could not prove who asks.
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
