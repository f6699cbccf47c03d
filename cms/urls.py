"""The one place that joins the apps, by dotted string."""

from django.contrib import admin
from django.urls import include, path, re_path

from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import authenticate_with_password as authenticate_for_documents
from wagtail.views import authenticate_with_password

from cms import copies, files, views
from cms.languages import in_every_language
from cms.policies.urls import policy_routes
from cms.signin import views as signin
from cms.sitemaps import robots_txt, sitemap_xml

handler500 = "cms.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", sitemap_xml, name="sitemap"),
    # One door: before the routes of Wagtail and Django that they replace, under their names.
    path("admin/login/", signin.SignInView.as_view(), name="wagtailadmin_login"),
    path("admin/password_reset/", signin.ResetView.as_view(), name="wagtailadmin_password_reset"),
    path("admin/sign-in/", include("cms.signin.urls")),
    path("django-admin/login/", signin.to_the_door),
    path("admin/localize/page/<int:page_id>/convert_to_alias/", copies.refuse_conversion),
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    # In place of Wagtail's own routes, which know no audience; under its names, which its links use.
    re_path(r"^documents/([0-9]+)/(.*)$", files.document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_for_documents,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("media/images/<path:name>", files.picture, name="picture"),
    path("lti/", include("lti.urls")),
    path("api/v1/", include("cms.api.urls")),
    path("api/v1/", include("curriculum.api.urls")),
    path("api/v1/", include("pd_tracks.api.urls")),
    path("api/v1/", include("lti.api_urls")),
    path("api/", include("cms.api.not_here")),
    path("_util/login/", signin.to_the_door, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    *in_every_language(
        path("lessons/", include("curriculum.urls")),
        path("learning/", include("pd_tracks.urls")),
        *policy_routes,
        re_path(views.PAGE_PATH, views.page, name="wagtail_serve"),
    ),
]
