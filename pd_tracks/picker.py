"""Educator tracks, as a facilitator chooses from them in a course for staff: track, module."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from wagtail.models import Page

from cms.picker import Asked, Browsed, Bundle, Choice, Preview, Shelf, Words
from curriculum.places import address_of
from pd_tracks.audience import Reader, module_views
from pd_tracks.models import CoachingPage, ModulePage, ModuleVersion, TrackPage
from pd_tracks.parts import ModuleView

PREFIX = "m"
WORDS = Words(
    choose_one=gettext_lazy("This place takes one link. Choose a module, or a whole track as one link."),
    choose_many=gettext_lazy("Choose modules, or add a whole track: one link for each module. Joining is always each person’s own choice."),
    search=gettext_lazy("Search modules"),
    search_example=gettext_lazy("Such as feedback, families, planning"),
    narrow="",
    no_narrowing="",
    add_all=gettext_lazy("Add whole track"),
    all_as_one=gettext_lazy("The whole track as one link"),
    nothing_yet=gettext_lazy("Nothing is published yet. When the district publishes its first module, it appears here."),
    peek=gettext_lazy("Press the eye beside a module to see what it is about before you add it."),
    version=gettext_lazy("When a module changes"),
    completion="",  # nothing of a teacher's learning goes to a gradebook
    choose_first=gettext_lazy("Choose at least one module first."),
    found=lambda count: ngettext("%(found)s module found", "%(found)s modules found", count) % {"found": count},
)


@dataclass(frozen=True)
class ModulePeek:
    """What the picker shows of a module before it is chosen, and where to read all of it."""

    module: ModuleView
    url: str


@dataclass(frozen=True)
class TrackPeek:
    """The same for a track."""

    title: str
    language: str
    purpose: str
    opt_in: str
    url: str


class Modules:
    """The source of the second tab. A district has some dozens of modules, so a screen is made from all of one language."""

    key = "modules"
    title = gettext_lazy("Educator tracks")
    words = WORDS
    is_for_staff = True

    def browse(self, asked: Asked) -> Browsed:
        tracks, modules = _open_pages()
        languages = tuple(dict.fromkeys(page.locale.language_code for page in tracks))
        language = asked.language if asked.language in languages else (languages or ("",))[0]
        views = _views(modules)
        here = [track for track in tracks if track.locale.language_code == language]
        words = asked.words.split()
        found = {page.pk for page in modules if words and page.pk in views and _has(views[page.pk], words)}
        shelves = tuple(filter(None, (_shelf(track, modules, views, asked, found if words else None) for track in here)))
        known = {choice.id: choice for choice in _choices(tracks, modules, views)}
        return Browsed(
            language=language,
            languages=tuple((code, get_language_info(code)["name_local"]) for code in languages),
            narrowings=(),
            shelves=shelves,
            picked=tuple(known[pick] for pick in asked.picks if pick in known),
            preview=_preview(asked.peek, tracks, modules, views),
            found=sum(len(bundle.choices) for shelf in shelves for bundle in shelf.bundles) if words else None,
        )

    def choices(self, ids: tuple[str, ...]) -> tuple[Choice, ...]:
        if not any(each.startswith(PREFIX) for each in ids):
            return ()
        tracks, modules = _open_pages()
        known = {choice.id: choice for choice in _choices(tracks, modules, _views(modules))}
        return tuple(known[each] for each in ids if each in known)

    def inside(self, id: str) -> tuple[str, ...]:
        tracks, modules = _open_pages()
        track = next((track for track in tracks if _id(track) == id), None)
        return tuple(_id(page) for page in modules if track and _is_in(page, track))

    def shelf_of(self, launch_key: UUID) -> str:
        tracks, modules = _open_pages()
        for track in tracks:
            if launch_key in {track.translation_key, *(page.translation_key for page in modules if _is_in(page, track))}:
                return _key(track)
        return ""

    def outline(self, language: str, launch_key: UUID | None = None) -> tuple[Shelf, ...]:
        tracks, modules = _open_pages()
        views = _views(modules)
        spoken = {track.locale.language_code for track in tracks}
        language = language if language in spoken else (min(spoken) if spoken else "")
        chosen = [track for track in tracks if track.locale.language_code == language and launch_key in {None, track.translation_key}]
        return tuple(Shelf(_key(track), track.title, "", is_open=True, bundles=(_bundle(track, modules, views, None),)) for track in chosen)


def _open_pages() -> tuple[list[TrackPage], list[ModulePage]]:
    """Live tracks and modules that anybody may open, in order. Three statements."""
    roots = list(CoachingPage.objects.live().filter(view_restrictions__isnull=True))
    if not roots:
        return [], []
    tracks = [track for root in roots for track in TrackPage.objects.live().open_children_of(root).select_related("locale")]
    modules = [page for root in roots for page in ModulePage.objects.open_below(root).in_teaching_order().select_related("locale")]
    return tracks, modules


def _views(modules: list[ModulePage]) -> dict[int, ModuleView]:
    versions = list(ModuleVersion.objects.light().filter(module__in=[page.pk for page in modules]).newest_of_each())
    return {version.module_id: view for version, view in zip(versions, module_views(versions, Reader.LEARNER), strict=True)}


def _shelf(track, modules, views, asked: Asked, found: set[int] | None) -> Shelf | None:
    """A track; while somebody searches, only what was found."""
    bundle = _bundle(track, modules, views, found)
    if not bundle.choices:
        return None
    is_open = found is not None or _key(track) == asked.shelf
    count = len(bundle.choices)
    note = ngettext("%(count)s module", "%(count)s modules", count) % {"count": count}
    return Shelf(_key(track), track.title, note, is_open, (bundle,) if is_open else ())


def _bundle(track, modules, views, found: set[int] | None) -> Bundle:
    inside = [page for page in modules if _is_in(page, track) and page.pk in views and (found is None or page.pk in found)]
    return Bundle(_track_choice(track), tuple(_module_choice(page, views[page.pk]) for page in inside))


def _choices(tracks, modules, views) -> list[Choice]:
    return [*map(_track_choice, tracks), *(_module_choice(page, views[page.pk]) for page in modules if page.pk in views)]


def _track_choice(track: TrackPage) -> Choice:
    return Choice(_id(track), track.translation_key, track.title, text=track.purpose, can_be_finished=False)


def _module_choice(page: ModulePage, view: ModuleView) -> Choice:
    note = _("%(minutes)s min") % {"minutes": view.minutes}
    return Choice(_id(page), page.translation_key, view.title, note, view.purpose, view.version_number, can_be_finished=False)


def _preview(peek: str, tracks, modules, views) -> Preview | None:
    for page in modules:
        if _id(page) == peek and page.pk in views:
            return Preview(peek, "components/module_peek.html", ModulePeek(views[page.pk], address_of(page.url_path)))
    for track in tracks:
        if _id(track) == peek:
            section = TrackPeek(track.title, track.locale.language_code, track.purpose, track.opt_in, address_of(track.url_path))
            return Preview(peek, "components/track_peek.html", section)
    return None


def _has(view: ModuleView, words: list[str]) -> bool:
    said = f"{view.title} {view.purpose} {' '.join(section.title for section in view.sections)}".casefold()
    return all(word.casefold() in said for word in words)


def _id(page: Page) -> str:
    return f"{PREFIX}{page.pk}"


def _key(track: TrackPage) -> str:
    return f"{PREFIX}{track.pk}"


def _is_in(page: Page, track: TrackPage) -> bool:
    return page.path.startswith(track.path)
