"""Every route that exists under /s/<token>/, and no other: an allow-list.

Mounting the whole site here would let a signed-in administrator's browser act under a stranger's token. Forms are exempt
from Django's CSRF check here and only here: no ambient credential reaches these views (`lti.middleware` removes all cookies
but the launch's own), and the unguessable token in the address is what a forger would have to know. Today that concerns
one view, `check_answer`, which stores nothing and is exempt everywhere.
"""

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from wagtail.views import serve

from cms import views

handler500 = "cms.views.server_error"

urlpatterns = [
    path("lessons/", include("curriculum.urls")),
    path("course/", include("lti.launch_urls")),
    path("gone/", views.launched_tombstone, {"launch_key": None}, name="launched_tombstone_unknown"),
    path("gone/<uuid:launch_key>/", views.launched_tombstone, name="launched_tombstone"),
    path("sign-in/", csrf_exempt(views.not_inside_a_launch), name="wagtailcore_login"),
    path("sign-in/<int:restriction>/<int:page>/", csrf_exempt(views.not_inside_a_launch), name="wagtailcore_authenticate_with_password"),
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
]
