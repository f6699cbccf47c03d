"""Routes of teaching material on the public site, under /lessons/."""

from django.urls import path

from curriculum import views
from curriculum.tools.views import tools

urlpatterns = [
    path("search/", views.search, name="search"),
    path("tools/", tools, name="tools"),
    path("competencies/<slug:code>/", views.competency, name="competency"),
    path("<uuid:launch_key>/families/", views.families, name="family"),
    path("<uuid:launch_key>/versions/", views.versions, name="versions"),
    path("<uuid:launch_key>/checks/<int:index>/", views.check_answer, name="check_answer"),
]
