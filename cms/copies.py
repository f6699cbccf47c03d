"""Copies keep the rules of publishing, and aliases are not made.

An alias is a page that follows another one by itself: it would go live, in its own language and place, without anybody
publishing it, with no versions and no reason for being withdrawn (design, section 5).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from cms.publishing import publishing_problems, why_not_ready

NOTE = "change_note"
CONVERT = "localize-convert-to-alias"


def refuse_aliases(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The box in Wagtail's form for copies."""
    if request.method != "POST" or not request.POST.get("alias"):
        return None
    messages.error(request, _no_aliases())
    return redirect("wagtailadmin_pages:copy", page.pk)


@require_admin_access
def refuse_conversion(request: HttpRequest, page_id: int) -> HttpResponse:
    """In place of the translators' tool's page that makes an alias of a translation, which throws the translation away."""
    page = get_object_or_404(Page, pk=page_id)
    messages.error(request, _no_aliases())
    return redirect("wagtailadmin_pages:edit", page.pk)


def offer_no_aliases(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Nor is it in the editor's menu."""
    menu_items[:] = [item for item in menu_items if item.name != CONVERT]


def name_what_is_not_ready_in_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy that goes live at once is asked like everything else that does; a draft is asked when it is published."""
    if request.method != "POST" or not request.POST.get("publish_copies"):
        return None
    below = page.get_descendants().live().specific() if request.POST.get("copy_subpages") else ()
    pages = [each for each in (page.specific, *below) if each.live and hasattr(each, "publishing_rules")]
    reasons = [why_not_ready(each, problems) for each in pages if (problems := _problems_of_a_copy(each))]
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, reason)
    return redirect("wagtailadmin_pages:copy", page.pk)


def _problems_of_a_copy(page: Page) -> dict[str, list[str]]:
    """A copy has no readers yet who would want to know what changed."""
    return {field: found for field, found in publishing_problems(page).items() if field != NOTE}


def _no_aliases() -> str:
    return _("Aliases are not made here: one would change what readers see without anybody publishing it. Make a copy instead.")
