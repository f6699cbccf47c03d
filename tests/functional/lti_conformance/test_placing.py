"""Deep Linking 2.0: what the tool must do (LTI checklist, part 4; names begin with the number there)."""

import time

from django.conf import settings

import pytest

from curriculum.models import LessonPage, UnitPage
from lti.models import Launch, Placing, ResourceLink
from tests.fake_platform import (
    ABSENT,
    CONTENT_DEVELOPER,
    CONTEXT_ADMINISTRATOR,
    INSTITUTION_ADMINISTRATOR,
    INSTRUCTOR,
    LEARNER,
    MENTOR,
    SYSTEM_ADMINISTRATOR,
    TEACHING_ASSISTANT,
    TEST_USER,
)
from tests.functional.lti_conformance.placing import DATA, DL, RETURN_URL, ask, lti, picker_path, sent_by, settings_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(lesson_key) -> LessonPage:
    return LessonPage.objects.get(translation_key=lesson_key, locale__language_code="en")


def post(client, path: str, **fields: object):
    return client.post(f"{path}answer/", fields, secure=True)


def place(platform, client, pages, *, settings: object = None, **fields: object):
    """Asks, chooses these pages, and returns what goes back."""
    path = picker_path(ask(platform, client, settings=settings))
    return sent_by(platform, post(client, path, pick=[str(page.pk) for page in pages], **fields))


