"""Cartridges to download: by a teacher inside a launch, and in the admin. They hold what anybody may find, so neither needs more."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.viewer import Audience, viewer_for
from lti.errors import LtiError
from lti.protocol.cartridge import Form
from lti.services.cartridge import make_cartridge, outline_of
from lti.views.refusals import refuse


@require_safe
def cartridge(request: HttpRequest, unit: UUID | None = None) -> HttpResponse:
    """For teachers in a launch. Six statements, whatever the number of lessons."""
    if viewer_for(request).audience is not Audience.TEACHER:
        return refuse(request, LtiError("may_not_place"))
    return _download(request, unit)


@require_safe
def admin_cartridge(request: HttpRequest, unit: UUID | None = None) -> HttpResponse:
    """For everybody who may enter the admin."""
    return _download(request, unit)


@require_safe
def admin_cartridges(request: HttpRequest) -> HttpResponse:
    """The whole progression and each unit, to download."""
    context = {"page_title": _("Lesson links for courses"), "header_icon": "download", "shelves": outline_of(get_language() or "")}
    return render(request, "lti/admin/cartridges.html", context)


def _download(request: HttpRequest, unit: UUID | None) -> HttpResponse:
    form = Form.OLDER if request.GET.get("form") == Form.OLDER else Form.THIN
    made = make_cartridge(language=get_language() or "", form=form, unit=unit)
    if made is None:
        raise Http404
    name, content = made
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})
