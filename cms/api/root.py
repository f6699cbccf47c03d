"""The first address, the list of problems, and what is not there."""

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from rest_framework import serializers
from rest_framework.response import Response

from cms.api.errors import PROBLEMS
from cms.api.schema import documented
from cms.api.views import ApiView, DetailView
from cms.public_url import public_url

RESOURCES = ("grade_bands", "strands", "competencies", "units", "lessons", "tools", "tracks", "modules", "policies", "me", "platforms")
MORE = ("participation", "problems", "schema")


class RootSerializer(serializers.Serializer):
    version = serializers.CharField()
    resources = serializers.DictField(child=serializers.CharField(), help_text="The address of each resource, by name.")


class ProblemKindSerializer(serializers.Serializer):
    code = serializers.CharField()
    type = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    advice = serializers.CharField()


class ProblemListSerializer(serializers.Serializer):
    problems = ProblemKindSerializer(many=True)


@documented(
    "getRoot",
    "What there is",
    "The address of every resource.",
    "About",
    {"version": "1", "resources": {"lessons": "https://waymark.example.org/api/v1/lessons/"}},
)
class Root(DetailView):
    serializer_class = RootSerializer

    def found(self) -> dict:
        return {"version": "1", "resources": {name: url for name in (*RESOURCES, *MORE) if (url := _address(name))}}


def _address(name: str) -> str:
    """Empty for a resource that this installation does not have."""
    try:
        return public_url(reverse(f"api_{name}"))
    except NoReverseMatch:
        return ""


@documented(
    "listProblems",
    "Kinds of refusals",
    "Where `type` of a refusal leads: what each kind means and what to do.",
    "About",
    {
        "problems": [
            {
                "code": "not-found",
                "type": "https://waymark.example.org/api/v1/problems/#not-found",
                "status": 404,
                "title": "Not here",
                "advice": "Nothing public has this address or key, and perhaps nothing ever had.",
            }
        ]
    },
)
class Problems(DetailView):
    serializer_class = ProblemListSerializer

    def found(self) -> dict:
        return {"problems": list(PROBLEMS.values())}


class NotHere(ApiView):
    """Any other address below /api/, whatever the method."""

    schema = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options", "trace"]

    def initial(self, request, *args, **kwargs):
        raise Http404

    def get(self, request, *args, **kwargs):
        return Response()

    post = put = patch = delete = options = trace = get
