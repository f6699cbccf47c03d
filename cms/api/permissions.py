"""Whether a request may have what it asks for. Public resources ask nobody; everything else says here what it takes."""

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from cms.api.scopes import allows
from cms.models import ApiToken


class TakesScope(BasePermission):
    """A token with the view's `scope`, which its owner may use now; 401 without a token, 403 with one that does not do."""

    def has_permission(self, request, view) -> bool:
        if not isinstance(request.auth, ApiToken):
            return False
        if not allows(request.auth, view.scope):
            raise PermissionDenied(f"This takes a token with the scope {view.scope}, whose owner may use it.")
        return True


class OwnerAlone(TakesScope):
    """The same, or somebody signed in on the site: for what is their own."""

    def has_permission(self, request, view) -> bool:
        is_signed_in = request.auth is None and request.user.is_authenticated
        return is_signed_in or super().has_permission(request, view)
