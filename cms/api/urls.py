"""Routes of the API that are the floor's own; every other resource is its app's, joined in `cms.urls`."""

from django.urls import path

from cms.api.description import Description
from cms.api.root import Problems, Root
from cms.policies.api import PolicyDetail, PolicyList

urlpatterns = [
    path("", Root.as_view(), name="api_root"),
    path("problems/", Problems.as_view(), name="api_problems"),
    path("schema/", Description.as_view(), name="api_schema"),
    path("policies/", PolicyList.as_view(), name="api_policies"),
    path("policies/<uuid:key>/", PolicyDetail.as_view()),
]
