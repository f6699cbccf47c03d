"""/s/<token>/course/place/: a teacher chooses what to add to the course, and the platform gets its answer."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.picker import Asked, Browsed, Choice, Source, picker_sources
from cms.viewer import Audience, viewer_for
from lti.errors import LtiError
from lti.models import Context, Launch, Placing
from lti.protocol.placing import DeepLinkingSettings
from lti.services.placing import AlreadyAnswered, Answer, Wishes, answer_placing, asked_of, leave_answer, may_return_completion
from lti.views.links import may_write
from lti.views.refusals import refuse

MOST_PICKS = 60
MOST_CHARS = 200
# What a screen is made of, and so what stays in its address: parameter to field of Asked.
PARAMETERS = {"lang": "language", "q": "words", "strand": "narrow", "band": "shelf", "page": "page", "peek": "peek"}
# Buttons that change one of them. They have names of their own: a form also sends what was there before, in no certain order.
BUTTONS = {"open": "band", "look": "peek", "go": "page", "tab": "from"}


def placing_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of this launch's placing, for teachers who may place links. Says so where the platform has had its answer."""

    def wrapper(request: HttpRequest) -> HttpResponse:
        launch: Launch = request.launch
        placing = Placing.objects.filter(launch=launch).first()
        if placing is None:
            raise Http404
        if not launch.may_place_links or viewer_for(request).audience is not Audience.TEACHER or not may_write(request):
            return refuse(request, LtiError("may_not_place"))
        placing.launch = launch
        try:
            return view(request, placing, asked_of(placing))
        except AlreadyAnswered:
            return render(request, "lti/note.html", _over(), status=409)

    return wrapper


@require_safe
@placing_view
def picker(request: HttpRequest, placing: Placing, settings: DeepLinkingSettings) -> HttpResponse:
    """One screen of the picker. Its whole state is in the address: no cookie, no script, and the back button goes back."""
    if not settings.takes_links:
        return render(request, "lti/note.html", _takes_no_links(), status=422)
    data = _pressed(request.GET)
    source, sources = _source(data, placing.launch)
    if "toggle" in data or "drop" in data:
        return HttpResponseRedirect(f"{reverse('picker')}?{_after_change(data, source)}")
    return _screen(request, data, placing.launch, settings, source, sources)


@require_POST
@placing_view
def picker_answer(request: HttpRequest, placing: Placing, settings: DeepLinkingSettings) -> HttpResponse:
    """The choice, or none: signed, and on its way to the platform."""
    if "leave" in request.POST or not settings.takes_links:
        error = "" if settings.takes_links else _takes_no_links()["text"]
        return _answered(request, placing, (), Wishes(), error=error)
    data = _pressed(request.POST)
    source, sources = _source(data, placing.launch)
    choices = _chosen(_picks(request.POST), sources)
    if not choices:
        trouble = source.words.choose_first
        return _screen(request, request.POST, placing.launch, settings, source, sources, trouble=trouble, status=422)
    return _answered(request, placing, choices, _wishes(request.POST))


def _answered(request: HttpRequest, placing: Placing, choices: tuple[Choice, ...], wishes: Wishes, *, error: str = "") -> HttpResponse:
    if placing.waiting_hash:
        # The platform's window is elsewhere: posted from this tab, the answer would leave that window waiting for ever.
        return render(request, "lti/picker_left.html", {"count": leave_answer(placing, choices, wishes, error=error)})
    return send_answer(request, answer_placing(placing, choices, wishes, error=error), request.launch)


def send_answer(request: HttpRequest, answer: Answer, launch: Launch) -> HttpResponse:
    """The page that posts an answer to the platform."""
    # With the platform's other addresses: browsers hold form-action against the redirects after it, too.
    request.form_targets = sorted({answer.return_origin, *launch.frame_ancestors})
    return render(request, "lti/picker_answer.html", {"answer": answer})


