"""One's own learning: to see, to take along, to delete. For a token of its owner with the scope `me`, or its owner signed in. Never kept by a cache.

Everything comes from `pd_tracks.own.data`, which writes the file of one's own page too.
"""

from dataclasses import asdict

from django.urls import reverse

from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from cms.api.queries import Query
from cms.api.schema import documented
from cms.api.views import OwnView
from cms.models import User
from cms.public_url import public_url
from pd_tracks.api import examples
from pd_tracks.api.me_parts import (
    CertificatesSerializer,
    EnrolmentsSerializer,
    ExportSerializer,
    GoneSerializer,
    HoursSerializer,
    OwnSerializer,
    ReflectionsSerializer,
)
from pd_tracks.own.code import has_code, texts_are_open
from pd_tracks.own.data import own_data
from pd_tracks.services import delete_all

RESOURCES = ("enrolments", "reflections", "hours", "certificates", "export")


class SureQuery(Query):
    """For deleting."""

    sure = serializers.ChoiceField(["1"], help_text="`1`: everything is deleted at once and cannot be brought back.")


def may_read_texts(request, person: User) -> bool:
    """Whether what this person wrote may be given here. A token never gives what a code closes: the code is given in a browser."""
    return not has_code(person) if request.auth is not None else texts_are_open(request._request, person)


class Own(OwnView, GenericAPIView):
    """A part of `own_data`."""

    scope = "me"
    pagination_class = None
    filter_backends = []
    wants_texts = False

    def data(self) -> dict:
        return own_data(self.request.user, with_texts=self.wants_texts and may_read_texts(self.request, self.request.user))

    def part(self, data: dict) -> dict:
        return data

    def get(self, request, *args, **kwargs):
        return Response(self.get_serializer(self.part(self.data())).data)


@documented(
    "deleteOwnLearning",
    "Delete all of it",
    "Deletes everything of this person's learning at once, for ever, and says how much it was. Takes `sure=1`. The account itself stays.",
    "Own learning",
    examples.GONE,
    method="delete",
    responses={200: GoneSerializer},
)
@documented("getOwnLearning", "Where one's own learning is", "Who is asking, and the addresses below.", "Own learning", examples.ME)
class Me(Own):
    http_method_names = ["get", "head", "delete"]
    serializer_class = OwnSerializer

    def query_for(self, method):
        return SureQuery if method == "DELETE" else Query

    def get(self, request, *args, **kwargs):
        person = request.user
        own = {
            "account": person.get_username(),
            "has_code": has_code(person),
            "texts_are_closed": not may_read_texts(request, person),
            "resources": {name: public_url(reverse(f"api_own_{name}")) for name in RESOURCES},
        }
        return Response(self.get_serializer(own).data)

    def delete(self, request, *args, **kwargs):
        return Response(GoneSerializer(asdict(delete_all(person=request.user))).data)


@documented(
    "listOwnEnrolments", "Own tracks", "The tracks one joined, and what one marked in their modules.", "Own learning", examples.ENROLMENTS
)
class OwnEnrolments(Own):
    serializer_class = EnrolmentsSerializer


@documented(
    "listOwnReflections",
    "Own texts",
    "What one wrote. `texts_are_closed` says where a code keeps them.",
    "Own learning",
    examples.REFLECTIONS,
)
class OwnReflections(Own):
    serializer_class = ReflectionsSerializer
    wants_texts = True

    def part(self, data: dict) -> dict:
        texts = [text for track in data["tracks"] for text in track["texts"]]
        return {"texts_are_closed": data["texts_are_closed"], "reflections": texts}


@documented("listOwnHours", "Own hours", "Every line of one's hours, oldest first.", "Own learning", examples.HOURS)
class OwnHours(Own):
    serializer_class = HoursSerializer

    def part(self, data: dict) -> dict:
        return {"minutes": sum(line["minutes"] for line in data["hours"]), "hours": data["hours"]}


@documented("listOwnCertificates", "Own certificates", "The certificates one claimed.", "Own learning", examples.CERTIFICATES)
class OwnCertificates(Own):
    serializer_class = CertificatesSerializer


@documented("exportOwnLearning", "All of it", "The same as the file that the page “Your learning” offers.", "Own learning", examples.EXPORT)
class OwnExport(Own):
    serializer_class = ExportSerializer
    wants_texts = True

    def get(self, request, *args, **kwargs):
        return Response(self.data())
