"""Routes of educator tracks, under /learning/. `own_routes` exist inside a launch, too; a coach's, and what is public of a
certificate, exist on the site itself alone, and so does the link in an e-mail."""

from django.urls import path

from pd_tracks.views import (
    badges,
    certificates,
    checks,
    choosing,
    coach,
    codes,
    conversations,
    joining,
    linking,
    mine,
    notices,
    participation,
    reflections,
)

own_routes = [
    path("mine/", mine.mine, name="own_learning"),
    path("participation/", participation.participation, name="participation"),
    path("participation/counts.<str:kind>", participation.participation_file, name="participation_file"),
    path("mine/delete/", mine.forget_me, name="forget_own_learning"),
    path("mine/together/", linking.together, name="put_together"),
    path("mine/code/", codes.code, name="own_code"),
    path("mine/reminders/", notices.reminders, name="own_reminders"),
    path("texts/<uuid:key>/share/", reflections.share, name="share_text"),
    path("texts/<uuid:key>/take-back/", reflections.unshare, name="unshare_text"),
    path("texts/<uuid:key>/delete/", reflections.delete, name="delete_text"),
    path("conversations/<uuid:key>/take-back/", conversations.take_back, name="withdraw_conversation"),
    path("conversations/<uuid:key>/calendar.ics", conversations.calendar, name="own_calendar"),
    path("certificates/<uuid:key>/take-back/", certificates.take_back_certificate, name="revoke_certificate"),
    path("certificates/<uuid:key>/delete/", certificates.delete_certificate, name="delete_certificate"),
    path("<uuid:key>/certificate/", certificates.claim_certificate, name="claim_certificate"),
    path("<uuid:launch_key>/checks/<int:index>/", checks.check_answer, name="module_check"),
    path("<uuid:key>/join/", joining.join, name="join_track"),
    path("<uuid:key>/coach/", choosing.choose, name="choose_coach"),
    path("<uuid:key>/pause/", joining.pause, name="pause_track"),
    path("<uuid:key>/gradebook/", joining.tell, name="tell_gradebook"),
    path("<uuid:key>/leave/", joining.leave, name="leave_track"),
    path("<uuid:key>/marks/", joining.mark, name="mark_module"),
    path("<uuid:key>/texts/", reflections.write, name="write_reflection"),
    path("<uuid:key>/conversations/", conversations.ask, name="ask_for_conversation"),
]

urlpatterns = [
    *own_routes,
    path("coach/", coach.home, name="coach"),
    path("coach/people.<str:kind>", coach.people_file, name="coach_file"),
    path("coach/texts/<uuid:key>/", coach.shared, name="coach_text"),
    path("coach/conversations/<uuid:key>/", coach.conversation, name="coach_conversation"),
    path("coach/conversations/<uuid:key>/calendar.ics", coach.calendar, name="coach_calendar"),
    path("coach/e-mail/", notices.digest, name="coach_digest"),
    path("e-mail/<str:token>/", notices.stop, name="stop_notices"),
    path("certificates/<uuid:key>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:key>/certificate.pdf", certificates.pdf, name="certificate_pdf"),
    path("certificates/<uuid:key>/badge.<str:kind>", certificates.badge, name="badge_file"),
    path("badges/issuer/", badges.issuer, name="badge_issuer"),
    path("badges/issuer/keys", badges.keys, name="badge_keys"),
    path("badges/issuer/keys/<slug:name>", badges.key, name="badge_key"),
    path("badges/revoked", badges.status, name="badge_status"),
    path("badges/achievements/<uuid:key>/", badges.achievement, name="achievement"),
]
