"""The same inside a launch. A form of another site would have to know the token in the address; what writes here also needs the launch's
own cookie, and refuses a form that the browser says came from elsewhere (`pd_tracks.views.own`). So it needs no form token."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from pd_tracks.urls import own_routes as routes

urlpatterns = [path(str(route.pattern), csrf_exempt(route.callback), name=route.name) for route in routes]
