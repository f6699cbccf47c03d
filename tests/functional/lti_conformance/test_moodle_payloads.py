"""Payloads of a real Moodle, signed with our key: the right page opens, and no name is left anywhere."""

import json
import re
import time
from pathlib import Path

from django.core.cache import caches
from django.db import connection

import pytest

from tests.fake_platform import CLAIM, LAUNCH_URL
from tests.functional.lti_conformance.support import audience_of, open_lesson

FIXTURES = Path(__file__).parents[2] / "fixtures" / "moodle"
PAYLOADS = {path.stem: json.loads(path.read_text()) for path in sorted(FIXTURES.glob("*.json"))}
ALL = pytest.mark.parametrize("name", PAYLOADS)
BY_CUSTOM, BY_QUERY = "custom", "query"
BY = pytest.mark.parametrize("by", [BY_CUSTOM, BY_QUERY])


def _who(name: str) -> str:
    return "student" if name.startswith("student") else "teacher"


@pytest.fixture
def launch(client, platform):
    """Launch with a payload of Moodle; changed is only what no other platform could say."""

    def launch(name: str, by: str = BY_CUSTOM):
        moodle = PAYLOADS[name]
        claims = json.loads(json.dumps(moodle["payload"]))
        query = f"?launch_key={platform.launch_key}" if by == BY_QUERY else ""
        if by == BY_CUSTOM:
            claims[CLAIM + "custom"]["launch_key"] = platform.launch_key
        login = platform.login(client, target_link_uri=LAUNCH_URL + query)
        now = int(time.time())
        claims |= {
            "iss": platform.issuer,
            "aud": platform.client_id,
            "nonce": login.nonce,
            "iat": now,
            "exp": now + moodle["payload"]["exp"] - moodle["payload"]["iat"],
            CLAIM + "deployment_id": platform.deployment_id,
            CLAIM + "target_link_uri": LAUNCH_URL + query,
        }
        header = moodle["header"] | {"kid": platform.kid}
        token = platform.sign(json.dumps(claims).encode(), header=json.dumps(header).encode())
        return platform.launch(client, login=login, token=token)

    return launch


def _rows() -> set[tuple[str, str]]:
    """Every row of every table, as a text."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found |= {(table, repr(row)) for row in cursor.fetchall()}
    return found


def _personal(payload: dict) -> set[str]:
    """What Moodle said about the person."""
    outcome = payload.get("https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome", {})
    said = {
        payload["name"],
        payload["given_name"],
        payload["family_name"],
        payload["email"],
        payload[CLAIM + "ext"]["user_username"],
        payload[CLAIM + "lis"]["person_sourcedid"],
        outcome.get("lis_result_sourcedid", ""),
    }
    if outcome:
        said.add(json.loads(outcome["lis_result_sourcedid"])["hash"])
    return said - {""}


def _mentions(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def test_the_payloads_are_there():
    assert {name.partition("-")[0] for name in PAYLOADS} == {
        "admin", "manager1", "student1", "student2", "teacher1", "teacher2",
    }  # fmt: skip


@ALL
@BY
def test_opens_the_right_page(client, launch, name, by):
    assert audience_of(open_lesson(client, launch(name, by))) == _who(name)


@ALL
def test_nothing_about_the_person_is_left(client, launch, name):
    before = _rows()
    open_lesson(client, launch(name))
    added = _rows() - before
    assert {"lti_launch"} <= {table for table, _ in added}

    personal = _personal(PAYLOADS[name]["payload"])
    found = [(table, word) for table, row in added for word in personal if _mentions(row, word)]
    assert found == []


@ALL
def test_nothing_about_the_person_is_cached_or_logged(client, launch, examiner, name):
    open_lesson(client, launch(name))
    personal = _personal(PAYLOADS[name]["payload"]) - {"admin", "User", "Admin", "Student", "Teacher", "Manager"}
    logged = " ".join(record.getMessage() for record in examiner.records.all)
    cached = repr(getattr(caches["default"], "_cache", {}))
    assert [word for word in personal if _mentions(logged, word) or _mentions(cached, word)] == []


@ALL
def test_no_page_of_a_launch_names_the_person(client, launch, name):
    page = open_lesson(client, launch(name))
    payload = PAYLOADS[name]["payload"]
    said = {payload["name"], payload["email"], payload[CLAIM + "lis"]["person_sourcedid"]} - {""}
    assert [word for word in said if word in page] == []
