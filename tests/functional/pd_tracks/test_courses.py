"""Educator tracks inside a platform: in courses for staff, and nowhere else."""

import re

from django.test import Client

import pytest

from curriculum.models import LessonPage, UnitPage
from lti.models import Context
from pd_tracks.models import ModulePage
from tests.fake_platform import INSTITUTION_STUDENT, INSTRUCTOR, LEARNER, MENTOR
from tests.functional.lti.test_picker import see
from tests.functional.lti_conformance.placing import ask, picker_path, sent_by

pytestmark = pytest.mark.django_db
REFUSED = "This is for staff"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_who_takes_part_in_a_staff_course_reads_a_module(client, staff_course, module):
    location, response = staff_course(client, module)
    assert response.status_code == 200
    page = text(response)
    assert "Four guards" in page
    prefix = "/".join(location.split("/")[:3])
    assert f'action="{prefix}/learning/{module.launch_key}/checks/0/' in page, "a check keeps the launch"
    assert client.post(f"{prefix}/learning/{module.launch_key}/checks/0/", {"choice": 2}, secure=True).status_code == 200


@pytest.mark.parametrize("roles", [(LEARNER,), (INSTRUCTOR,), (MENTOR,), ()])
def test_in_a_course_for_students_nobody_does(client, staff_course, module, track, roles):
    for page in (module, track):
        location, response = staff_course(client, page, course="course-1", is_staff=False, roles=roles)
        assert response.status_code == 403
        assert REFUSED in text(response)
        assert "Four guards" not in text(response)
        assert ("Read it on the public site" in text(response)) is (roles == (INSTRUCTOR,))
    prefix = "/".join(location.split("/")[:3])
    for path in ("/educators/", f"/learning/{module.launch_key}/checks/0/"):
        answer = client.post(f"{prefix}{path}", secure=True) if "checks" in path else client.get(f"{prefix}{path}", secure=True)
        assert answer.status_code == 403
        assert REFUSED in text(answer)


def test_a_student_of_the_institution_stays_a_student_in_a_staff_course(client, staff_course, module):
    _location, response = staff_course(client, module, roles=(LEARNER, INSTITUTION_STUDENT), sub="s-1")
    assert response.status_code == 403
    assert REFUSED in text(response)


def test_a_copied_address_shows_what_the_public_site_shows(client, staff_course, module):
    location, _response = staff_course(client, module)
    page = Client().get(location, secure=True)
    assert page.status_code == 200
    assert "Four guards" in text(page)


def test_the_link_to_the_public_site_holds_no_launch(client, staff_course, module):
    location, response = staff_course(client, module, course="course-1", is_staff=False, roles=(INSTRUCTOR,))
    token = location.split("/")[2]
    address = re.search(r'class="btn" href="([^"]+)"', response.content.decode())[1]
    assert token not in address
    assert address.endswith(module.get_url())


def test_a_link_may_stay_on_a_version_of_a_module(client, staff_course, module):
    module.purpose = "Another purpose."
    module.change_note = "The purpose is shorter."
    module.save_revision().publish()
    custom = {"launch_key": module.launch_key, "version": "1"}
    location, response = staff_course(client, module, roles=(INSTRUCTOR,), custom=custom)
    page = text(response)
    assert "Another purpose." not in page
    assert "Version 2" in page
    assert "The purpose is shorter." in page
    assert "word by word" not in page, "there is no such page for modules"


# The picker ------------------------------------------------------------------------------------------------------------


def staff_picker(platform, client) -> str:
    context = {"id": "staff-1", "title": "AI for our staff"}
    ask(platform, client, context=context)
    Context.objects.filter(id_on_platform="staff-1").update(audience="staff")
    return picker_path(ask(platform, client, context=context))


def test_the_second_tab_is_for_staff_courses_alone(platform, client):
    assert "Educator tracks" not in see(client, picker_path(ask(platform, client)))
    page = see(client, staff_picker(platform, client))
    assert "Educator tracks" in page
    assert "Lessons" in page


