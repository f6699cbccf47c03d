"""Where somebody goes once they are signed in: a page of ours that they asked for, never anywhere else."""

from posixpath import normpath
from urllib.parse import unquote, urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

MOST_CHARS = 500


def own_path(request: HttpRequest, wanted: str) -> str:
    """Path and query of an address on this site; "" for anything else, and for whatever lies in a launch: its token is somebody's."""
    is_plain = len(wanted) <= MOST_CHARS and wanted.isprintable() and "\\" not in wanted
    if not is_plain or not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(wanted)
    path = normpath("/" + unquote(unquote(parts.path)).replace("\\", "/")).replace("//", "/")
    if not parts.path.startswith("/") or parts.path.startswith("//") or path == "/s" or path.startswith("/s/"):
        return ""
    return urlunsplit(("", "", parts.path, parts.query, parts.fragment))


def wanted_path(request: HttpRequest) -> str:
    """The `next` that was sent along, if it is a page of ours; else ""."""
    return own_path(request, request.POST.get("next") or request.GET.get("next") or "")


def destination(user, path: str) -> str:
    """Where this person goes from here: what they asked for, else the administration, for people it does not open to the home page."""
    home = reverse("wagtailadmin_home")
    if path and path != home:
        return path
    return home if user.has_perm("wagtailadmin.access_admin") else "/"
