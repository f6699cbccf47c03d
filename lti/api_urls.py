"""Routes below /api/v1/."""

from django.urls import path

from lti.api import PlatformList

urlpatterns = [path("platforms/", PlatformList.as_view(), name="api_platforms")]
