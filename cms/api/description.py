"""`/api/v1/schema/`: the description of the API, as YAML or JSON."""

from django.utils import translation

from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView

from cms.api.views import ApiView


class Json(OpenApiJsonRenderer):
    media_type = "application/json"
    format = "json"


class Yaml(OpenApiYamlRenderer):
    media_type = "application/yaml"
    format = "yaml"


class Description(ApiView, SpectacularAPIView):
    """In English and without rights, whoever asks, so that it is the same for everybody."""

    schema = None
    renderer_classes = [Yaml, OpenApiYamlRenderer, Json, OpenApiJsonRenderer]
    permission_classes = ApiView.permission_classes
    authentication_classes = ApiView.authentication_classes

    def get(self, request, *args, **kwargs):
        with translation.override("en"):
            response = self._get_schema_response(request)
        response.headers["Content-Language"] = "en"
        return response
