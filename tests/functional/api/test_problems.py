"""Every refusal in one form, whoever refuses; never an error of ours for anything that can be sent."""

from django.db import OperationalError
from django.test import Client, RequestFactory

import pytest

from cms.api.errors import PROBLEMS, ProblemsMiddleware
from cms.models import PolicyPage
from curriculum.models import LessonPage
from pd_tracks.models import TrackPage
from tests.fake_platform import LEARNER
from tests.functional.api.conftest import V1, Caller, token_for

UNKNOWN = "0b7c1c36-0000-4000-8000-000000000000"


def is_problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "private, no-store"
    body = answer.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(body)
    assert body["status"] == status
    assert body["type"].startswith("https://testserver/api/v1/problems/#")
    assert body["type"].partition("#")[2] in PROBLEMS
    return body


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"nonsense": "1"}, ["nonsense"]),
        ({"band": "99"}, ["band"]),
        ({"band": ""}, ["band"]),
        ({"band": "\x00"}, ["band"]),
        ({"band": ["6-8", "K-2"]}, ["band"]),
        ({"competency": "none"}, ["competency"]),
        ({"unit": UNKNOWN}, ["unit"]),
        ({"unit": "x"}, ["unit"]),
        ({"ai_level": "9"}, ["ai_level"]),
        ({"lang": "fr"}, ["lang"]),
        ({"page_size": "0"}, ["page_size"]),
        ({"page_size": "201"}, ["page_size"]),
        ({"page_size": "9" * 400}, ["page_size"]),
        ({"page_size": "１"}, ["page_size"]),
        ({"page_size": "5.0"}, ["page_size"]),
        ({"format": "json"}, ["format"]),
        ({"band": "99", "other": "1", "lang": "xx"}, ["band", "lang", "other"]),
    ],
)
def test_parameters_that_cannot_be_used_are_named(api, query, named):
    body = is_problem(api.get("lessons/", query), 400)
    assert sorted({error["parameter"] for error in body["errors"]}) == named
    assert all(error["detail"] for error in body["errors"])


@pytest.mark.parametrize(
    "path",
    ["competencies/?strand=zz", "units/?band=zz", "tools/?band=zz", "modules/?track=" + UNKNOWN, "policies/?kind=law", "?x=1", "me/?x=1"],
)
def test_other_lists_refuse_as_well(client_https, path):
    answer = client_https.get(V1 + path, headers={})
    is_problem(answer, 401 if path.startswith("me") else 400)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "nothing/",
            "lessons/x/",
            f"lessons/{UNKNOWN}/",
            f"units/{UNKNOWN}/",
            f"tracks/{UNKNOWN}/",
            f"modules/{UNKNOWN}/",
            f"policies/{UNKNOWN}/",
        ),
        *(
            "competencies/none/",
            "grade-bands/none/",
            "strands/none/",
            "tools/none/",
            "lessons/1/2/3/",
            "lessons/%00/",
            "tools/%ff/",
            "%F0%9F%A6%8A/",
        ),
    ],
)
def test_what_is_not_there(api, path):
    is_problem(api.get(path), 404)


def test_addresses_around_it(client_https):
    is_problem(client_https.get("/api/"), 404)
    is_problem(client_https.get("/api/v2/lessons/"), 404)
    is_problem(client_https.post("/api/v1/nothing/"), 404)
    assert client_https.get("/api/v1/lessons")["Location"] == "/api/v1/lessons/"
    assert client_https.get("/api/v1/lessons?band=6-8")["Location"] == "/api/v1/lessons/?band=6-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["", "lessons/", f"lessons/{UNKNOWN}/", "schema/", "problems/"])
def test_reading_alone(api, method, path):
    answer = api.send(method, path)
    is_problem(answer, 405)
    assert {name.strip() for name in answer["Allow"].split(",")} == {"GET", "HEAD"}


def test_one_s_own_may_be_deleted_and_no_more(api):
    answer = api.send("POST", "me/")
    is_problem(answer, 405)
    assert "DELETE" in answer["Allow"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "nonsense"])
def test_other_formats(api, accept):
    is_problem(api.get("lessons/", Accept=accept), 406)
    assert api.get("lessons/", Accept=f"{accept}, */*;q=0.1").status_code == 200


