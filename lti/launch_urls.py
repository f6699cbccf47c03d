"""Routes of `lti` inside a launch, under /s/<token>/course/."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from lti.views.cartridge import cartridge
from lti.views.completion import finish
from lti.views.course import course_home
from lti.views.links import ask_to_be_for_staff, course_links, decide_link
from lti.views.own_record import privacy, review
from lti.views.placing import picker, picker_answer
from lti.views.progress import class_names, class_progress

urlpatterns = [
    path("", course_home, name="course_home"),
    path("finish/", csrf_exempt(finish), name="finish"),
    path("progress/", class_progress, name="class_progress"),
    path("progress/names/", class_names, name="class_names"),
    path("privacy/", privacy, name="launch_privacy"),
    path("review/<uuid:key>/", review, name="review"),
    path("staff/", csrf_exempt(ask_to_be_for_staff), name="ask_to_be_for_staff"),
    path("links/", course_links, name="course_links"),
    path("links/<int:pk>/", csrf_exempt(decide_link), name="decide_link"),
    path("cartridge/", cartridge, name="cartridge"),
    path("cartridge/<uuid:unit>/", cartridge, name="unit_cartridge"),
    path("place/", picker, name="picker"),
    path("place/answer/", csrf_exempt(picker_answer), name="picker_answer"),
]
