"""Links: which version each shows, what a copy of a course keeps, and how a teacher mends one."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from curriculum.models import LessonPage
from lti.models import ResourceLink
from tests.fake_platform import ABSENT, CONTEXT_ADMINISTRATOR, INSTRUCTOR, LEARNER, TEACHING_ASSISTANT

pytestmark = pytest.mark.django_db

OLD, NEW = "The question as it was", "The question as it is now"


@pytest.fixture
def lesson(lesson_key) -> LessonPage:
    """With a version of its own for each of two questions: numbers n-1 and n."""
    lesson = LessonPage.objects.get(translation_key=lesson_key, locale__language_code="en")
    for question in (OLD, NEW):
        lesson.essential_question, lesson.change_note = question, f"Asks: {question}"
        lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


@pytest.fixture
def newest(lesson) -> int:
    return lesson.versions.newest_first().first().number


def launch(platform, client, *, link: str = "link-1", course: str = "course-1", roles=(INSTRUCTOR,), custom: dict | None = None, **changes):
    """Opens a link; returns the answer and the page it leads to."""
    asked = {"launch_key": platform.launch_key} | (custom or {})
    context = {"id": course, "title": f"The course {course}"}
    response = platform.launch(
        client, resource_link={"id": link, "title": f"Link {link}"}, context=context, roles=list(roles), custom=asked, **changes
    )
    assert response.status_code == 303, response.content
    return response["Location"], client.get(response["Location"], secure=True)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def decide(client, location: str, link: ResourceLink, **fields):
    token = "/".join(location.split("/")[:3])
    return client.post(f"{token}/course/links/{link.pk}/", fields, secure=True)


def the(link: str) -> ResourceLink:
    return ResourceLink.objects.get(id_on_platform=link)


# ---- following and pinning -----------------------------------------------------------------------------------------


def test_a_link_follows_the_newest(platform, client, lesson):
    _location, page = launch(platform, client)
    assert NEW in text(page)
    assert "It always shows the newest version." in text(page)


def test_a_link_stays_on_the_version_it_was_placed_with(platform, client, lesson, newest):
    _location, page = launch(platform, client, custom={"version": str(newest - 1)})
    assert OLD in text(page)
    assert NEW not in text(page).replace(f"Asks: {NEW}", "")
    assert f"Version {newest} is out" in text(page)
    assert f"Asks: {NEW}" in text(page), "what changed, in the author's words"
    assert f"?from={newest - 1}&amp;to={newest}#changes" in text(page)
    assert OLD in text(launch(platform, client, roles=[LEARNER], custom={"version": str(newest - 1)})[1])


@pytest.mark.parametrize("version", ["999", "0", "-1", "1.0", "٣", "x", "$Version", "9" * 30])
def test_numbers_that_were_never_published_count_as_none(platform, client, lesson, version):
    assert NEW in text(launch(platform, client, custom={"version": version})[1])
    assert the("link-1").pinned_version is None


def test_a_teacher_stays_follows_and_takes_the_new_one(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    link = the("link-1")
    answer = decide(client, location, link, do="stay", version=newest - 1, back="lesson")
    assert (answer.status_code, answer["Location"].endswith("#this-link")) == (303, True)
    assert OLD in text(client.get(location, secure=True)), "the same launch sees it at once"
    assert OLD in text(launch(platform, client, roles=[LEARNER])[1]), "and so do students"
    decide(client, location, link, do="stay", version=newest, back="lesson")
    assert NEW in text(client.get(location, secure=True))
    decide(client, location, link, do="follow", back="lesson")
    assert the("link-1").pinned_version is None


def test_keeping_the_old_one_ends_the_question_until_there_is_a_newer_one(platform, client, lesson, newest):
    location, page = launch(platform, client, custom={"version": str(newest - 1)})
    decide(client, location, the("link-1"), do="keep", version=newest, back="lesson")
    page = text(client.get(location, secure=True))
    assert "is out</h2>" not in page
    assert f"Version {newest} is the newest." in page
    lesson.essential_question, lesson.change_note = "A third one", "Third"
    lesson.save_revision().publish()
    assert f"Version {newest + 1} is out" in text(client.get(location, secure=True))


def test_a_decision_outlives_launches_until_the_platforms_own_link_changes(platform, client, lesson, newest):
    location, _page = launch(platform, client, custom={"version": str(newest - 1)})
    decide(client, location, the("link-1"), do="follow")
    assert NEW in text(launch(platform, client, custom={"version": str(newest - 1)})[1])
    assert OLD not in text(launch(platform, client)[1])
    assert OLD in text(launch(platform, client, custom={"version": str(newest - 1)})[1]), "placed anew with a version"


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "stay", "version": "999"},
        {"do": "stay"},
        {"do": "keep", "version": "²"},
        {"do": "replace"},
        {"do": "explode"},
        {},
        {"do": "stay", "version": "9" * 40},
    ],
)
def test_what_is_not_possible_changes_nothing_and_says_so(platform, client, lesson, fields):
    location, _page = launch(platform, client)
    answer = decide(client, location, the("link-1"), **fields)
    assert answer.status_code == 422
    assert "Nothing was changed." in text(answer)
    link = the("link-1")
    assert (link.pinned_version, link.chosen_key, link.kept_past) == (None, None, None)


@pytest.mark.parametrize("roles", [[LEARNER], [TEACHING_ASSISTANT], []])
def test_only_those_who_place_links_decide(platform, client, lesson, newest, roles):
    location, page = launch(platform, client, roles=roles)
    assert "This link in your course" not in text(page)
    assert decide(client, location, the("link-1"), do="stay", version=newest).status_code == 403
    assert the("link-1").pinned_version is None


def test_an_administrator_of_the_course_may(platform, client, lesson, newest):
    location, _page = launch(platform, client, roles=[CONTEXT_ADMINISTRATOR])
    assert decide(client, location, the("link-1"), do="stay", version=newest).status_code == 303


def test_links_of_another_course_are_out_of_reach(platform, client, lesson, newest):
    launch(platform, client, link="other", course="course-2")
    location, _page = launch(platform, client)
    assert decide(client, location, the("other"), do="stay", version=newest).status_code == 404
    assert the("other").pinned_version is None


def test_a_link_without_a_course_decides_for_itself_alone(platform, client, lesson, newest):
    for link in ("alone", "lonely"):
        response = platform.launch(
            client, resource_link={"id": link}, context=ABSENT, roles=[INSTRUCTOR], custom={"launch_key": platform.launch_key}
        )
    location = response["Location"]
    assert decide(client, location, the("lonely"), do="stay", version=newest).status_code == 303
    assert decide(client, location, the("alone"), do="stay", version=newest).status_code == 404


def test_an_address_copied_into_another_browser_decides_nothing(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    client.cookies.clear()
    assert decide(client, location, the("link-1"), do="stay", version=newest).status_code == 403


def test_as_a_student_sees_it_there_is_nothing_about_links(platform, client, lesson, newest):
    location, _page = launch(platform, client, custom={"version": str(newest - 1)})
    page = text(client.get(f"{location}?as=student", secure=True))
    assert "is out</h2>" not in page
    assert "This link in your course" not in page


# ---- course copy ---------------------------------------------------------------------------------------------------


def test_a_copied_link_opens_the_same_lesson_without_any_history(platform, client, lesson):
    launch(platform, client)
    _location, page = launch(platform, client, link="copy", course="course-2")
    assert NEW in text(page)


def test_a_copy_named_by_the_links_history_keeps_the_decision_and_says_so(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    _location, page = launch(platform, client, link="copy", course="course-2", custom={"link_history": "gone,link-1,older"})
    copy = the("copy")
    assert (copy.pinned_version, copy.copied_from, copy.pin_source) == (newest - 1, the("link-1"), "copied")
    assert OLD in text(page)
    assert f"It stays on version {newest - 1}, as its original in “The course course-1” does." in text(page)


def test_the_most_recent_link_of_the_history_counts(platform, client, lesson, newest):
    for link, version in (("first", newest - 1), ("second", newest)):
        location, _page = launch(platform, client, link=link)
        decide(client, location, the(link), do="stay", version=version)
    launch(platform, client, link="copy", course="course-3", custom={"link_history": "second,first"})
    assert the("copy").pinned_version == newest


def test_a_copy_named_by_the_contexts_history_keeps_the_decision(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    launch(platform, client, link="copy", course="course-2", custom={"context_history": "course-1"})
    assert the("copy").pinned_version == newest - 1


def test_a_link_of_the_same_lesson_that_was_placed_otherwise_is_no_original(platform, client, lesson, newest):
    """Two links of one lesson in a course, one of them never opened: its copy is not taken for the other's."""
    launch(platform, client)
    launch(platform, client, link="copy", course="course-2", custom={"completion": "1", "context_history": "course-1"})
    assert (the("copy").returns_completion, the("copy").copied_from) == (True, None)
    launch(platform, client, link="older", course="course-2", custom={"version": str(newest - 1), "context_history": "course-1"})
    assert (the("older").pinned_version, the("older").copied_from) == (newest - 1, None)


