"""The practice LMS checked by itself: signing in, launches, keys, hostile launches.

python -m pytest tests/practice_lms -p no:django
"""

import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests

from .client import CLAIM, form_of, launch_key, posted

COURSE = "/courses/Period-3"
LESSON = f"{COURSE}/activities/g68-trace-the-claim"
LESSON_KEY = launch_key("lesson", "g68-trace-the-claim")


@pytest.mark.parametrize("path", ["/", f"{COURSE}/", f"{LESSON}/", f"{LESSON}/start/", f"{COURSE}/gradebook/"])
def test_a_stranger_is_sent_to_sign_in(lms, path):
    answer = lms.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(("wanted", "reached"), [(f"{LESSON}/", f"{LESSON}/"), ("https://evil.example/", "/")])
def test_signing_in_leads_on_to_the_page_asked_for_but_never_elsewhere(lms, wanted, reached):
    form = {"person": "s1", "next": wanted}
    answer = requests.post(f"{lms.base}/sign-in/", form, allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == reached


def test_signing_out_ends_the_session(lms):
    browser = lms.sign_in("s1")
    browser.post(f"{lms.base}/sign-out/", timeout=10)
    assert lms.get(f"{COURSE}/", browser).status_code == 302


def test_only_members_see_a_course_and_only_its_teacher_the_gradebook(lms):
    assert lms.get("/courses/Staff-1/", lms.sign_in("s1")).status_code == 404
    assert lms.get(f"{COURSE}/gradebook/", lms.sign_in("s1")).status_code == 403
    assert lms.get(f"{COURSE}/people/", lms.sign_in("t1")).status_code == 200


def test_a_lesson_opens_by_login_and_a_signed_launch(lms):
    browser = lms.sign_in("s1")
    assert f'src="{LESSON}/start/"' in lms.get(f"{LESSON}/", browser).text
    action, fields = form_of(lms.get(f"{LESSON}/start/", browser).text)
    login = dict(fields)
    assert action == f"{lms.tool.url}/lti/login/"
    assert (login["iss"], login["client_id"], login["lti_deployment_id"]) == (lms.base, "practice-client", "dep-1")
    action, fields = form_of(lms.ask(login, browser).text)
    assert action == lms.launch_url
    assert dict(fields)["state"] == "state-1"
    claims = lms.verify(dict(fields)["id_token"])
    assert (claims["nonce"], claims["sub"], claims["email"]) == ("nonce-1", "s1", "stu@school.example")
    assert claims[f"{CLAIM}target_link_uri"] == login["target_link_uri"]
    assert claims[f"{CLAIM}custom"]["launch_key"] == LESSON_KEY
    assert claims[f"{CLAIM}context"]["title"] == "AI literacy, period 3"
    assert claims[f"{CLAIM}resource_link"] == {"id": "rl-g68-trace-the-claim", "title": "Trace the Claim"}
    assert claims[f"{CLAIM}launch_presentation"]["document_target"] == "iframe"


def test_the_login_can_start_by_a_redirect_in_a_new_window(lms):
    browser = lms.sign_in("t1")
    answer = lms.get(f"{LESSON}/start/", browser, target="window", method="get")
    login = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    claims = lms.verify(posted(lms.ask(login, browser))["id_token"])
    assert claims[f"{CLAIM}launch_presentation"]["document_target"] == "window"


def test_a_teacher_adds_an_activity_by_hand(lms):
    address = f"{lms.base}/courses/Period-3/by-hand/"
    teacher = lms.sign_in("t1")
    wrong = teacher.post(address, {"title": "By hand", "custom": "launch_key"}, timeout=10)
    assert (wrong.status_code, "“launch_key” has no “=”." in wrong.text, 'value="By hand"' in wrong.text) == (400, True, True)
    added = teacher.post(address, {"title": "By hand", "custom": f"launch_key={LESSON_KEY}"}, timeout=10, allow_redirects=False)
    assert lms.launch(activity=added.headers["Location"].split("/")[-2])[f"{CLAIM}custom"]["launch_key"] == LESSON_KEY
    assert lms.sign_in("s1").post(address, {"title": "Mine"}, timeout=10).status_code == 403


def test_a_cartridge_names_its_lesson_in_the_target_address_only(lms):
    claims = lms.launch(activity="cartridge")
    assert claims[f"{CLAIM}target_link_uri"] == f"{lms.launch_url}?launch_key={LESSON_KEY}"
    assert f"{CLAIM}custom" not in claims


@pytest.mark.parametrize(
    ("user", "course", "roles"),
    [
        ("t1", "Period-3", ["membership#Instructor", "institution/person#Faculty"]),
        ("s2", "Period-3", ["membership#Learner", "institution/person#Student"]),
        ("f1", "Staff-1", ["membership#Instructor", "institution/person#Staff"]),
        ("t1", "Staff-1", ["membership#Learner", "institution/person#Faculty", "institution/person#Staff"]),
    ],
)
def test_roles_depend_on_the_course(lms, user, course, roles):
    claims = lms.launch(user=user, course=course, activity="waymark")
    assert claims[f"{CLAIM}roles"] == [f"http://purl.imsglobal.org/vocab/lis/v2/{role}" for role in roles]


@pytest.mark.parametrize("uri", ["https://evil.example/", "{0}?a=1", "{0}x", ""])
def test_another_redirect_uri_is_refused_and_nothing_is_posted(lms, uri):
    answer = lms.ask(lms.login(), redirect_uri=uri.format(lms.launch_url))
    assert answer.status_code == 400
    assert "<form" not in answer.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"lti_message_hint": "unknown"}, "invalid_request"),
        ({"login_hint": "t1"}, "access_denied"),
    ],
)
def test_a_wrong_question_is_answered_by_an_error_form(lms, changes, code):
    action, fields = form_of(lms.ask(lms.login(), **changes).text)
    assert action == lms.launch_url
    assert (dict(fields)["error"], dict(fields)["state"]) == (code, "state-1")
    assert "id_token" not in dict(fields)


