"""Routes of teaching material inside a launch. The token in the address is the secret, so CSRF is exempt here, and only here."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from curriculum import views

urlpatterns = [
    path("<uuid:launch_key>/checks/<int:index>/", csrf_exempt(views.check_answer), name="check_answer"),
]