def _screen(request, data, launch, settings, source: Source, sources, *, trouble: str = "", status: int = 200) -> HttpResponse:
    asked = _asked(data)
    if not any(name in data for name in PARAMETERS):
        asked = replace(asked, shelf=_where_it_left_off(launch, source))
    if not settings.accept_multiple:
        asked = replace(asked, picks=asked.picks[-1:])
    browsed = source.browse(asked)
    shown = {choice.id for shelf in browsed.shelves for bundle in shelf.bundles for choice in (bundle.whole, *bundle.choices)}
    elsewhere = _chosen(asked.picks, [other for other in sources if other is not source])
    picked = _in_order(asked.picks, (*browsed.picked, *elsewhere))
    picks = [choice.id for choice in picked]
    wishes = _wishes(data)
    if not trouble and len(picks) >= MOST_PICKS:
        trouble = _("That is as many as one answer holds: %(count)s. Add these, then choose more.") % {"count": MOST_PICKS}
    context = {
        "source": source,
        "sources": sources,
        "browsed": browsed,
        "picked": picked,
        "found_words": source.words.found(browsed.found) if browsed.found is not None else "",
        "asked": replace(asked, shelf=_open_shelf(browsed) or asked.shelf),
        "page_of": _page_of(data),
        "picks": set(picks),
        "hidden_picks": [pick for pick in picks if pick not in shown],
        "single": not settings.accept_multiple,
        "may_return_completion": may_return_completion(settings),
        "stays_on_version": wishes.stays_on_version,
        "returns_completion": wishes.returns_completion,
        "trouble": trouble,
    }
    return render(request, "lti/picker.html", context, status=status)


def _chosen(picks: Iterable[str], sources: Iterable[Source]) -> tuple[Choice, ...]:
    """What was picked, of every tab, complete and in the order in which it was."""
    picks = tuple(picks)
    return _in_order(picks, tuple(choice for source in sources for choice in source.choices(picks))) if picks else ()


def _in_order(picks: Iterable[str], choices: Iterable[Choice]) -> tuple[Choice, ...]:
    known = {choice.id: choice for choice in choices}
    return tuple(known[pick] for pick in picks if pick in known)


def _source(data: QueryDict, launch: Launch) -> tuple[Source, list[Source]]:
    is_staff = launch.context is not None and launch.context.audience == Context.ContextAudience.STAFF
    sources = picker_sources(is_staff=is_staff)
    wanted = data.get("from", "")
    return next((source for source in sources if source.key == wanted), sources[0]), sources


def _pressed(data: QueryDict) -> QueryDict:
    """The state after a button, and a page number only where it still counts pages of the same list."""
    after = data.copy()
    for button, name in BUTTONS.items():
        if button in data:
            after[name] = data[button]
    if "page" in after and "go" not in data and data.get("page_of", "") != _page_of(after):
        after["page"] = ""
    return after


def _page_of(data: QueryDict) -> str:
    return "|".join(data.get(name, "") for name in ("from", "lang", "q", "strand", "band"))


def _asked(data: QueryDict) -> Asked:
    said = {field: data.get(name, "")[:MOST_CHARS].replace("\x00", "") for name, field in PARAMETERS.items()}
    return Asked(**said, picks=tuple(_picks(data)))


def _picks(data: QueryDict) -> list[str]:
    """What is chosen, in the order in which it was: `order` has the earlier picks, what it does not know came last."""
    chosen = data.getlist("pick")
    earlier = [pick for pick in data.get("order", "")[: MOST_PICKS * 20].split(",") if pick in chosen]
    return list(dict.fromkeys([*earlier, *chosen]))[:MOST_PICKS]


def _wishes(data: QueryDict) -> Wishes:
    return Wishes(stays_on_version=data.get("version") == "stay", returns_completion=data.get("completion") == "1")


def _after_change(data: QueryDict, source: Source) -> str:
    """The address after a unit was added, or taken out again where all of it was chosen, or one pick was dropped."""
    picks = _picks(data)
    if "toggle" in data:
        inside = source.inside(data["toggle"])
        if inside and set(inside) <= set(picks):
            picks = [pick for pick in picks if pick not in inside]
        else:
            picks = list(dict.fromkeys([*picks, *inside]))[:MOST_PICKS]
    picks = [pick for pick in picks if pick != data.get("drop")]
    kept = [(name, data.get(name, "")) for name in ("from", *PARAMETERS, "page_of", "version", "completion") if data.get(name)]
    return urlencode([*kept, ("band", data.get("band", "")), *(("pick", pick) for pick in picks)])


def _where_it_left_off(launch: Launch, source: Source) -> str:
    """The shelf of what was placed in this course last. Kept about the course, not about the person."""
    key = launch.context.last_placed_key if launch.context else None
    return source.shelf_of(key) if key else ""


def _open_shelf(browsed: Browsed) -> str:
    return next((shelf.key for shelf in browsed.shelves if shelf.is_open), "") if browsed.found is None else ""


def _over() -> dict:
    return {
        "title": _("Your course already has the answer"),
        "text": _("What you chose was sent to your course. If it is not there, go back to the course and choose again."),
        "may_leave": False,
    }


def _takes_no_links() -> dict:
    return {
        "title": _("Nothing can be added here"),
        "text": _(
            "This place in your course takes no links to lessons. Add an activity or an external tool instead, and choose Waymark there."
        ),
        "may_leave": True,
    }
