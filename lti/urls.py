"""The tool's endpoints, the names platforms are told. The closing slash is part of each."""

from django.urls import path

from lti.views import connect, jwks, launch, login, notices, register, waiting

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
    path("register/<str:secret>/", register.register, name="register"),
    path("config/canvas.json", connect.canvas_json, name="canvas_json"),
    path("connect/", connect.connect, name="connect"),
    path("connect/<int:pk>/", connect.connection, name="connection"),
    path("connect/<int:pk>/activate/", connect.switch_on, name="activate"),
    path("connect/<int:pk>/check/<str:name>/", connect.check, name="check"),
    path("jwks/", jwks.jwks, name="jwks"),
]