def test_a_facilitator_adds_a_module_and_a_lesson(platform, client, module):
    path = staff_picker(platform, client)
    page = see(client, path, **{"from": "modules"})
    assert "Feedback and Assessment" in page
    assert "Filter by strand" not in page
    opened = see(client, path, **{"from": "modules"}, open=re.search(r'name="open" value="(m\d+)"[^>]*>(?:(?!<button).)*Feedback', page)[1])
    assert module.title in opened
    lesson = LessonPage.objects.live().filter(locale__language_code="en").first()
    picks = [f"m{module.pk}", str(lesson.pk)]
    both = see(client, path, **{"from": "modules"}, pick=picks)
    assert re.findall(r'name="drop" value="(m?\d+)"', both) == picks, "what was chosen in the other tab stays"
    answer = client.post(f"{path}answer/", {"from": "modules", "pick": picks}, secure=True)
    items = sent_by(platform, answer).items
    assert [item["custom"]["launch_key"] for item in items] == [module.launch_key, lesson.launch_key]
    assert not any("lineItem" in item for item in items)


def test_a_whole_track_and_a_search(platform, client, track):
    path = staff_picker(platform, client)
    page = see(client, path, **{"from": "modules"}, toggle=f"m{track.pk}")
    assert "4 chosen, one link each, in this order" in page
    found = see(client, path, **{"from": "modules"}, q="families")
    assert re.search(r"\d modules? found", found)
    assert "Integrity Conversations" not in found
    assert "Talking with Families about AI" in found


def test_a_preview_shows_what_anybody_may_read(platform, client, module):
    page = see(client, staff_picker(platform, client), **{"from": "modules"}, look=f"m{module.pk}")
    assert module.purpose in page
    assert next(iter(module.coach_starters)).value not in page


def test_in_a_course_for_students_a_module_cannot_be_picked(platform, client, module):
    path = picker_path(ask(platform, client))
    answer = client.post(f"{path}answer/", {"from": "modules", "pick": [f"m{module.pk}"]}, secure=True)
    assert answer.status_code == 422


@pytest.mark.parametrize("odd", ["m", "mm1", "m1e9", "m-1", "m99999999999999999999", "x1"])
def test_odd_ids(platform, client, odd):
    path = staff_picker(platform, client)
    assert "Nothing chosen yet" in see(client, path, **{"from": "modules"}, pick=odd, look=odd, open=odd)
    assert client.post(f"{path}answer/", {"from": "modules", "pick": odd}, secure=True).status_code == 422


# Units -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("roles", "is_shown"), [((INSTRUCTOR,), True), ((LEARNER,), False), ((MENTOR,), False)])
def test_a_unit_names_modules_to_teachers_alone(client, staff_course, roles, is_shown):
    unit = UnitPage.objects.get(slug="g68-can-i-trust-this", locale__language_code="en")
    location, response = staff_course(client, unit, course="course-1", is_staff=False, roles=roles)
    page = text(response)
    assert ("Learn to teach this" in page) is is_shown
    if is_shown:
        link = re.search(r'href="([^"]+)"[^>]*>Choosing and Explaining', page)[1]
        assert location.split("/")[2] not in link, "a module would not open in this course"
        assert link.startswith("http")


def test_a_module_link_tells_a_gradebook_nothing_but_by_each_teachers_own_switch(client, staff_course, module, platform):
    """Also one whose parameters were copied from a lesson's link."""
    custom = {"launch_key": module.launch_key, "completion": "1"}
    _location, response = staff_course(client, module, roles=(INSTRUCTOR,), custom=custom)
    page = text(response)
    assert "Each teacher decides alone whether this gradebook is told." in page
    assert "See who has finished" not in page
    assert "I have finished" not in page


def test_a_unit_names_no_module_of_a_track_behind_a_sign_in(client, track):
    unit = UnitPage.objects.get(slug="g68-responsibility-lab", locale__language_code="en")
    assert "Integrity Conversations" in text(client.get(unit.get_url(), secure=True))
    track.view_restrictions.create(restriction_type="login")
    assert "Integrity Conversations" not in text(client.get(unit.get_url(), secure=True))


def test_no_module_is_listed_where_it_is_behind_a_sign_in(platform, client, module):
    ModulePage.objects.get(pk=module.pk).view_restrictions.create(restriction_type="login")
    page = see(client, staff_picker(platform, client), **{"from": "modules"}, q="guards")
    assert module.title not in page
