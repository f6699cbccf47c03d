"""R1, R2 and P1: messages about a person. A platform's word shows a person's work to their teacher, and a person's data to nobody else."""

import pytest

from lti.models import Completion, Launch, Membership, PlatformUser, ResourceLink
from tests.fake_platform import INSTITUTION_ADMINISTRATOR, INSTRUCTOR, LEARNER, SYSTEM_ADMINISTRATOR
from tests.functional.lti_conformance.support import LAUNCHED, LESSON_TITLE, assert_launched, cases, open_lesson, text_of

REVIEW, PRIVACY = "LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
COLUMN = {"lineitem": "https://lms.example/items/1", "scope": []}
STUDENT, OTHER, TEACHER = "s-1", "s-2", "t-1"


@pytest.fixture
def finished(client, platform):
    """One student opened the lesson and finished it; another only opened it."""
    for sub in (OTHER, STUDENT):
        open_lesson(client, platform.launch(client, sub=sub, **{AGS: COLUMN}))
    link = ResourceLink.objects.get()
    return Completion.objects.create(user=PlatformUser.objects.get(sub=STUDENT), context=link.context, launch_key=link.opens)


def review(client, platform, *, by: str = TEACHER, of: str | None = STUDENT, **changes):
    said = {"message_type": REVIEW, "sub": by, "roles": [INSTRUCTOR], "resource_link": None, "custom": {}, AGS: COLUMN}
    said["for_user"] = {"user_id": of, "name": "Never Read", "email": "never@read.example"}
    return platform.launch(client, **said | changes)


def shown(client, response) -> str:
    assert_launched(response)
    page = client.get(response.headers["Location"], secure=True)
    assert page.status_code == 200
    return text_of(page)


# ---- Submission Review 1.0 -----------------------------------------------------------------------------------------


@cases({"by-column": {}, "by-link": {"resource_link": {"id": "link-1"}}})
def test_9_7_a_teacher_sees_that_somebody_finished(client, platform, finished, case):
    page = shown(client, review(client, platform, **case))
    assert LESSON_TITLE in page
    assert "This person said that they finished it on" in page
    assert "Never Read" not in page
    assert not PlatformUser.objects.filter(sub="Never Read").exists()
    assert "Not finished yet." in shown(client, review(client, platform, of=OTHER, **case))


def test_9_7_a_review_changes_nothing_about_the_link(client, platform, finished):
    before = ResourceLink.objects.values().get()
    link = {"id": "link-1", "title": "Another title"}
    review(client, platform, resource_link=link, custom={"launch_key": "0b7c1c36-0000-4000-8000-000000000000", "version": "7"})
    assert ResourceLink.objects.values().get() == before


def test_9_7_a_student_sees_their_own_and_needs_the_browser_that_launched(client, platform, finished):
    response = review(client, platform, by=STUDENT, roles=[LEARNER])
    assert "You said that you finished it on" in shown(client, response)
    stranger = type(client)()
    page = stranger.get(response.headers["Location"], secure=True)
    assert page.status_code == 403
    assert "You said" not in text_of(page)


def test_R2_a_learner_does_not_see_another_learners(client, platform, examiner, finished):
    examiner.look()
    examiner.refused(review(client, platform, by=OTHER, roles=[LEARNER]), 403, "may_not_review")
    # … nor by changing the address of their own
    own = review(client, platform, by=OTHER, of=OTHER, roles=[LEARNER]).headers["Location"]
    ours, theirs = (str(PlatformUser.objects.get(sub=sub).key) for sub in (OTHER, STUDENT))
    assert ours in own
    page = client.get(own.replace(ours, theirs), secure=True)
    assert page.status_code == 403
    assert "finished it on" not in text_of(page)


@cases(
    {
        "R1-missing": ({"for_user": None}, 400, "for_user_missing"),
        "R1-without-id": ({"for_user": {"name": "Somebody"}}, 400, "for_user_missing"),
        "R1-a-number": ({"for_user": {"user_id": 7}}, 400, "for_user_invalid"),
        "R1-too-long": ({"for_user": {"user_id": "x" * 256}}, 400, "for_user_invalid"),
        "R1-unknown-user": ({"of": "nobody"}, 404, "review_unknown"),
        "R1-unknown-column": ({AGS: {"lineitem": "https://lms.example/items/2", "scope": []}}, 404, "review_unknown"),
        "R1-no-column": ({AGS: None}, 404, "review_unknown"),
        "R1-other-course": ({"context": {"id": "course-2"}}, 404, "review_unknown"),
        "no-role": ({"roles": []}, 403, "may_not_review"),
        "a-mentor": ({"roles": ["Mentor"]}, 403, "may_not_review"),
        "institution-only": ({"roles": [INSTITUTION_ADMINISTRATOR]}, 403, "may_not_review"),
        "somebody-else-at-the-keys": ({"custom": {"actual_user": "root"}}, 403, "may_not_review"),
    }
)
def test_R1_reviews_that_are_refused(client, platform, examiner, finished, case):
    changes, status, code = case
    examiner.look()
    examiner.refused(review(client, platform, **changes), status, code)


