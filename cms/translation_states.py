"""How the translations of a page stand, for its editors: in its settings, when it is published, and when an older one is opened."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.models import Locale, Page


class State(models.TextChoices):
    """How a page in one language stands to the original."""

    ORIGINAL = "original", gettext_lazy("The original")
    MISSING = "missing", gettext_lazy("Not translated")
    DRAFT = "draft", gettext_lazy("Not published")
    BEHIND = "behind", gettext_lazy("Older than the original")
    CURRENT = "current", gettext_lazy("Up to date")


@dataclass(frozen=True)
class LanguageState:
    language: str
    """Its name, in the editor's language."""
    code: str
    state: State
    said_at: datetime | None = None
    edit_url: str = ""


def language_states(page: Page) -> list[LanguageState]:
    """A page in every language there is, itself among them; empty where there is only one. Two queries."""
    locales = list(Locale.objects.order_by("pk"))
    if len(locales) < 2 or not page.pk:
        return []
    rows = type(page).objects.filter(translation_key=page.translation_key).order_by().annotate(said_at=type(page).said_at())
    pages = {row.locale_id: row for row in rows.only("locale_id", "live")}
    original = next((pages.get(locale.pk) for locale in locales if locale.language_code == settings.LANGUAGE_CODE), None)
    return [_state(locale, pages.get(locale.pk), original) for locale in locales]


def _state(locale: Locale, page: Page | None, original: Page | None) -> LanguageState:
    name = locale.get_display_name()
    if page is None:
        return LanguageState(name, locale.language_code, State.MISSING)
    if original is None or page.pk == original.pk:
        state = State.ORIGINAL
    elif not page.live:
        state = State.DRAFT
    else:
        is_behind = original.live and page.said_at and original.said_at and page.said_at < original.said_at
        state = State.BEHIND if is_behind else State.CURRENT
    said_at = page.said_at if page.live else None
    return LanguageState(name, locale.language_code, state, said_at, reverse("wagtailadmin_pages:edit", args=[page.pk]))


class LanguagesPanel(Panel):
    """The list, where there is more than one language. Holds no field, so it never changes a draft."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": gettext_lazy("In other languages"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/languages_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk) and Locale.objects.count() > 1

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"states": language_states(self.instance)}


def tell_which_are_behind(request: HttpRequest, page: Page) -> None:
    """After publishing an original: which translations do not say yet what was just said, with the way there."""
    if not hasattr(page, "said_at") or page.locale.language_code != settings.LANGUAGE_CODE:
        return
    for each in language_states(page):
        if each.state is State.BEHIND:
            text = _("The %(language)s page does not say yet what you have just published.")
            buttons = [messages.button(each.edit_url, _("Bring it up to date"))]
            messages.info(request, text % {"language": each.language}, buttons=buttons)


def tell_that_it_is_behind(request: HttpRequest, page: Page) -> None:
    """When an older translation is opened in its editor."""
    page = page.specific
    if request.method != "GET" or not hasattr(page, "said_at") or page.locale.language_code == settings.LANGUAGE_CODE:
        return
    states = {each.code: each for each in language_states(page)}
    if states[page.locale.language_code].state is State.BEHIND:
        changed = date_format(localtime(states[settings.LANGUAGE_CODE].said_at), "DATE_FORMAT")
        text = _("The original was changed on %(date)s. Synchronise this translation with it, translate what is new, and publish.")
        messages.warning(request, text % {"date": changed})
