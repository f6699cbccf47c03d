"""Where a citation leads, and the text as it once was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.languages import in_the_language_of_its_address, language_of_path
from cms.launchable import find_withdrawn, tombstone
from cms.models import PolicyPage
from cms.policies.showing import policy_view
from cms.public_url import public_url
from cms.routing import find_page
from cms.views import page


@require_safe
@in_the_language_of_its_address
def clause(request: HttpRequest, policy_key, number: int) -> HttpResponse:
    """On to a clause, in the language of the address where the policy has it; 410 where the policy was withdrawn, else 404."""
    policy = PolicyPage.objects.in_language(policy_key, get_language())
    if policy is not None:
        return redirect(f"{policy.get_url(request)}#c{number}")
    withdrawn = find_withdrawn(policy_key)
    if not isinstance(withdrawn, PolicyPage):
        raise Http404
    return tombstone(request, withdrawn)


@require_safe
@in_the_language_of_its_address
def version(request: HttpRequest, path: str, number: str) -> HttpResponse:
    """A policy as it was published with that number. 404 without one, 403 behind a sign-in, 410 when it was withdrawn."""
    policy = find_page(request, path, language_of_path(request.path_info))
    if not isinstance(policy, PolicyPage):
        return page(request, f"{path}versions/{number}/")
    if not policy.live:
        return tombstone(request, policy)
    if not all(restriction.accept_request(request) for restriction in policy.get_view_restrictions()):
        return render(request, "403.html", status=403)
    found = policy.versions.filter(number=int(number)).first()
    if found is None:
        raise Http404
    own = {"canonical_url": public_url(request.path), "translations": ()}
    return render(request, "cms/policy_version.html", policy.shown(request, policy_view(policy, version=found), **own))
