"""The reports of the curriculum, mounted by a Wagtail hook. Everything here is behind the admin's sign-in."""

from django.urls import path

from curriculum.reports import views

urlpatterns = [
    path("reports/coverage/", views.Coverage.as_view(), name="coverage"),
    path("reports/lessons/", views.LessonReport.as_view(), name="lesson_report"),
    path("reports/lessons/results/", views.LessonReport.as_view(results_only=True), name="lesson_report_results"),
    path("reports/competencies/", views.CompetencyReport.as_view(), name="competency_report"),
    path("reports/competencies/results/", views.CompetencyReport.as_view(results_only=True), name="competency_report_results"),
]
