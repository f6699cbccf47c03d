"""Connected platforms, for administrators' own tools. No key, secret, token address or person is in it."""

from django.utils.translation import gettext_lazy as _

from rest_framework import serializers

from cms.api.schema import documented
from cms.api.scopes import Scope
from cms.api.views import ListView, ScopedView
from lti.models import Deployment, Registration


class DeploymentSerializer(serializers.Serializer):
    id_on_platform = serializers.CharField()
    status = serializers.ChoiceField(Deployment.Status.values)


class PlatformSerializer(serializers.Serializer):
    name = serializers.CharField()
    issuer = serializers.CharField()
    client_id = serializers.CharField()
    is_active = serializers.BooleanField(help_text="Whether it may launch.")
    deployments = DeploymentSerializer(many=True)


PLATFORM = {
    "name": "Canvas",
    "issuer": "https://canvas.instructure.com",
    "client_id": "10000000000001",
    "is_active": True,
    "deployments": [{"id_on_platform": "1:8865aa05b4b79b64a91a86042e43af5ea8ae79eb", "status": "approved"}],
}


def scopes_of_platforms() -> list[Scope]:
    return [Scope("platforms", _("Connected platforms, without their secrets"), lambda user: user.has_perm("lti.view_registration"))]


@documented(
    "listPlatforms",
    "Connected platforms",
    "Names, issuers, client ids and deployments. Takes the scope `platforms`.",
    "Platforms",
    PLATFORM,
)
class PlatformList(ScopedView, ListView):
    serializer_class = PlatformSerializer
    scope = "platforms"
    ordering = ("pk",)

    def rows(self):
        return Registration.objects.prefetch_related("deployments")
