"""The tool's endpoints, the names platforms are told. The closing slash is part of each."""

from django.urls import path

from lti.views import jwks, launch, login, notices, waiting

app_name = "lti"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("launch/", launch.launch, name="launch"),
    path("open/", launch.open_in_tab, name="open"),
    path("open/stored/", launch.go_on_with_storage, name="stored"),
    path("open/waiting/", waiting.is_answered, name="waiting"),
    path("open/answer/", waiting.answer, name="answer"),
    path("open/continue/", launch.continue_in_tab, name="continue"),
    path("ended/", launch.ended, name="ended"),
    path("notices/", notices.notices, name="notices"),
    path("jwks/", jwks.jwks, name="jwks"),
]
