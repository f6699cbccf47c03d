"""Mounted below /admin/sign-in/tokens/."""

from django.urls import path

from cms.api.tokens import views

urlpatterns = [
    path("", views.tokens, name="api_tokens"),
    path("new/", views.make, name="api_token_new"),
    path("everybody/", views.everybody, name="api_tokens_of_everybody"),
    path("<uuid:key>/revoke/", views.revoke, name="api_token_revoke"),
]
