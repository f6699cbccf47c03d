"""Which tracks there are, with their modules: the frame of every table here."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from pd_tracks.listings import titles_of
from pd_tracks.models import ModulePage, TrackPage


@dataclass(frozen=True)
class ModuleLine:
    key: UUID
    title: str
    minutes: int


@dataclass(frozen=True)
class TrackLine:
    key: UUID
    title: str
    modules: tuple[ModuleLine, ...]


def track_lines() -> tuple[TrackLine, ...]:
    """Every track that is live, in the order of the site, with its modules. Three statements."""
    # A translation is the same track: it is counted once, and called as the reader speaks.
    here = {"live": True, "locale__language_code": settings.LANGUAGE_CODE}
    tracks = list(TrackPage.objects.filter(**here).order_by("path").values_list("path", "translation_key"))
    modules = list(ModulePage.objects.filter(**here).order_by("path").values_list("path", "translation_key", "pd_minutes"))
    titles = titles_of({key for _path, key in tracks} | {key for _path, key, _minutes in modules})
    return tuple(
        TrackLine(
            key,
            titles.get(key, ""),
            tuple(ModuleLine(each, titles.get(each, ""), minutes or 0) for below, each, minutes in modules if below.startswith(path)),
        )
        for path, key in tracks
    )
