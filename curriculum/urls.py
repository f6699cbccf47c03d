"""Routes of teaching material on the public site, under /lessons/."""

from django.urls import path

from curriculum import views

urlpatterns = [
    path("<uuid:launch_key>/checks/<int:index>/", views.check_answer, name="check_answer"),
]