BAD_SETTINGS = {
    "missing": None,
    "a text": "settings",
    "no return address": {"deep_link_return_url": ABSENT},
    "return address is a number": {"deep_link_return_url": 7},
    "return address is a script": {"deep_link_return_url": "javascript:alert(1)"},
    "return address is relative": {"deep_link_return_url": "/return"},
    "return address with a line break": {"deep_link_return_url": "https://lms.example/a\nb"},
    "return address is too long": {"deep_link_return_url": "https://lms.example/" + "a" * 5_000},
    "types missing": {"accept_types": ABSENT},
    "types is a text": {"accept_types": "ltiResourceLink"},
    "types holds a number": {"accept_types": [1]},
    "targets missing": {"accept_presentation_document_targets": ABSENT},
    "data is an object": {"data": {}},
    "data is enormous": {"data": "a" * 40_000},
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_4_1_bad_settings_are_refused_and_nothing_is_written(platform, client, caplog, name):
    changes = BAD_SETTINGS[name]
    claim = settings_claim(**changes) if isinstance(changes, dict) else (changes if changes else ABSENT)
    response = ask(platform, client, settings=claim)
    assert response.status_code == 400
    assert "deep_linking" in caplog.text
    assert not Placing.objects.exists()
    assert not Launch.objects.exists()


def test_4_1_an_answer_goes_over_https_alone(platform, client, settings):
    settings.LTI_ALLOW_LOOPBACK_HTTP = False
    assert ask(platform, client, settings=settings_claim(deep_link_return_url="http://lms.example/return")).status_code == 400
    assert not Launch.objects.exists()


def test_4_1_optional_settings_may_be_missing(platform, client, lesson):
    asked = settings_claim(accept_multiple=ABSENT, data=ABSENT)
    sent = place(platform, client, [lesson], settings=asked)
    assert len(sent.items) == 1
    assert DL + "data" not in sent.claims


def test_4_2_only_resource_links_are_offered(platform, client, lesson):
    assert {item["type"] for item in place(platform, client, [lesson]).items} == {"ltiResourceLink"}


def test_4_2_a_place_without_links_says_so_and_answers_properly(platform, client):
    path = picker_path(ask(platform, client, settings=settings_claim(accept_types=["file", "html"])))
    page = client.get(path, secure=True)
    assert page.status_code == 422
    assert "Nothing can be added here" in page.content.decode()
    sent = sent_by(platform, post(client, path, leave="1"))
    assert sent.items == []
    assert sent.claims[DL + "errormsg"].startswith("This place in your course takes no links")


def test_4_2_one_item_unless_several_are_accepted(platform, client):
    lessons = list(LessonPage.objects.live().filter(locale__language_code="en")[:3])
    assert len(place(platform, client, lessons, settings=settings_claim(accept_multiple=False)).items) == 1
    assert [item["title"] for item in place(platform, client, lessons).items] == [page.title for page in lessons]


def test_4_2_a_whole_unit_is_one_link_where_one_is_accepted(platform, client):
    unit = UnitPage.objects.live().filter(locale__language_code="en").first()
    (item,) = place(platform, client, [unit], settings=settings_claim(accept_multiple=False)).items
    assert item["custom"]["launch_key"] == str(unit.translation_key)


@pytest.mark.parametrize(("accepts", "has_column"), [(True, True), (ABSENT, True), (False, False)])
def test_4_2_a_column_only_where_it_is_accepted_and_asked_for(platform, client, lesson, accepts, has_column):
    asked = settings_claim(accept_lineitem=accepts)
    (with_wish,) = place(platform, client, [lesson], settings=asked, completion="1").items
    assert ("lineItem" in with_wish) is has_column
    assert ("completion" in with_wish["custom"]) is has_column
    (without,) = place(platform, client, [lesson], settings=asked).items
    assert "lineItem" not in without
    assert "completion" not in without["custom"]


def test_4_3_the_answer_goes_to_the_return_address_as_it_is(platform, client, lesson):
    path = picker_path(ask(platform, client))
    response = post(client, path, pick=str(lesson.pk))
    sent = sent_by(platform, response)
    assert sent.action == RETURN_URL
    assert "https://lms.example" in response["Content-Security-Policy"].split("form-action")[1].split(";")[0]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_4_3_leaving_answers_without_items(platform, client):
    sent = sent_by(platform, post(client, picker_path(ask(platform, client)), leave="1"))
    assert sent.items == []
    assert sent.claims[DL + "data"] == DATA


def test_4_4_claims_of_the_answer(platform, client, lesson):
    sent, other = place(platform, client, [lesson]), place(platform, client, [lesson])
    assert sent.claims["iss"] == platform.client_id
    assert sent.claims["aud"] == platform.issuer
    assert sent.claims["iat"] <= time.time() - 30, "platforms without leeway refuse what is a second ahead of them"
    assert time.time() < sent.claims["exp"] <= sent.claims["iat"] + 300
    assert sent.claims["nonce"] != other.claims["nonce"]
    assert sent.claims[lti("message_type")] == "LtiDeepLinkingResponse"
    assert sent.claims[lti("version")] == "1.3.0"
    assert sent.claims[lti("deployment_id")] == platform.deployment_id
    assert sent.claims[DL + "data"] == DATA


MAY = {
    "instructor": [INSTRUCTOR],
    "content developer": [CONTENT_DEVELOPER],
    "administrator": [CONTEXT_ADMINISTRATOR],
    "short": ["Instructor"],
}
MAY_NOT = {
    "learner": [LEARNER],
    "mentor": [MENTOR],
    "assistant alone": [TEACHING_ASSISTANT],
    "administrator of the institution": [INSTITUTION_ADMINISTRATOR],
    "administrator of the system": [SYSTEM_ADMINISTRATOR, LEARNER],
    "test user": [INSTRUCTOR, TEST_USER],
    "nobody": [],
    "look-alike": ["http://evil.example/membership#Instructor"],
}


@pytest.mark.parametrize("roles", MAY.values(), ids=MAY)
def test_4_6_roles_that_may_choose(platform, client, lesson, roles):
    path = picker_path(ask(platform, client, roles=roles))
    assert client.get(path, secure=True).status_code == 200
    assert len(sent_by(platform, post(client, path, pick=str(lesson.pk))).items) == 1


@pytest.mark.parametrize("roles", MAY_NOT.values(), ids=MAY_NOT)
def test_4_6_roles_that_may_not(platform, client, caplog, roles):
    response = ask(platform, client, roles=roles)
    assert response.status_code == 403
    assert "may_not_place" in caplog.text
    assert not Placing.objects.exists()


def test_4_6_a_request_is_answered_once_and_then_forgotten(platform, client, lesson):
    path = picker_path(ask(platform, client))
    post(client, path, pick=str(lesson.pk))
    again = post(client, path, pick=str(lesson.pk))
    assert again.status_code == 409
    assert "JWT" not in again.content.decode()
    assert client.get(path, secure=True).status_code == 409
    placing = Placing.objects.get()
    assert placing.settings == {}, "neither the return address nor the platform's data is kept"


def test_4_6_an_ordinary_launch_has_no_picker(platform, client):
    response = platform.launch(client, roles=[INSTRUCTOR])
    token_path = "/".join(response["Location"].split("/")[:3])
    assert client.get(f"{token_path}/course/place/", secure=True).status_code == 404
    assert client.post(f"{token_path}/course/place/answer/", {"leave": "1"}, secure=True).status_code == 404


def test_4_6_the_settings_stay_on_our_side(platform, client):
    page = client.get(picker_path(ask(platform, client)), secure=True).content.decode()
    assert "sesskey" not in page
    assert "opaque" not in page


def test_4_7_sizes_are_whole_numbers_and_custom_is_text(platform, client, lesson):
    (item,) = place(platform, client, [lesson], completion="1", version="stay").items
    assert all(isinstance(value, str) for value in item["custom"].values())
    assert {type(item["icon"][name]) for name in ("width", "height")} == {int}
    assert {type(item["iframe"][name]) for name in ("width", "height")} == {int}
    assert item["lineItem"]["scoreMaximum"] > 0
    assert item["lineItem"]["resourceId"] == item["custom"]["launch_key"]


def test_4_7_no_frame_for_a_platform_without_frames(platform, client, lesson):
    (item,) = place(platform, client, [lesson], settings=settings_claim(accept_presentation_document_targets=["window"])).items
    assert "iframe" not in item


def test_4_8_url_and_custom_both_name_the_content(platform, client, lesson):
    (item,) = place(platform, client, [lesson]).items
    assert item["url"] == f"{settings.PUBLIC_URL}/lti/launch/?launch_key={lesson.translation_key}"
    assert item["custom"]["launch_key"] == str(lesson.translation_key)
    assert all(key == key.lower() for key in item["custom"])
    assert item["custom"]["link_history"] == "$ResourceLink.id.history"
    assert item["title"] == lesson.title
    assert item["text"]


def test_4_8_what_was_placed_opens_by_either_name(platform, client, lesson):
    (item,) = place(platform, client, [lesson], version="stay", completion="1").items
    target = item["url"].replace(settings.PUBLIC_URL, "https://testserver")
    by_url = platform.launch(client, target=target, custom=ABSENT, resource_link={"id": "by-url"})
    by_custom = platform.launch(client, custom=item["custom"], resource_link={"id": "by-custom"})
    assert {response["Location"].split("/", 3)[3] for response in (by_url, by_custom)} == {lesson.get_url().lstrip("/")}
    number = lesson.versions.newest_first().first().number
    for link in ResourceLink.objects.filter(id_on_platform__in=["by-url", "by-custom"]):
        assert (link.pinned_version, link.returns_completion) == (number, True)


def test_requests_may_come_without_sub(platform, client, lesson):
    path = picker_path(ask(platform, client, sub=ABSENT))
    assert len(sent_by(platform, post(client, path, pick=str(lesson.pk))).items) == 1
    assert Launch.objects.get().user is None


def test_an_unknown_deployment_places_nothing(platform, client, caplog):
    response = ask(platform, client, deployment_id="another")
    assert response.status_code in {401, 403}
    assert "deployment_" in caplog.text
    assert not Placing.objects.exists()
