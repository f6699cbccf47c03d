"""Requests that a machine makes up from the description, right ones and wrong ones: every answer is as described, and none is about a person."""

from django.core.handlers.wsgi import WSGIHandler

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from cms.models import User
from tests.architecture.source import ROOT
from tests.factories.people import PASSWORD
from tests.functional.api.conftest import V1, Caller, token_for

FILE = ROOT / "docs" / "openapi.yaml"
BOUNDED = {
    "max_examples": 8,
    "deadline": None,
    "derandomize": True,
    "database": None,
    # The rows are the package's, and no request of these changes them for the next one.
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
}
CONFIG = SchemathesisConfig.from_dict(
    {
        # Which bands, codes, keys and cursors there are is not in the description: others are refused by name, with 400.
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "401", "403", "404", "410"]}},
        "generation": {"deterministic": True, "max-examples": 8},
    }
)
described = schemathesis.openapi.from_path(FILE, config=CONFIG)
described.app = WSGIHandler()
WORDS = ("Xanthippe", "Zwicky", "quetzalcoatlus", "@example.org")


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.API_REQUESTS_PER_MINUTE_ANONYMOUS = settings.API_REQUESTS_PER_MINUTE_TOKEN = 10**6


@pytest.fixture
def somebody(db) -> User:
    return User.objects.create_superuser(
        "quetzalcoatlus", "quetzalcoatlus@example.org", PASSWORD, first_name="Xanthippe", last_name="Zwicky"
    )


@described.parametrize()
@settings(**BOUNDED)
def test_without_a_token(case, somebody):
    answer = case.call_and_validate()
    assert not [word for word in WORDS if word in answer.text]


@described.parametrize()
@settings(**BOUNDED)
def test_with_a_token_for_everything(case, somebody):
    token = token_for(somebody, "teacher", "me", "participation", "people", "platforms")
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
    if not case.operation.path.startswith(f"{V1}me/"):
        assert not [word for word in WORDS if word in answer.text]


RESOURCES = [
    f"{V1}{name}/" for name in ("lessons", "units", "competencies", "grade-bands", "strands", "tools", "tracks", "modules", "policies")
]
PARAMETERS = ["band", "unit", "track", "strand", "competency", "ai_level", "kind", "lang", "page_size", "cursor", "sure", "format", "token"]


@settings(**BOUNDED | {"max_examples": 120})
@given(
    path=st.sampled_from([*RESOURCES, V1, f"{V1}me/", f"{V1}platforms/", f"{V1}schema/"]),
    tail=st.text(max_size=30),
    query=st.dictionaries(st.sampled_from(PARAMETERS) | st.text(max_size=8), st.text(max_size=40), max_size=4),
    accept=st.sampled_from(["", "*/*", "text/html", "application/json;q=zz", ";;", "a" * 300]),
    language=st.sampled_from(["", "es", "en;q=x", "*", "zz-ZZ, es;q=0.1", "é", "," * 200]),
    authorization=st.sampled_from(["", "Bearer", "Bearer wm_x", "Basic eDp5", "Bearer é"]),
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"]),
    body=st.binary(max_size=50),
)
def test_anything_else(somebody, client, path, tail, query, accept, language, authorization, method, body):
    headers = {"HTTP_ACCEPT": accept, "HTTP_ACCEPT_LANGUAGE": language, "HTTP_AUTHORIZATION": authorization}
    answer = client.generic(
        method, path + tail, body, secure=True, query_params=query, **{name: value for name, value in headers.items() if value}
    )
    assert answer.status_code < 500
    found = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert not [word for word in WORDS if word.encode() in found]


def test_the_words_would_be_noticed(somebody):
    assert "quetzalcoatlus" in Caller(token_for(somebody, "me")).get("me/").content.decode()
