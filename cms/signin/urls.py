"""Mounted below /admin/sign-in/. `cms.signin.standing` says which of them somebody reaches who has no second factor yet."""

from django.urls import include, path

from cms.signin import link_views, own, people, views
from cms.signin.oidc import views as single

urlpatterns = [
    path("code/", views.code, name="sign_in_code"),
    path("out/", views.SignOutView.as_view(), name="sign_in_out"),
    path("link/", link_views.ask, name="sign_in_link"),
    path("link/sent/", link_views.sent, name="sign_in_link_sent"),
    path("link/open/", link_views.open_link, name="sign_in_link_open"),
    path("single-sign-on/", single.begin, name="sign_in_single"),
    path("single-sign-on/back/", single.come_back, name="sign_in_single_back"),
    path("single-sign-on/own/", single.own, name="sign_in_single_own"),
    path("single-sign-on/own/link/", single.link, name="sign_in_single_link"),
    path("single-sign-on/own/unlink/", single.unlink, name="sign_in_single_unlink"),
    path("tokens/", include("cms.api.tokens.urls")),
    path("confirm/", own.confirm, name="sign_in_confirm"),
    path("second-factor/", own.set_up, name="sign_in_set_up"),
    path("second-factor/codes/", own.codes, name="sign_in_codes"),
    path("second-factor/remove/", own.remove, name="sign_in_remove"),
    path("end/", own.end, name="sign_in_end"),
    path("end/<uuid:key>/", own.end, name="sign_in_end_one"),
    path("people/<int:user_id>/", people.person, name="sign_in_person"),
    path("people/<int:user_id>/end/", people.end, name="sign_in_person_end"),
    path("people/<int:user_id>/end/<uuid:key>/", people.end, name="sign_in_person_end_one"),
    path("people/<int:user_id>/reset/", people.reset, name="sign_in_person_reset"),
]
