"""The public list of AI tools the district has looked at. The same for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.languages import in_the_language_of_its_address
from cms.public_url import public_url
from cms.translations import translations_of_view
from curriculum.tools.listing import tool_list


@require_safe
@in_the_language_of_its_address
def tools(request: HttpRequest) -> HttpResponse:
    """All of them, or those approved for one grade band (`?band=6-8`). What is no grade band narrows nothing."""
    band = request.GET.get("band", "")
    found = tool_list(get_language(), band)
    context = {
        "tools": found,
        "canonical_url": public_url(request.path),
        "description": _("Which AI tools our schools have checked, what data they collect, and until when each approval is good."),
        "translations": translations_of_view(
            "tools", codes=tuple(code for code, _name in settings.LANGUAGES), query=f"band={band}" if found.is_narrowed else ""
        ),
    }
    return render(request, "curriculum/tools.html", context)
