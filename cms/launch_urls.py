"""Every route that exists under /s/<token>/, and no other: an allow-list.

Mounting the whole site here would let a signed-in administrator's browser act under a stranger's token. No ambient credential
reaches these views (`lti.middleware` removes all cookies but the launch's own), so a form here needs no CSRF token: what a forger
would have to know is the token in the address. What is somebody's own also needs the launch's cookie (`pd_tracks.launch_urls`).
"""

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from cms import files, views
from cms.languages import in_every_language
from cms.policies.urls import policy_routes

handler500 = "cms.views.server_error"

urlpatterns = [
    path("course/", include("lti.launch_urls")),
    re_path(r"^documents/([0-9]+)/(.*)$", files.document, name="wagtaildocs_serve"),
    path("media/images/<path:name>", files.picture, name="picture"),
    path("gone/", views.launched_tombstone, {"launch_key": None}, name="launched_tombstone_unknown"),
    path("gone/<uuid:launch_key>/", views.launched_tombstone, name="launched_tombstone"),
    path("sign-in/", csrf_exempt(views.not_inside_a_launch), name="wagtailcore_login"),
    path("sign-in/<int:restriction>/<int:page>/", csrf_exempt(views.not_inside_a_launch), name="wagtailcore_authenticate_with_password"),
    *in_every_language(
        path("lessons/", include("curriculum.urls")),
        path("learning/", include("pd_tracks.launch_urls")),
        *policy_routes,
        re_path(views.PAGE_PATH, views.page, name="wagtail_serve"),
    ),
]