def test_a_launch_of_one_person_is_not_given_to_another_who_signed_in_since(lms):
    answer = lms.ask(lms.login(user="s1"), lms.sign_in("s2"))
    assert posted(answer)["error"] == "login_required"


def test_rotation_changes_the_key_and_may_keep_the_old_one_published(lms):
    before = posted(lms.ask(lms.login()))["id_token"]
    lms.control("rotate", keep_old=1)
    assert lms.verify(before)
    assert lms.launch()
    lms.control("rotate")
    assert jwt.get_unverified_header(before)["kid"] not in [key["kid"] for key in lms.get("/jwks").json()["keys"]]
    assert lms.launch()


def test_hits_are_counted_until_reset(lms):
    lms.launch()
    hits = lms.control("state")["hits"]
    assert (hits["auth"], hits["jwks"], hits["token"]) == (1, 1, 0)
    assert lms.control("reset")["hits"]["jwks"] == 0


def test_every_hostile_launch_differs_from_an_honest_one(lms):
    key = jwt.PyJWK(lms.get("/jwks").json()["keys"][0]).key
    honest = summary(form_of(lms.ask(lms.login()).text)[1], key)
    assert summary(form_of(lms.ask(lms.login()).text)[1], key) == honest
    names = lms.control("hostile")
    assert len(names["refuse"]) > 60
    for name in [*names["refuse"], *names["accept"]]:
        answer = lms.ask(lms.login(bad=name))
        assert answer.status_code == 200, name
        assert summary(form_of(answer.text)[1], key) != honest, name


def summary(fields: list[tuple[str, str]], key) -> list:
    """Each field; of a readable token what it says, without the hour of the day, and whether its signature holds."""
    return sorted((name, contents(value, key) if name == "id_token" else value) for name, value in fields)


def contents(token: str, key) -> str:
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
        lifetime, is_now = claims["exp"] - claims["iat"], abs(claims["iat"] - time.time()) < 20
        jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, RecursionError):
        return token
    claims = {name: value for name, value in claims.items() if name not in ("iat", "exp")}
    return repr([sorted(jwt.get_unverified_header(token).items()), sorted(claims.items()), lifetime, is_now])


@pytest.mark.parametrize("name", ["bad_signature", "changed_after_signing", "cut_signature"])
def test_a_foreign_signature_does_not_verify(lms, name):
    token = posted(lms.ask(lms.login(bad=name)))["id_token"]
    with pytest.raises(jwt.InvalidSignatureError):
        lms.verify(token)


def test_an_honest_launch_put_together_again_still_verifies(lms):
    assert lms.launch(bad="ok_short_role")[f"{CLAIM}roles"] == ["Learner"]
