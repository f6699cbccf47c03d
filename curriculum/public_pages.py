"""Public pages of the curriculum that are no Wagtail pages, for search engines."""

from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings

from cms.public_url import public_url
from cms.sitemaps import ListedPage
from cms.translations import address_in
from curriculum.models import Competency, FamilyNote, LessonPage
from curriculum.progression import competency_url


def competency_pages() -> Iterator[ListedPage]:
    """Every competency, in the languages it has words in. One query."""
    addresses: dict = defaultdict(dict)
    rows = list(Competency.objects.select_related("locale"))
    for row in rows:
        if url := competency_url(row):
            addresses[row.translation_key][row.locale.language_code] = public_url(url)
    for row in rows:
        if row.locale.language_code in addresses[row.translation_key]:
            yield ListedPage(row.locale.language_code, addresses[row.translation_key])


def family_pages() -> Iterator[ListedPage]:
    """The page for families of every lesson that anybody may read, in the languages it has words in. Four queries."""
    lessons = LessonPage.objects.live().public()
    rows = lessons.order_by("path").values_list("translation_key", "locale__language_code", "last_published_at")
    noted = FamilyNote.objects.filter(lesson__in=lessons.order_by()).values_list("lesson__translation_key", "language")
    changed_at, languages = {}, defaultdict(set)
    for key, code, at in rows:
        changed_at[key] = at
        languages[key].add(code)
    closed = set(LessonPage.objects.live().exclude(pk__in=lessons.order_by()).values_list("translation_key", "locale__language_code"))
    for key, code in noted:
        if (key, code) not in closed:
            languages[key].add(code)
    for key, known in languages.items():
        codes = [code for code, _name in settings.LANGUAGES if code in known]
        addresses = {code: public_url(address_in(code, "family", key)) for code in codes}
        for code in codes:
            yield ListedPage(code, addresses, changed_at[key])


def tool_pages() -> Iterator[ListedPage]:
    """The list of AI tools, in every language."""
    addresses = {code: public_url(address_in(code, "tools")) for code, _name in settings.LANGUAGES}
    for code in addresses:
        yield ListedPage(code, addresses)
