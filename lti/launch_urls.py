"""Routes of `lti` inside a launch, under /s/<token>/course/."""

from django.urls import path

from lti.views.course import course_home

urlpatterns = [path("", course_home, name="course_home")]
