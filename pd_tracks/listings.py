"""What the pages of tracks list."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language

from wagtail.models import Page

from curriculum.places import address_of, language_of
from pd_tracks.audience import Reader, module_views
from pd_tracks.parts import ModuleTile, TrackTile, TrackView


def module_tiles(versions: Iterable, url_paths: dict[int, str]) -> tuple[ModuleTile, ...]:
    """A tile for each version, in the order of `url_paths` (module id to path in the tree of addresses)."""
    versions = {version.module_id: version for version in versions}
    ordered = [versions[pk] for pk in url_paths if pk in versions]
    return tuple(
        ModuleTile(view.title, address_of(url_paths[version.module_id]), view.purpose, view.minutes, view.language, view.launch_key)
        for version, view in zip(ordered, module_views(ordered, Reader.LEARNER), strict=True)
    )


def track_view(track, modules: tuple[ModuleTile, ...]) -> TrackView:
    """A track as everybody sees it."""
    return TrackView(
        language=language_of(track.url_path) or track.locale.language_code,
        title=track.title,
        audience=track.intended_for,
        purpose=track.purpose,
        opt_in=track.opt_in,
        modules=modules,
        minutes=sum(tile.minutes for tile in modules),
        launch_key=track.launch_key,
        all_url=address_of(track.url_path.removesuffix(f"{track.slug}/")),
    )


def track_tiles(tracks, modules) -> tuple[TrackTile, ...]:
    """A tile for each track with the number of its modules. Two statements."""
    counts = Counter(path[: -Page.steplen] for path in modules.values_list("path", flat=True))
    return tuple(TrackTile(track.title, address_of(track.url_path), track.purpose, counts[track.path]) for track in tracks)


def titles_of(keys: Iterable) -> dict:
    """Titles of tracks and modules by their keys, in the language that is spoken where there is a page in it, else in the main one. One
    statement; what was never published is left out."""
    spoken, keys = get_language() or settings.LANGUAGE_CODE, set(keys)
    pages = Page.objects.filter(translation_key__in=keys, first_published_at__isnull=False) if keys else Page.objects.none()
    rows = pages.values_list("translation_key", "locale__language_code", "title")
    # The last one stays.
    order = {settings.LANGUAGE_CODE: 1, spoken: 2}
    return {key: title for key, _language, title in sorted(rows, key=lambda row: order.get(row[1], 0))}
