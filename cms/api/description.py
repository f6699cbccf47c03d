"""`/api/v1/schema/`: the description of the API, as YAML or JSON. In English and the same for everybody, so it is made once in a process."""

from functools import cache

from django.utils import translation

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from cms.api.views import ApiView


class Written(BaseRenderer):
    """Hands over what is written already."""

    writer: type[BaseRenderer]
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return data


class Yaml(Written):
    media_type, format, writer = "application/yaml", "yaml", OpenApiYamlRenderer


class OpenApiYaml(Yaml):
    media_type = "application/vnd.oai.openapi"


class Json(Written):
    media_type, format, writer = "application/json", "json", OpenApiJsonRenderer


class OpenApiJson(Json):
    media_type = "application/vnd.oai.openapi+json"


@cache
def described(writer: type[BaseRenderer]) -> bytes:
    """The whole description. Takes some seconds the first time."""
    with translation.override("en"):
        return writer().render(SchemaGenerator().get_schema(request=None, public=True))


class Description(ApiView):
    schema = None
    renderer_classes = [Yaml, OpenApiYaml, Json, OpenApiJson]

    def get(self, request, *args, **kwargs):
        return Response(described(request.accepted_renderer.writer), headers={"Content-Language": "en"})
