"""Routes below /api/v1/. Keys that cannot be one are not found without asking the database."""

from django.urls import path

from curriculum.api import lessons, terms, tools, units

urlpatterns = [
    path("grade-bands/", terms.GradeBandList.as_view(), name="api_grade_bands"),
    path("grade-bands/<slug:key>/", terms.GradeBandDetail.as_view()),
    path("strands/", terms.StrandList.as_view(), name="api_strands"),
    path("strands/<slug:key>/", terms.StrandDetail.as_view()),
    path("competencies/", terms.CompetencyList.as_view(), name="api_competencies"),
    path("competencies/<slug:key>/", terms.CompetencyDetail.as_view()),
    path("units/", units.UnitList.as_view(), name="api_units"),
    path("units/<uuid:key>/", units.UnitDetail.as_view()),
    path("lessons/", lessons.LessonList.as_view(), name="api_lessons"),
    path("lessons/<uuid:key>/", lessons.LessonDetail.as_view()),
    path("tools/", tools.ToolList.as_view(), name="api_tools"),
    path("tools/<slug:slug>/", tools.ToolDetail.as_view()),
]