def test_refusals_are_json_also_where_yaml_is_spoken(api):
    assert is_problem(api.get("schema/", {"x": "1"}, Accept="application/yaml"), 400)["errors"][0]["parameter"] == "x"
    is_problem(api.get("schema/", Accept="text/html"), 406)
    for accept in ("application/json", "application/yaml", "application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "*/*"):
        answer = api.get("schema/", Accept=accept)
        assert answer.status_code == 200
        assert b"listLessons" in answer.content


def test_withdrawn(api):
    lesson, other = LessonPage.objects.live().filter(locale__language_code="en")[:2]
    lesson.withdrawal_note, lesson.replaced_by = "It was out of date.", other.page_ptr
    lesson.save_revision()
    lesson.unpublish()
    body = is_problem(api.get(f"lessons/{lesson.launch_key}/"), 410)
    assert body["detail"] == "It was out of date."
    assert body["replaced_by"] == {"key": other.launch_key, "title": other.title}
    assert lesson.launch_key not in {each["key"] for each in api.all_of("lessons/")}
    other.unpublish()
    assert is_problem(api.get(f"lessons/{lesson.launch_key}/"), 410)["replaced_by"] is None


@pytest.mark.parametrize(("model", "path"), [(TrackPage, "tracks/"), (PolicyPage, "policies/")])
def test_withdrawn_of_other_kinds(api, model, path):
    page = model.objects.live().filter(locale__language_code="en").first()
    page.unpublish()
    is_problem(api.get(f"{path}{page.translation_key}/"), 410)


def test_too_many_requests(api, settings):
    settings.API_REQUESTS_PER_MINUTE_ANONYMOUS = 2
    answers = [api.get("strands/") for _ in range(3)]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    is_problem(answers[2], 429)
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get(f"{V1}strands/", secure=True).status_code == 200


def test_a_token_has_a_limit_of_its_own(api, settings, lead):
    settings.API_REQUESTS_PER_MINUTE_ANONYMOUS, settings.API_REQUESTS_PER_MINUTE_TOKEN = 1, 2
    api.get("strands/")
    is_problem(api.get("strands/"), 429)
    one, other = Caller(token_for(lead)), Caller(token_for(lead))
    assert [one.get("strands/").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("strands/").status_code == 200


def test_guessing_tokens_is_held_back(settings):
    settings.API_REQUESTS_PER_MINUTE_ANONYMOUS = 2
    guesses = [Caller(f"wm_{'0' * 63}{digit}").get("strands/") for digit in range(3)]
    assert [answer.status_code for answer in guesses] == [401, 401, 429]


def test_a_failure_of_ours_says_nothing(api, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("what only we should know")

    monkeypatch.setattr("curriculum.api.lessons.lesson_views", broken)
    api.client.raise_request_exception = False
    answer = api.get("lessons/")
    body = is_problem(answer, 500)
    assert "only we" not in str(body)


def test_a_database_that_is_away(api, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("host secret.example")

    monkeypatch.setattr("curriculum.api.lessons.lesson_views", broken)
    api.client.raise_request_exception = False
    answer = api.get("lessons/")
    assert "secret" not in str(is_problem(answer, 503))
    assert answer["Retry-After"]


def test_a_host_that_is_not_ours(client_https):
    is_problem(client_https.get(f"{V1}lessons/", headers={"Host": "elsewhere.example"}), 400)


def test_pages_outside_stay_pages():
    answer = ProblemsMiddleware(lambda request: Client().get("/nothing/", secure=True))(RequestFactory().get("/nothing/"))
    assert answer["Content-Type"].startswith("text/html")


def test_nothing_of_it_inside_a_launch(client, platform):
    location = platform.launch(client, roles=[LEARNER])["Location"]
    prefix = "/".join(location.split("/")[:3])
    for path in ("", "lessons/", "me/", "schema/"):
        answer = client.get(f"{prefix}{V1}{path}", secure=True)
        assert answer.status_code == 404
        assert "json" not in answer["Content-Type"]


# Other sites ----------------------------------------------------------------------------------------------------------

ORIGIN = {"Origin": "https://tools.example.org"}


def test_other_sites_are_refused_unless_named(api, settings):
    assert "Access-Control-Allow-Origin" not in api.get("lessons/", **ORIGIN).headers
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN["Origin"]]
    answer = api.get("lessons/", **ORIGIN)
    assert answer["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in api.get("lessons/", Origin="https://evil.example").headers
    assert "Access-Control-Allow-Origin" not in api.client.get("/", secure=True, headers=ORIGIN).headers
    asked = api.send("OPTIONS", "lessons/", headers=ORIGIN | {"Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert "authorization" in asked["Access-Control-Allow-Headers"]
