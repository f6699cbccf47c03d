"""Routes below /api/v1/."""

from django.urls import path

from pd_tracks.api import me, participation, tracks

urlpatterns = [
    path("tracks/", tracks.TrackList.as_view(), name="api_tracks"),
    path("tracks/<uuid:key>/", tracks.TrackDetail.as_view()),
    path("modules/", tracks.ModuleList.as_view(), name="api_modules"),
    path("modules/<uuid:key>/", tracks.ModuleDetail.as_view()),
    path("participation/", participation.CountList.as_view(), name="api_participation"),
    path("participation/people/", participation.PeopleList.as_view(), name="api_people"),
    path("me/", me.Me.as_view(), name="api_me"),
    path("me/enrolments/", me.OwnEnrolments.as_view(), name="api_own_enrolments"),
    path("me/reflections/", me.OwnReflections.as_view(), name="api_own_reflections"),
    path("me/hours/", me.OwnHours.as_view(), name="api_own_hours"),
    path("me/certificates/", me.OwnCertificates.as_view(), name="api_own_certificates"),
    path("me/export/", me.OwnExport.as_view(), name="api_own_export"),
]
