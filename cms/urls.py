"""The one place that joins the apps, by dotted string."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve as serve_file

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views

handler500 = "cms.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("lti/", include("lti.urls")),
    path("lessons/", include("curriculum.urls")),
]
if not settings.MEDIA_URL.startswith("http"):
    # One small node may serve its own pictures; larger installations use object storage.
    # Its root is the pictures' own folder: documents beside it go through Wagtail, which asks who may have them.
    urlpatterns += [path("media/images/<path:path>", serve_file, {"document_root": Path(settings.MEDIA_ROOT) / "images"})]
urlpatterns += [path("", include(wagtail_urls))]
