"""Routes of educator tracks, under /learning/."""

from django.urls import path

from pd_tracks import views

urlpatterns = [
    path("<uuid:launch_key>/checks/<int:index>/", views.check_answer, name="module_check"),
]
