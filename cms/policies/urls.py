"""Addresses of clauses and of old versions: permanent, because they are cited. Pages themselves are Wagtail's."""

from django.urls import path, re_path

from cms.policies import views

policy_routes = [
    path("clauses/<uuid:policy_key>/<int:number>/", views.clause, name="clause"),
    re_path(r"^((?:[\w\-]+/)+)versions/([0-9]{1,6})/$", views.version, name="policy_version"),
]
