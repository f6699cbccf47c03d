"""/lti/jwks/: the public part of this tool's keys (Security Framework 1.0, section 6.3)."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lti.services.keys import published_keys


@require_safe
@cache_control(public=True, max_age=3_600)
def jwks(request: HttpRequest) -> JsonResponse:
    """Platforms may keep it for an hour; a retired key stays published for a day."""
    return JsonResponse({"keys": published_keys()})