def test_R1_somebody_of_another_course(client, platform, examiner, finished):
    open_lesson(client, platform.launch(client, sub="elsewhere", context={"id": "course-2"}, resource_link={"id": "link-2"}))
    examiner.look()
    examiner.refused(review(client, platform, of="elsewhere"), 404, "review_unknown")


def test_R1_a_review_without_a_course_shows_that_and_gives_nothing_else(client, platform, finished):
    before = Membership.objects.count()
    response = review(client, platform, context=None)
    assert "This person said that they finished it on" in shown(client, response)
    launch = Launch.objects.get(reviewed=finished.user)
    assert launch.user is None
    assert not launch.may_place_links
    assert Membership.objects.count() == before


def test_R2_only_a_launch_that_is_a_review_shows_one(client, platform, finished):
    """A teacher of the course, too, asks the platform first: it decides who may look at whose work."""
    review_address = review(client, platform).headers["Location"]
    lesson = LAUNCHED.match(platform.launch(client, sub=TEACHER, roles=[INSTRUCTOR]).headers["Location"])["token"]
    page = client.get(review_address.replace(LAUNCHED.match(review_address)["token"], lesson), secure=True)
    assert page.status_code == 403
    assert "finished it on" not in text_of(page)


# ---- The data privacy launch (draft) -------------------------------------------------------------------------------


def ask(client, platform, **changes):
    said = {"message_type": PRIVACY, "roles": [SYSTEM_ADMINISTRATOR], "resource_link": None, "context": None, "custom": {}}
    return platform.launch(client, **said | changes)


@cases(
    {
        "system": {},
        "institution": {"roles": [INSTITUTION_ADMINISTRATOR]},
        "context": {"roles": ["Administrator"]},
        "other-name": {"message_type": "LtiDataPrivacyLaunchRequest"},
        "with-a-context": {"context": {"id": "course-9"}, "resource_link": {"id": "link-9"}},
    }
)
def test_9_10_an_administrator_reads_what_is_kept_and_who_deletes_it(client, platform, case):
    page = shown(client, ask(client, platform, **case))
    assert "What Waymark keeps about you" in page
    assert "forgotten after 30 days" in page
    assert "erases it at once and gives a receipt" in page
    assert not ResourceLink.objects.exists()
    assert Launch.objects.get().user is None


def test_9_10_a_persons_record_is_not_shown_on_the_platforms_word(client, platform, finished):
    response = ask(client, platform, for_user={"user_id": STUDENT})
    page = client.get(response.headers["Location"], secure=True)
    assert LESSON_TITLE not in text_of(page)
    assert f"/admin/records/{finished.user.key}/" in page.content.decode()
    assert LAUNCHED.match(response.headers["Location"])["token"] not in page.content.decode().partition("/admin/records/")[0][-60:]
    nobody = client.get(ask(client, platform, for_user={"user_id": "unknown"}).headers["Location"], secure=True)
    assert '/admin/records/"' in nobody.content.decode()


@cases({"teacher": [INSTRUCTOR], "learner": [LEARNER], "none": [], "look-alike": ["http://evil/#Administrator"]})
def test_P1_somebody_who_is_no_administrator(client, platform, examiner, case):
    examiner.look()
    examiner.refused(ask(client, platform, roles=case), 403, "not_an_administrator")


def test_everybody_sees_their_own_record_in_their_own_browser(client, platform, finished):
    response = platform.launch(client, sub=STUDENT)
    path = f"/s/{LAUNCHED.match(response.headers['Location'])['token']}/course/privacy/"
    assert f'href="{path}"' in client.get(response.headers["Location"], secure=True).content.decode()
    page = text_of(client.get(path, secure=True))
    assert LESSON_TITLE in page
    assert f"Your ID from {platform.name}: {STUDENT}" in page if hasattr(platform, "name") else STUDENT in page
    own = client.get(f"{path}?as=json", secure=True)
    assert own.json()["completions"][0]["lesson"] == LESSON_TITLE
    for address in (path, f"{path}?as=json"):
        copied = text_of(type(client)().get(address, secure=True))
        assert STUDENT not in copied
        assert "This address alone does not show it" in copied


@cases({"context": {"context_history": "a\x00b,course-0"}, "link": {"link_history": "\x00,x"}})
def test_a_history_that_no_database_holds_opens_the_lesson_all_the_same(client, platform, lesson_key, case):
    open_lesson(client, platform.launch(client, custom={"launch_key": lesson_key} | case))


def test_a_lesson_does_not_care_for_whom_else_a_message_names(client, platform):
    open_lesson(client, platform.launch(client, for_user={"user_id": "\u00e9"}))
