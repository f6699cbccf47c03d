"""Every address of the practice LMS. The names are also the names under which hits are counted."""

from django.conf import settings
from django.urls import path
from django.views.static import serve

from practice_lms import by_hand, connecting, control, deep_linking, notices, pages, protocol, roster, services, storage

COURSE = "courses/<str:course_id>"
API = "api/courses/<str:course_id>"

urlpatterns = [
    # what a person sees
    path("", pages.home, name="home"),
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path(f"{COURSE}/", pages.course, name="course"),
    path(f"{COURSE}/people/", pages.people, name="people"),
    path(f"{COURSE}/gradebook/", pages.gradebook, name="gradebook"),
    path(f"{COURSE}/gradebook/<int:number>/<str:person_id>/", pages.grade, name="grade"),
    path(f"{COURSE}/grades/", pages.own_grades, name="own_grades"),
    path(f"{COURSE}/copy/", pages.copy, name="copy"),
    path(f"{COURSE}/add/", deep_linking.add, name="add"),
    path("connect/", connecting.connect, name="connect"),
    path("storage/", storage.frame, name="storage"),
    path(f"{COURSE}/add/start/", deep_linking.start, name="add_start"),
    path(f"{COURSE}/by-hand/", by_hand.add_by_hand, name="by_hand"),
    path(f"{COURSE}/activities/<str:activity_id>/", pages.activity, name="activity"),
    path(f"{COURSE}/activities/<str:activity_id>/start/", pages.start, name="start"),
    # what the tool talks to
    path("auth", protocol.auth, name="auth"),
    path("jwks", protocol.jwks, name="jwks"),
    path("token", protocol.token, name="token"),
    path(".well-known/openid-configuration", connecting.configuration, name="configuration"),
    path("register", connecting.register, name="register"),
    path("api/notices", notices.handlers, name="notices"),
    path("deep-linking/return", deep_linking.returned, name="deep_linking_return"),
    path(f"{API}/lineItems", services.line_items, name="line_items"),
    path(f"{API}/lineItems/<int:number>", services.line_item, name="line_item"),
    path(f"{API}/lineItems/<int:number>/scores", services.scores, name="scores"),
    path(f"{API}/lineItems/<int:number>/results", services.results, name="results"),
    path(f"{API}/memberships", roster.members, name="members"),
    # what tests steer
    path("control/state", control.show, name="control_state"),
    path("control/reset", control.reset, name="control_reset"),
    path("control/rotate", control.rotate, name="control_rotate"),
    path("control/faults", control.faults, name="control_faults"),
    path("control/hostile", control.hostile_names, name="control_hostile"),
    path("control/launch", control.launch, name="control_launch"),
    path("static/<path:path>", serve, {"document_root": settings.FOLDER / "static"}, name="static"),
]
