"""Which language an address speaks.

One address, one language: pages under `/es/` are Spanish, pages without a prefix are in the site's main language, whatever the
browser asks for; so an address that is shared, printed or cached shows everybody the same. What has no language of its own (a
refusal, a question, a page that is not there) follows the browser.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation

from wagtail.models import Site


def language_of_path(path_info: str) -> str:
    """The language an address inside the site speaks: that of its prefix, else the site's main one."""
    first = path_info.lstrip("/").partition("/")[0]
    return first if first in language_prefixes() else settings.LANGUAGE_CODE


def site_language() -> str:
    """The language being spoken where the site has a home page in it, else the site's main one. No query once the roots are cached."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return language if any(root.language_code == language for root in Site.get_site_root_paths()) else settings.LANGUAGE_CODE


def in_the_language_of_its_address(view: Callable) -> Callable:
    """For views of pages that have an address in each language."""

    @wraps(view)
    def speaking(request, *args, **kwargs):
        speak(request, language_of_path(request.path_info))
        return view(request, *args, **kwargs)

    return speaking


def speak(request, language: str) -> None:
    """From here on, until the next request, answer in this language."""
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


class AddressPattern(LocalePrefixPattern):
    """Django's language prefix, except that the address decides and not the language being spoken.

    So `/es/…` is found by an English browser, and `/…` by a Spanish one. Writing addresses stays Django's: in the language being spoken.
    """

    def __init__(self):
        super().__init__(prefix_default_language=False)

    def match(self, path):
        first, slash, rest = path.partition("/")
        return (rest if slash and first in language_prefixes() else path), (), {}


def in_every_language(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """These routes in the site's main language, and under `/es/` and the like in each other one."""
    return [URLResolver(AddressPattern(), list(patterns))]


class LanguageMiddleware(LocaleMiddleware):
    """Speaks the language of a prefixed address, else the browser's, until a view knows better."""

    def process_request(self, request):
        speak(request, translation.get_language_from_request(request, check_path=True))


def language_prefixes() -> set[str]:
    """The languages whose pages have an address of their own: all but the main one."""
    return {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
