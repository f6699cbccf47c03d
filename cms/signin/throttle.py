"""How often somebody may try to sign in. Counted in the cache under keyed hashes; neither names nor addresses are kept.

Three counters, because each alone fails somebody: one account from one address is soon held back; one address that tries many
accounts later; one account tried from everywhere too, for minutes. None of them counts in a browser in which the account's owner has
signed in before (it has a cookie that says so, and a counter of its own): neither a stranger far away nor a student behind the same school
address can keep a colleague out. Like every rate limit of ours they are open while the cache is away; codes of the
second factor are counted in the database.
"""

import logging
import math
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

from cms.addresses import address_hash, keyed_hash
from cms.signin.browsers import browser_of

logger = logging.getLogger(__name__)
MINUTE = 60


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in each window of `seconds`."""

    name: str
    most: int
    seconds: int

    def wait_after(self, who: str) -> int:
        """Counts one try and returns the seconds until the next is welcome: 0 for at once."""
        now = time.time()
        key = f"sign-in:{self.name}:{keyed_hash(who)}:{int(now // self.seconds)}"
        if cache.add(key, 1, self.seconds):
            return 0
        try:
            tries = cache.incr(key)
        except ValueError:  # the window ended between the two calls
            return 0
        return math.ceil(self.seconds - now % self.seconds) if tries > self.most else 0

    def forget(self, who: str) -> None:
        cache.delete(f"sign-in:{self.name}:{keyed_hash(who)}:{int(time.time() // self.seconds)}")


ACCOUNT_HERE = Limit("account-here", 6, 10 * MINUTE)
ACCOUNT = Limit("account", 30, 5 * MINUTE)
ADDRESS = Limit("address", 120, 10 * MINUTE)
RESETS_OF_ACCOUNT = Limit("resets-account", 3, 60 * MINUTE)
RESETS_FROM_ADDRESS = Limit("resets-address", 20, 60 * MINUTE)
LINKS_OF_ACCOUNT = Limit("links-account", 5, 60 * MINUTE)
LINKS_FROM_ADDRESS = Limit("links-address", 300, 60 * MINUTE)
SINGLE_SIGN_ONS_FROM_ADDRESS = Limit("single-sign-on-address", 900, 10 * MINUTE)
"""A staff meeting signs in behind one address, within minutes."""


def seconds_to_wait(request: HttpRequest, account: str, *, step: str = "password") -> int:
    """Counts one try to sign in and returns how long to wait before it would be looked at; 0 where it may be looked at now."""
    waits = [ACCOUNT_HERE.wait_after(_here(request, account, step))]
    if not browser_of(request, account):
        waits += [ADDRESS.wait_after(address_hash(request)), ACCOUNT.wait_after(f"{step} {account.casefold()}")]
    return _longest(request, waits)


def forget_slips(request: HttpRequest, account: str, *, step: str = "password") -> None:
    """It was the owner: their slips of the finger no longer count."""
    ACCOUNT_HERE.forget(_here(request, account, step))


def seconds_to_wait_for_reset(request: HttpRequest, email: str) -> int:
    """The same for letters that reset a password; whether the address has an account makes no difference."""
    return _longest(request, [RESETS_OF_ACCOUNT.wait_after(email.casefold()), RESETS_FROM_ADDRESS.wait_after(address_hash(request))])


def seconds_to_wait_for_link(request: HttpRequest, email: str) -> int:
    """The same for sign-in links by e-mail."""
    return _longest(request, [LINKS_OF_ACCOUNT.wait_after(email.casefold()), LINKS_FROM_ADDRESS.wait_after(address_hash(request))])


def seconds_to_wait_for_single_sign_on(request: HttpRequest) -> int:
    """The same for trips to the district's single sign-on, each of which makes us ask it something."""
    return _longest(request, [SINGLE_SIGN_ONS_FROM_ADDRESS.wait_after(address_hash(request))])


def in_words(seconds: int) -> str:
    """What a person is told."""
    if seconds < MINUTE:
        text = ngettext("Please wait %(seconds)s second, then try again.", "Please wait %(seconds)s seconds, then try again.", seconds)
        return text % {"seconds": seconds}
    minutes = math.ceil(seconds / MINUTE)
    return ngettext(
        "Too many tries. Please wait %(minutes)s minute, then try again.",
        "Too many tries. Please wait %(minutes)s minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}


def _longest(request: HttpRequest, waits: list[int]) -> int:
    wait = max(waits)
    if wait:
        logger.info("sign-in held back for %s s, address %s", wait, address_hash(request))
    return wait


def _here(request: HttpRequest, account: str, step: str) -> str:
    """The account and where it is tried: in a browser that its owner uses, else at an address."""
    return f"{step} {account.casefold()} {browser_of(request, account) or address_hash(request)}"
