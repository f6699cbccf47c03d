"""The same inside a launch: no ambient credential reaches these views, and each that writes needs the launch's own cookie, which no
other site's page can send along with a form that it made up; so they need no form token."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from pd_tracks.urls import urlpatterns as routes

urlpatterns = [path(str(route.pattern), csrf_exempt(route.callback), name=route.name) for route in routes]
