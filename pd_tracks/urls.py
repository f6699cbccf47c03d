"""Routes of educator tracks, under /learning/. `own_routes` exist inside a launch, too; a coach's exist on the site itself alone."""

from django.urls import path

from pd_tracks.views import checks, coach, codes, conversations, joining, mine, reflections

own_routes = [
    path("mine/", mine.mine, name="own_learning"),
    path("mine/delete/", mine.forget_me, name="forget_own_learning"),
    path("mine/code/", codes.code, name="own_code"),
    path("texts/<uuid:key>/share/", reflections.share, name="share_text"),
    path("texts/<uuid:key>/take-back/", reflections.unshare, name="unshare_text"),
    path("texts/<uuid:key>/delete/", reflections.delete, name="delete_text"),
    path("conversations/<uuid:key>/take-back/", conversations.take_back, name="withdraw_conversation"),
    path("conversations/<uuid:key>/calendar.ics", conversations.calendar, name="own_calendar"),
    path("<uuid:launch_key>/checks/<int:index>/", checks.check_answer, name="module_check"),
    path("<uuid:key>/join/", joining.join, name="join_track"),
    path("<uuid:key>/pause/", joining.pause, name="pause_track"),
    path("<uuid:key>/leave/", joining.leave, name="leave_track"),
    path("<uuid:key>/marks/", joining.mark, name="mark_module"),
    path("<uuid:key>/texts/", reflections.write, name="write_reflection"),
    path("<uuid:key>/conversations/", conversations.ask, name="ask_for_conversation"),
]

urlpatterns = [
    *own_routes,
    path("coach/", coach.home, name="coach"),
    path("coach/texts/<uuid:key>/", coach.shared, name="coach_text"),
    path("coach/conversations/<uuid:key>/", coach.conversation, name="coach_conversation"),
    path("coach/conversations/<uuid:key>/calendar.ics", coach.calendar, name="coach_calendar"),
]
