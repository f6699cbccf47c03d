"""The practice LMS checked by itself: access tokens, line items, scores, rosters, deep linking."""

import re
import secrets

import pytest
import requests

from .client import CLAIM, posted

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LINE_ITEM = {"Content-Type": "application/vnd.ims.lis.v2.lineitem+json"}
SCORE = {"Content-Type": "application/vnd.ims.lis.v1.score+json"}


@pytest.fixture(scope="module")
def headers(lms):
    scopes = " ".join([f"{AGS}lineitem", f"{AGS}score", f"{AGS}result.readonly", NRPS])
    return {"Authorization": f"Bearer {lms.access_token(scopes).json()['access_token']}"}


def all_pages(url: str, headers: dict, member: str = "") -> list[list]:
    pages = []
    while url:
        answer = requests.get(url, headers=headers, timeout=10)
        pages.append(answer.json()[member] if member else answer.json())
        url = answer.links.get("next", {}).get("url")
    return pages


def line_item(lms, headers, **values) -> str:
    body = {"label": "Done", "scoreMaximum": 1, **values}
    answer = requests.post(f"{lms.base}/api/courses/Period-3/lineItems", json=body, headers=headers | LINE_ITEM, timeout=10)
    assert answer.status_code == 201
    return answer.json()["id"]


def send_score(url, headers, **values) -> int:
    body = {"userId": "s1", "timestamp": "2026-09-01T10:00:00Z", "scoreGiven": 1, "scoreMaximum": 1}
    body |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded", **values}
    return requests.post(f"{url}/scores", json=body, headers=headers | SCORE, timeout=10).status_code


@pytest.mark.parametrize("path", ["lineItems", "memberships"])
def test_services_need_an_access_token(lms, path):
    assert lms.get(f"/api/courses/Period-3/{path}").status_code == 401


def test_an_access_token_opens_only_what_it_is_for(lms):
    token = lms.access_token(NRPS).json()["access_token"]
    answer = requests.get(f"{lms.base}/api/courses/Period-3/lineItems", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert answer.status_code == 403


@pytest.mark.parametrize("wrong", [{"aud": "https://elsewhere.example"}, {"sub": "other"}, {"jti": ""}])
def test_a_wrong_assertion_gets_no_token(lms, wrong):
    assert lms.access_token(NRPS, **wrong).json()["error"] == "invalid_client"


def test_an_assertion_works_once(lms):
    jti = secrets.token_hex(8)
    assert lms.access_token(NRPS, jti=jti).status_code == 200
    assert lms.access_token(NRPS, jti=jti).json()["error"] == "invalid_client"


def test_unknown_scopes_get_no_token(lms):
    assert lms.access_token("all").json()["error"] == "invalid_scope"


def test_the_roster_comes_in_pages(lms, headers):
    pages = all_pages(f"{lms.base}/api/courses/Period-3/memberships", headers, "members")
    assert [len(page) for page in pages] == [2, 1]
    assert [member["user_id"] for page in pages for member in page] == ["t1", "s1", "s2"]


def test_the_launch_names_the_line_item_when_there_is_one(lms, headers):
    url = line_item(lms, headers, resourceLinkId="rl-waymark")
    for number in range(4):
        line_item(lms, headers, label=f"Other {number}", tag="other")
    assert lms.launch(activity="waymark")["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"] == url
    container = f"{lms.base}/api/courses/Period-3/lineItems"
    assert [len(page) for page in all_pages(container, headers)] == [2, 2, 1]
    assert [len(page) for page in all_pages(f"{container}?tag=other&limit=50", headers)] == [2, 2]


def test_a_score_is_taken_once_and_shown_in_the_gradebook(lms, headers):
    url = line_item(lms, headers)
    assert send_score(url, headers) == 204
    assert send_score(url, headers) == 409
    assert send_score(url, headers, userId="t1") == 400
    assert send_score(url, headers, timestamp="yesterday") == 400
    results = requests.get(f"{url}/results", headers=headers, timeout=10).json()
    assert [(row["userId"], row["resultScore"]) for row in results] == [("s1", 1)]
    assert "1 of 1" in lms.get("/courses/Period-3/gradebook/", lms.sign_in("t1")).text


def deep_linking_response(lms, **changes) -> requests.Response:
    request = lms.verify(posted(lms.ask(lms.login(user="t1", activity="")))["id_token"])
    assert request[f"{CLAIM}message_type"] == "LtiDeepLinkingRequest"
    settings = request[f"{DL}deep_linking_settings"]
    item = {"type": "ltiResourceLink", "title": "Chosen <b>lesson</b>", "custom": {"launch_key": "k"}}
    claims = {
        "aud": lms.base,
        "nonce": secrets.token_hex(8),
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": "dep-1",
        f"{DL}data": settings["data"],
        f"{DL}content_items": [{**item, "lineItem": {"scoreMaximum": 1}}],
        **changes,
    }
    return requests.post(settings["deep_link_return_url"], {"JWT": lms.tool.sign(**claims)}, timeout=10)


def test_a_chosen_lesson_becomes_an_activity_with_its_line_item(lms):
    answer = deep_linking_response(lms)
    assert answer.status_code == 200
    assert "Chosen &lt;b&gt;lesson&lt;/b&gt;" in answer.text
    page = lms.get("/courses/Period-3/", lms.sign_in("s1")).text
    activity_id = re.search(r'data-testid="open-(added-\d+)"', page)[1]
    claims = lms.launch(activity=activity_id)
    assert claims[f"{CLAIM}custom"]["launch_key"] == "k"
    assert "lineitem" in claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://elsewhere.example"},
        {"iss": "https://tool.example"},
        {"nonce": ""},
        {f"{CLAIM}deployment_id": "dep-2"},
        {f"{CLAIM}message_type": "LtiResourceLinkRequest"},
        {f"{DL}data": "other"},
        {f"{DL}content_items": [{"type": "html", "html": "x"}]},
        {f"{DL}content_items": [{"type": "ltiResourceLink", "url": "https://evil.example/"}]},
    ],
)
def test_a_wrong_deep_linking_response_adds_nothing(lms, wrong):
    assert deep_linking_response(lms, **wrong).status_code == 400
    assert lms.control("state")["content_items"] == []
