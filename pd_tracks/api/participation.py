"""Participation in the REST API: counts that were published, and for a coach the people who turned to them. The same as the pages show, through the
same gate (`pd_tracks.sharing`)."""

from rest_framework import serializers

from cms.api.errors import bad_parameter
from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import ListView, ScopedView
from pd_tracks.api import examples
from pd_tracks.models import CountedGroup, Enrolment, Publication, PublishedCount
from pd_tracks.participation.outline import track_lines
from pd_tracks.participation.people import STATES, Choice, PersonRow, enrolments_of, look_at_who_was_asked_for, rows_of
from pd_tracks.sharing import Onlooker, seen_by


class CountSerializer(serializers.Serializer):
    week = serializers.DateField(source="publication.week", help_text="The Monday of the week in which it was counted.")
    floor = serializers.IntegerField(source="publication.floor", help_text="The smallest group that was counted then.")
    group = serializers.CharField(source="group.key", help_text="The school or course; lasts.")
    group_name = serializers.CharField(source="group.shown_name")
    track = serializers.UUIDField(source="track_key")
    module = serializers.UUIDField(source="module_key", allow_null=True, help_text="Null: who joined the track. Else: who is done with it.")
    people = serializers.IntegerField(
        help_text="Rounded down to a multiple of 5, and kept until enough changed. A number that is not shown is not listed."
    )


class CountQuery(ListQuery):
    week = serializers.DateField(required=False, help_text="A Monday that was published; the newest, unless said otherwise.")
    track = serializers.UUIDField(required=False, help_text="The key of a track.")
    group = serializers.CharField(required=False, max_length=60, help_text="The key of a school or course.")


@documented(
    "listCounts",
    "Published counts",
    "How many people joined each track and are done with each module, by school or course, in one week: taken once a week, rounded down, never of a small group. "
    "Takes the scope `participation`.",
    "Participation",
    examples.COUNT,
)
class CountList(ScopedView, ListView):
    serializer_class = CountSerializer
    query_class = CountQuery
    scope = "participation"
    ordering = ("pk",)

    def rows(self):
        seen = seen_by(Onlooker(user=self.request.user), PublishedCount).select_related("group", "publication")
        publications = Publication.objects.order_by("-week")
        publication = publications.filter(week=self.asked["week"]).first() if "week" in self.asked else publications.first()
        if publication is None:
            if "week" in self.asked:
                raise bad_parameter("week", "Nothing was published in a week that begins on this day.")
            return seen.none()
        rows = seen.filter(publication=publication)
        if "track" in self.asked:
            rows = rows.filter(track_key=self.asked["track"])
        if "group" in self.asked:
            group = CountedGroup.objects.filter(key=self.asked["group"], pk__in=seen.order_by().values("group")).first()
            if group is None:
                raise bad_parameter("group", "Nothing was ever shown of a school or course with this key.")
            rows = rows.filter(group=group)
        return rows


class StateSerializer(serializers.Serializer):
    module = serializers.CharField(source="title")
    state = serializers.ChoiceField(list(STATES), help_text="Empty: not marked.")
    on = serializers.DateTimeField(allow_null=True)


class SharedSerializer(serializers.Serializer):
    key = serializers.UUIDField(help_text="What was written is read on the site alone, where its author sees that you did.")
    module = serializers.CharField()
    at = serializers.DateTimeField()


class TalkSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    state = serializers.CharField(source="words")


class PersonSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="As they want to be called by you.")
    track = serializers.CharField()
    shows = serializers.BooleanField(help_text="Whether they show how far they are. If not, the next two are empty, and say nothing.")
    place = serializers.CharField(help_text="The school or course in which they joined.")
    modules = StateSerializer(many=True, help_text="Empty as well for a track that is not on the site any more.")
    texts = SharedSerializer(many=True)
    talks = TalkSerializer(many=True)
    until = serializers.DateField(allow_null=True, help_text="Null for who only asked.")


class PeopleQuery(ListQuery):
    track = serializers.UUIDField(required=False, help_text="The key of a track.")
    module = serializers.UUIDField(required=False, help_text="Only who shows to be done with this module.")
    what = serializers.ChoiceField(["chose", "asked", "shared"], required=False, help_text="Only who turned to you in this way.")


@documented(
    "listPeople",
    "People who turned to you",
    "For a coach: who chose them, asked, or shares a text, and what each of them shows. Each answer is a look that these people see. Takes the scope `people`.",
    "Participation",
    examples.PERSON,
)
class PeopleList(ScopedView, ListView):
    serializer_class = PersonSerializer
    query_class = PeopleQuery
    scope = "people"
    ordering = ("listed_as",)
    http_method_names = ["get"]  # a HEAD would be a look at nothing

    def rows(self):
        choice = Choice(self.asked.get("track"), self.asked.get("module"), None, self.asked.get("what", ""))
        look_at_who_was_asked_for(self.who, choice)
        return enrolments_of(self.who, choice)

    def shown(self, page: list[Enrolment]) -> list[PersonRow]:
        return rows_of(self.who, page, track_lines())

    @property
    def who(self) -> Onlooker:
        return Onlooker(user=self.request.user)
