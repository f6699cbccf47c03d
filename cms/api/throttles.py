"""How often somebody may ask. Counted in the cache: by token, else under a keyed hash of the address. Open while the cache is away."""

from django.conf import settings

from rest_framework.throttling import BaseThrottle

from cms.addresses import address_hash
from cms.signin.throttle import Limit

MINUTE = 60


class ByTokenOrAddress(BaseThrottle):
    """So many requests a minute."""

    seconds = 0

    def allow_request(self, request, view) -> bool:
        if request.auth is not None:
            self.seconds = Limit("api-token", settings.API_REQUESTS_PER_MINUTE_TOKEN, MINUTE).wait_after(str(request.auth.key))
        else:
            self.seconds = _limit_of_addresses().wait_after(address_hash(request))
        return not self.seconds

    def wait(self) -> int:
        return self.seconds


def wait_after_refusal(request) -> int:
    """Counts a token that was refused as one request of its address, and returns how long to wait; 0 for not at all."""
    return _limit_of_addresses().wait_after(address_hash(request))


def _limit_of_addresses() -> Limit:
    return Limit("api-address", settings.API_REQUESTS_PER_MINUTE_ANONYMOUS, MINUTE)
