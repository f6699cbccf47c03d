"""Storage for tools in the browser (1EdTech lti-pm-s): which page or frame keeps values, and platforms that do it wrong on purpose."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

FRAME = "practice_storage"
IN_PAGE = ("parent", "legacy", "wrong-id", "wrong-subject", "wrong-value", "null", "late", "silent")
IN_FRAME = ("frame", "capabilities", "wrong-origin", "impostor")


@dataclass(frozen=True)
class Kept:
    """What the page with the tool's frame needs to play the platform's part."""

    mode: str
    tool_origin: str
    frame: str = ""
    frame_url: str = ""


def mode_of(request: HttpRequest) -> str:
    mode = request.GET.get("storage", "")
    return mode if mode in (*IN_PAGE, *IN_FRAME) else ""


def login_parameter(request: HttpRequest) -> dict[str, str]:
    """What the login initiation says of it."""
    targets = {"frame": FRAME, "wrong-origin": FRAME, "capabilities": "moved_away"}
    mode = mode_of(request)
    return {"lti_storage_target": targets.get(mode, "_parent")} if mode else {}


def for_page(request: HttpRequest) -> Kept | None:
    mode = mode_of(request)
    if not mode:
        return None
    parts = urlsplit(settings.TOOL)
    origin = f"{parts.scheme}://{parts.netloc}"
    if mode in IN_PAGE:
        return Kept(mode, origin)
    # The same server by its other name: to a browser another site, as a frame would be that somebody slipped in.
    place = f"http://127.0.0.1:{settings.PORT}" if mode in {"wrong-origin", "impostor"} else ""
    return Kept(mode, origin, FRAME, f"{place}{reverse('storage')}?storage={mode}")


def frame(request: HttpRequest) -> HttpResponse:
    """The document of the storage frame."""
    return render(request, "storage.html", {"storage": for_page(request)})