def test_where_the_originals_disagree_the_link_keeps_what_it_was_placed_with(platform, client, lesson, newest):
    for link, version in (("first", newest - 1), ("second", newest)):
        location, _page = launch(platform, client, link=link)
        decide(client, location, the(link), do="stay", version=version)
    launch(platform, client, link="copy", course="course-2", custom={"context_history": "course-1"})
    assert (the("copy").pinned_version, the("copy").copied_from) == (None, None)


def test_variables_that_the_platform_left_alone_count_as_absent(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    launch(platform, client, link="copy", custom={"link_history": "$ResourceLink.id.history", "context_history": "$Context.id.history"})
    assert the("copy").copied_from is None


def test_a_history_that_names_another_lesson_or_another_deployment_is_ignored(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    other = LessonPage.objects.live().exclude(translation_key=lesson.translation_key).first()
    launch(platform, client, link="other-lesson", custom={"launch_key": str(other.translation_key), "link_history": "link-1"})
    assert the("other-lesson").pinned_version is None
    platform.approve("deployment-of-another-district")
    login = platform.login(client, lti_deployment_id="deployment-of-another-district")
    platform.launch(
        client,
        login=login,
        deployment_id="deployment-of-another-district",
        resource_link={"id": "elsewhere"},
        custom={"launch_key": platform.launch_key, "link_history": "link-1", "context_history": "course-1"},
    )
    assert (the("elsewhere").pinned_version, the("elsewhere").copied_from) == (None, None)


def test_a_copy_keeps_the_completion_switch(platform, client, lesson):
    launch(platform, client, custom={"completion": "1"})
    launch(platform, client, link="copy", course="course-2", custom={"completion": "1", "link_history": "link-1"})
    launch(platform, client, link="plain", course="course-2")
    assert (the("link-1").returns_completion, the("copy").returns_completion, the("plain").returns_completion) == (True, True, False)


# ---- the links of a course -----------------------------------------------------------------------------------------


def links_page(client, location: str):
    token = "/".join(location.split("/")[:3])
    return client.get(f"{token}/course/links/", secure=True)


def test_the_page_lists_the_links_of_this_course_alone(platform, client, lesson, newest):
    launch(platform, client, link="elsewhere", course="course-2")
    launch(platform, client, link="behind", custom={"version": str(newest - 1)})
    launch(platform, client, link="home", custom={"launch_key": ""})
    location, _page = launch(
        platform, client, link="unknown", custom={"launch_key": "5a1b1c1d-0000-4000-8000-000000000000"}, roles=[INSTRUCTOR]
    )
    page = text(links_page(client, location))
    assert "Link elsewhere" not in page
    assert f"It stays on version {newest - 1}; version {newest} is out." in page
    assert "It opens the list of lessons." in page
    assert "It names something this site does not have." in page
    assert page.index("Link unknown") < page.index("Link behind"), "what needs care comes first"


def test_a_withdrawn_lesson_is_replaced_in_place_and_back(platform, client, lesson):
    other = LessonPage.objects.live().filter(locale__language_code="en").exclude(pk=lesson.pk).first()
    location, _page = launch(platform, client)
    for page in LessonPage.objects.filter(translation_key=lesson.translation_key):
        page.withdrawal_note, page.replaced_by = "It was out of date.", other
        page.save_revision()
        page.unpublish()
    page = text(links_page(client, location))
    assert f"“{other.title}” takes its place." in page
    assert decide(client, location, the("link-1"), do="replace").status_code == 303
    student_location, student_page = launch(platform, client, roles=[LEARNER])
    assert other.title in text(student_page)
    assert "It opens what took the place of a withdrawn lesson." in text(links_page(client, location))
    decide(client, location, the("link-1"), do="restore")
    assert the("link-1").chosen_key is None


def test_an_empty_course_says_how_links_come_here(platform, client):
    response = platform.launch(client, resource_link={"id": "x"}, context=ABSENT, roles=[INSTRUCTOR])
    assert "No link of this course has been opened yet." in text(links_page(client, response["Location"]))


def test_students_have_no_such_page(platform, client, lesson):
    location, _page = launch(platform, client, roles=[LEARNER])
    assert links_page(client, location).status_code == 403


def test_statements_do_not_grow_with_the_links(platform, client, lesson, newest):
    location, _page = launch(platform, client)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert links_page(client, location).status_code == 200
        return len(seen)

    links_page(client, location)
    few = statements()
    link = the("link-1")
    keys = list(LessonPage.objects.live().values_list("translation_key", flat=True))
    for number in range(60):
        ResourceLink.objects.create(
            deployment=link.deployment, context=link.context, id_on_platform=f"l{number}", launch_key=keys[number % len(keys)]
        )
    assert statements() == few <= 8


def test_a_teachers_lesson_takes_one_more_statement_where_its_link_stays(platform, client, lesson, newest):
    def statements(location: str) -> int:
        client.get(location, secure=True)
        with CaptureQueriesContext(connection) as seen:
            client.get(location, secure=True)
        return len(seen)

    follows = statements(launch(platform, client)[0])
    stays = statements(launch(platform, client, link="stays", custom={"version": str(newest - 1)})[0])
    assert (follows <= 8, stays) == (True, follows + 1)


# ---- translations --------------------------------------------------------------------------------------------------


def test_versions_are_those_of_the_original(platform, client):
    spanish = LessonPage.objects.live().filter(locale__language_code="es").first()
    original = LessonPage.objects.get(translation_key=spanish.translation_key, locale__language_code="en")
    for page in (original, spanish):
        for word in ("old", "new"):
            page.essential_question, page.change_note = f"{page.locale.language_code} {word}", word
            page.save_revision().publish()
    number = original.versions.newest_first().first().number
    custom = {"launch_key": str(original.translation_key), "version": str(number - 1)}
    assert "en old" in text(launch(platform, client, custom=custom, locale="en")[1])
    presentation = {"document_target": "iframe", "return_url": f"{platform.issuer}/x", "locale": "es"}
    location, page = launch(platform, client, custom=custom, launch_presentation=presentation)
    assert location.split("/")[3] == "es"
    assert "es new" in text(page)
    assert f'name="version" value="{number}"' not in text(page), "nothing to decide about the original's numbers"


def test_a_strangers_page_that_knows_the_address_writes_nothing(platform, client, lesson, newest):
    location, _page = launch(platform, client)
    token, link = "/".join(location.split("/")[:3]), the("link-1")
    client.cookies.clear()

    def post(site: str) -> int:
        headers = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": site}
        return client.post(f"{token}/course/links/{link.pk}/", {"do": "stay", "version": newest}, secure=True, headers=headers).status_code

    assert post("cross-site") == 403
    assert the("link-1").pinned_version is None
    assert post("same-origin") == 303, "our own form in a frame without cookies"
