"""Tracks and their modules, as anybody who learns from them sees them. Who learns is in none of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from rest_framework import serializers

from cms.api.errors import bad_parameter
from cms.api.pages import find_page, listed, open_pages
from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import DetailView, ListView
from cms.public_url import public_url
from cms.viewer import PUBLIC
from curriculum.api.lesson_parts import CheckSerializer
from curriculum.api.lessons import any_of_paths
from curriculum.places import address_of
from pd_tracks.api import examples
from pd_tracks.audience import Reader, module_view, module_views
from pd_tracks.models import ModulePage, ModuleVersion, TrackPage
from pd_tracks.parts import ModuleView

Texts = serializers.ListField


@dataclass(frozen=True)
class ListedModule:
    """What the serializers read: the gate's view, and where the module lies."""

    view: ModuleView
    track: str | None
    page_url: str
    published_at: datetime | None
    is_translated: bool


class TrackSerializer(serializers.Serializer):
    key = serializers.UUIDField(source="translation_key", help_text="Never changes; the launch key of links from courses.")
    language = serializers.CharField(source="locale.language_code", help_text="The language it is given in.")
    is_translated = serializers.BooleanField(help_text="False where there is none in the language asked for.")
    title = serializers.CharField()
    for_whom = serializers.CharField(source="intended_for")
    purpose = serializers.CharField()
    opt_in = serializers.CharField(help_text="That joining is voluntary, in the district's words.")
    module_keys = Texts(child=serializers.UUIDField(), help_text="Its modules that anybody may open, in order.")
    page_url = serializers.CharField(help_text="Its public page.")


class ModuleFactsSerializer(serializers.Serializer):
    key = serializers.UUIDField(source="view.launch_key", help_text="Never changes; the launch key of links from courses.")
    language = serializers.CharField(source="view.language", help_text="The language it is given in.")
    is_translated = serializers.BooleanField(help_text="False where there is none in the language asked for.")
    track = serializers.UUIDField(allow_null=True, help_text="The key of its track.")
    title = serializers.CharField(source="view.title")
    purpose = serializers.CharField(source="view.purpose")
    minutes = serializers.IntegerField(source="view.minutes")
    version = serializers.IntegerField(source="view.version_number")
    published_at = serializers.DateTimeField(allow_null=True)
    page_url = serializers.CharField(help_text="Its public page.")


class SectionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["read", "try_it", "reflect"])
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    body_html = serializers.CharField()


class ModuleSerializer(ModuleFactsSerializer):
    sections = SectionSerializer(source="view.sections", many=True)
    checks = CheckSerializer(source="view.checks", many=True)
    reflection_prompts = Texts(child=serializers.CharField(), source="view.reflection_prompts")
    evidence_html = serializers.CharField(source="view.evidence_html", help_text="What a teacher has done by then.")


class ModuleQuery(ListQuery):
    track = serializers.UUIDField(required=False, help_text="The key of a track.")


def with_modules(tracks: list[TrackPage], language: str) -> list[TrackPage]:
    """With the keys of their modules in any language, and their address. Two statements."""
    wanted = {track.translation_key for track in tracks}
    by_path = tracks_by_path(TrackPage.objects.filter(translation_key__in=wanted))
    modules = open_pages(ModulePage.objects.live().filter(any_of_paths(list(by_path)))).order_by("path")
    keys: dict[UUID, dict] = defaultdict(dict)  # as a set that keeps its order
    for path, key in modules.values_list("path", "translation_key"):
        keys[by_path[path[: -TrackPage.steplen]]][key] = True
    for track in tracks:
        track.module_keys, track.page_url = list(keys[track.translation_key]), public_url(address_of(track.url_path))
        track.is_translated = track.locale.language_code == language
    return tracks


def tracks_by_path(tracks) -> dict[str, UUID]:
    """Path to key of those that anybody may open. One statement."""
    return dict(open_pages(tracks.live()).values_list("path", "translation_key"))


def around(paths: list[str]) -> dict[str, UUID]:
    """The tracks around modules with these paths, by path. One statement."""
    return tracks_by_path(TrackPage.objects.filter(path__in={path[: -TrackPage.steplen] for path in paths}))


@documented(
    "listTracks",
    "Educator tracks",
    "Every published track that anybody may open, in the order of the site.",
    "Educator tracks",
    examples.TRACK,
)
class TrackList(ListView):
    serializer_class = TrackSerializer
    ordering = ("path",)

    def rows(self):
        return listed(TrackPage.objects.all(), self.language).select_related("locale")

    def shown(self, page: list[TrackPage]) -> list[TrackPage]:
        return with_modules(page, self.language)


@documented("getTrack", "One educator track", "By its key, with the keys of its modules.", "Educator tracks", examples.TRACK)
class TrackDetail(DetailView):
    serializer_class = TrackSerializer
    refusals = (410,)

    def found(self, key: UUID) -> TrackPage:
        return with_modules([find_page(TrackPage, key, self.language)], self.language)[0]


@documented(
    "listModules",
    "Modules of educator tracks",
    "Every published module that anybody may open, in the order of the site; `track` narrows the list.",
    "Educator tracks",
    examples.MODULE_FACTS,
)
class ModuleList(ListView):
    serializer_class = ModuleFactsSerializer
    query_class = ModuleQuery
    ordering = ("path",)

    def rows(self):
        modules = listed(ModulePage.objects.all(), self.language).filter(Exists(ModuleVersion.objects.filter(module=OuterRef("pk"))))
        if "track" in self.asked:
            paths = list(tracks_by_path(TrackPage.objects.filter(translation_key=self.asked["track"])))
            if not paths:
                raise bad_parameter("track", "There is no track with this key.")
            modules = modules.filter(any_of_paths(paths))
        return modules.values("pk", "path", "url_path")

    def shown(self, page: list[dict]) -> list[ListedModule]:
        newest = ModuleVersion.objects.filter(module_id__in=[row["pk"] for row in page]).newest_of_each().light()
        versions = {version.module_id: version for version in newest}
        ordered = [versions[row["pk"]] for row in page]
        tracks = around([row["path"] for row in page])
        return [
            ListedModule(
                view=view,
                track=tracks.get(row["path"][: -TrackPage.steplen]),
                page_url=public_url(address_of(row["url_path"])),
                published_at=version.published_at,
                is_translated=view.language == self.language,
            )
            for row, version, view in zip(page, ordered, module_views(ordered, Reader.LEARNER), strict=True)
        ]


@documented(
    "getModule",
    "One module",
    "The newest published version, as whoever learns from it reads it: without answers and without what is for coaches.",
    "Educator tracks",
    examples.MODULE,
)
class ModuleDetail(DetailView):
    serializer_class = ModuleSerializer
    refusals = (410,)

    def found(self, key: UUID) -> ListedModule:
        page = find_page(ModulePage, key, self.language)
        source = page.version_for(PUBLIC)
        view = module_view(source, Reader.LEARNER)
        return ListedModule(
            view=view,
            track=around([page.path]).get(page.path[: -TrackPage.steplen]),
            page_url=public_url(page),
            published_at=None if isinstance(source, dict) else source.published_at,
            is_translated=view.language == self.language,
        )
