"""Routes of educator tracks, under /learning/."""

from django.urls import path

from pd_tracks import people_views, views

urlpatterns = [
    path("mine/", people_views.mine, name="own_learning"),
    path("mine/delete/", people_views.forget_me, name="forget_own_learning"),
    path("<uuid:launch_key>/checks/<int:index>/", views.check_answer, name="module_check"),
    path("<uuid:key>/join/", people_views.join, name="join_track"),
    path("<uuid:key>/pause/", people_views.pause, name="pause_track"),
    path("<uuid:key>/leave/", people_views.leave, name="leave_track"),
    path("<uuid:key>/marks/", people_views.mark, name="mark_module"),
]
