"""The review clock in the admin, mounted by a Wagtail hook. Everything here is behind the admin's sign-in."""

from django.urls import path

from cms.reviews import views
from cms.reviews.report import ReviewReport

app_name = "reviews"
urlpatterns = [
    path("reports/reviews/", ReviewReport.as_view(), name="report"),
    path("reports/reviews/results/", ReviewReport.as_view(results_only=True), name="report_results"),
    path("reviews/<int:kind>/<int:key>/", views.history, name="history"),
    path("reviews/<int:kind>/<int:key>/record/", views.record, name="record"),
    path("reviews/<int:kind>/<int:key>/owner/", views.owner, name="owner"),
    path("reviews/<int:review>/undo/", views.undo, name="undo"),
]
