"""One's own tokens, and for superusers everybody's, to revoke. Making one asks for the password again, as a change of the second factor does."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wagtail.admin import messages

from cms.api.scopes import all_scopes, allows
from cms.api.tokens.forms import TokenForm
from cms.api.tokens.services import TooManyTokens, make_token, revoke_token
from cms.models import ApiToken
from cms.signin.own import ask, confirmed, signed_in

UNUSABLE = 422
AT_ONCE = 200


@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """The list of one's own: what each is for, until when, and when it was last used."""
    return render(request, "cms/admin/tokens/list.html", {"tokens": _listed(ApiToken.objects.of(request.user))})


@confirmed
def make(request: HttpRequest) -> HttpResponse:
    """A new one. The answer to the form alone holds it."""
    form = TokenForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token = make_token(owner=request.user, name=said["name"], scopes=said["scopes"], days=said["days"])
        except TooManyTokens:
            form.add_error(None, _("You have as many tokens as one person may have. Revoke one that you no longer need."))
        else:
            return render(request, "cms/admin/tokens/made.html", {"token": token, "name": said["name"]})
    return render(request, "cms/admin/tokens/make.html", {"form": form}, status=UNUSABLE if form.errors else 200)


@signed_in
def everybody(request: HttpRequest) -> HttpResponse:
    """For superusers: whose tokens there are. Nobody can read one, or make one for somebody else."""
    if not request.user.is_superuser:
        raise PermissionDenied
    rows = ApiToken.objects.select_related("user").order_by("user__username", "-created", "key")[:AT_ONCE]
    return render(request, "cms/admin/tokens/everybody.html", {"tokens": _listed(rows)})


@signed_in
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Asks once, then ends it."""
    if request.method != "POST":
        return ask(request, _("Revoke this token?"), _("Whatever uses it is refused from now on."), _("Revoke"))
    is_own = ApiToken.objects.of(request.user).filter(key=key).exists()
    if revoke_token(key=key, by=request.user):
        messages.success(request, _("The token was revoked."))
    return redirect("api_tokens" if is_own or not request.user.is_superuser else "api_tokens_of_everybody")


def _listed(tokens) -> list[dict]:
    """Each with what it is for in words, and what of that its owner may not use any longer."""
    scopes = all_scopes()
    return [
        {
            "row": token,
            "scopes": [{"words": scopes[name].words, "is_open": allows(token, name)} for name in token.scopes if name in scopes],
        }
        for token in tokens
    ]
