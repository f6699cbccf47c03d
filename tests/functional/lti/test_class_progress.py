"""Who of a class has finished: names borrowed from the roster, for the moment of looking and for nothing else."""

import csv
import html
import io
import re
import time
import tracemalloc

from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from lti.models import Context
from lti.protocol.roster import members_of
from lti.services import roster
from lti.services.roster import learners_of
from tests.fake_platform import INSTRUCTOR, LEARNER, TEST_USER
from tests.functional.lti.test_links import launch, text, the
from tests.functional.lti.test_scores import AGS, ALL, finished

pytestmark = pytest.mark.django_db
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
NAMES = {"s-1": "Quendolyn Abernathy-Xu", "s-2": "Bartholomäus Öztürk", "s-3": "=HYPERLINK(1)", "s-4": ""}


@pytest.fixture
def claims(book) -> dict:
    book.members = [
        {"user_id": sub, "name": name, "email": f"{sub}@mail.example", "roles": ["Learner"], "status": "Active"}
        for sub, name in NAMES.items()
    ]
    book.members += [
        {"user_id": "t-1", "name": "Teacher Person", "roles": ["Instructor"]},
        {"user_id": "gone", "name": "Gone Person", "roles": ["Learner"], "status": "Inactive"},
        {"user_id": "test", "name": "Test Person", "roles": ["Learner", TEST_USER]},
    ]
    return {
        AGS: {"scope": ALL, "lineitems": f"{book.url}/items", "lineitem": book.item_url},
        NRPS: {"context_memberships_url": f"{book.url}/members", "service_versions": ["2.0"]},
    }


def teacher(platform, client, claims: dict, **changes) -> str:
    """A teacher's launch; the path of the class's page."""
    location, _page = launch(
        platform, client, roles=changes.pop("roles", [INSTRUCTOR]), custom={"completion": "1"}, sub="t-1", **claims, **changes
    )
    return "/".join(location.split("/")[:3]) + "/course/progress/"


def with_one_finished(platform, client, claims: dict) -> str:
    finished(platform, client, claims[AGS], sub="s-2", **{NRPS: claims[NRPS]})
    return teacher(platform, client, claims)


def rows_of(page: str) -> list[tuple[str, str]]:
    return [(html.unescape(name), done) for name, done in re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', page)]


def names(client, path: str, **extra):
    return client.get(f"{path}names/", secure=True, **extra)


def test_the_page_counts_and_asks_the_platform_nothing(platform, client, claims, book):
    path = with_one_finished(platform, client, claims)
    page = text(client.get(path, secure=True))
    assert "1 has finished." in page
    assert "Bartholom" not in page
    assert book.asked == []


def test_names_come_with_the_fragment(platform, client, claims):
    path = with_one_finished(platform, client, claims)
    fragment = text(names(client, path, headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    rows = rows_of(fragment)
    assert [name for name, _done in rows] == ["Student 1", "=HYPERLINK(1)", "Quendolyn Abernathy-Xu", "Bartholomäus Öztürk"], (
        "not finished first"
    )
    assert [done for _name, done in rows][:3] == ["Not yet"] * 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[-1][1])


def test_without_script_it_is_a_page(platform, client, claims):
    path = with_one_finished(platform, client, claims)
    page = text(names(client, path))
    assert "<h1>Who has finished</h1>" in page
    assert len(rows_of(page)) == 4


def test_the_file_equals_the_screen(platform, client, claims):
    path = with_one_finished(platform, client, claims)
    screen = rows_of(text(names(client, path)))
    answer = client.get(f"{path}names/?as=csv", secure=True)
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert head == ["Name", "Finished"]
    assert [(name.removeprefix("'"), done) for name, done in rows] == screen
    assert ["'=HYPERLINK(1)", "Not yet"] in rows, "no formula"
    assert "attachment" in answer["Content-Disposition"]


def everything_stored() -> str:
    """Every value of every table, and every value of the cache as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    inner = getattr(cache, "_cache", {})
    if isinstance(inner, dict):
        found += [str(value) for value in inner.values()]
    elif hasattr(inner, "get_client"):
        store = inner.get_client(None)
        found += [str(store.get(key)) for key in store.scan_iter("waymark*") if store.type(key) == b"string"]
    return "\n".join(found)


def test_names_are_in_no_table_no_cache_and_no_log(platform, client, claims, caplog):
    caplog.set_level("DEBUG")
    path = with_one_finished(platform, client, claims)
    names(client, path)
    client.get(f"{path}names/?as=csv", secure=True)
    stored = everything_stored()
    assert len(apps.get_models()) > 20
    assert str(Context.objects.get().key) in stored.replace("-", "") or Context.objects.get().key.hex in stored.replace("-", "")
    for secret in ("Quendolyn", "Abernathy", "Bartholom", "mail.example", "Öztürk", "\\xd6zt"):
        assert secret not in stored
        assert secret not in caplog.text


def test_names_are_kept_for_five_minutes_and_no_longer(platform, client, claims, book, monkeypatch):
    path = with_one_finished(platform, client, claims)
    names(client, path)
    names(client, path)
    assert book.count("members") == 1
    monkeypatch.setattr(roster, "KEPT_SECONDS", 0)
    time.sleep(1.1)
    names(client, path)
    assert book.count("members") == 2


def test_a_roster_that_is_slow_costs_five_seconds_and_no_count(platform, client, claims, book, monkeypatch):
    monkeypatch.setattr(roster, "DEADLINE_SECONDS", 0.6)
    path = with_one_finished(platform, client, claims)
    book.faults["members"] = ["hang", "hang"]
    began = time.monotonic()
    page = names(client, path)
    assert time.monotonic() - began < 2
    assert page.status_code == 200
    assert "did not give the names in time" in text(page)
    assert "1 has finished." in text(client.get(path, secure=True))


@pytest.mark.parametrize("fault", [500, 403, "close"])
def test_a_roster_that_fails_says_so(platform, client, claims, book, fault):
    path = with_one_finished(platform, client, claims)
    book.faults["members"] = [fault] * 3
    assert "did not give the names in time" in text(names(client, path))


def test_a_platform_without_a_roster_shows_the_count(platform, client, claims, book):
    finished(platform, client, claims[AGS], sub="s-2")
    path = teacher(platform, client, {AGS: claims[AGS]})
    page = text(client.get(path, secure=True))
    assert "1 has finished." in page
    assert "lends Waymark no names" in page
    assert names(client, path).status_code == 200
    assert book.asked == []


def test_a_platform_that_does_not_know_rlid_is_asked_without(platform, client, claims, book):
    book.knows_rlid = False
    path = with_one_finished(platform, client, claims)
    assert len(rows_of(text(names(client, path)))) == 4


@pytest.mark.parametrize("roles", [[LEARNER], []])
def test_students_see_nobody(platform, client, claims, roles):
    path = teacher(platform, client, claims, roles=roles)
    assert client.get(path, secure=True).status_code == 403
    assert names(client, path).status_code == 403


def test_an_address_in_another_browser_shows_no_names(platform, client, claims, book):
    path = with_one_finished(platform, client, claims)
    client.cookies.clear()
    in_frame = {"Sec-Fetch-Dest": "iframe"}
    assert "open this lesson again" in text(client.get(path, secure=True, headers=in_frame))
    answer = names(client, path, headers=in_frame)
    assert (answer.status_code, book.asked) == (403, [])
    assert "Quendolyn" not in text(answer)


def test_7_1_one_media_type_and_the_one_scope(platform, client, claims, book):
    names(client, with_one_finished(platform, client, claims))
    headers = next(given for name, _path, given in book.asked if name == "members")
    assert headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    assert [said["scope"] for said in book.assertions] == ["https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"]


def test_7_3_only_active_learners_and_never_more_than_names(claims, book):
    found = list(members_of({"members": book.members}))
    assert [member.sub for member in found if member.is_learner] == ["s-1", "s-2", "s-3", "s-4"]
    assert not any("mail" in str(member) for member in found)


def test_7_4_roles_in_full_and_short_and_links_of_the_same_host_alone(platform, client, claims, book):
    book.members = [{"user_id": f"s-{n}", "name": f"N{n}", "roles": ["Learner" if n % 2 else LEARNER]} for n in range(250)]
    path = with_one_finished(platform, client, claims)
    assert len(rows_of(text(names(client, path)))) == 250
    assert book.count("members") == 3
    link = the("link-1")
    asked = next(path for name, path, _headers in book.asked if name == "members")
    assert asked == f"/members?limit=100&rlid={link.id_on_platform}"


ODD = [None, [], {}, {"members": None}, {"members": {}}, "x", 7]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_7_2_what_is_no_container_is_refused(odd):
    with pytest.raises(ValueError, match="members"):
        list(members_of(odd))


def test_7_2_odd_members_are_left_out():
    odd = [
        None,
        7,
        {},
        {"user_id": ""},
        {"user_id": 7},
        {"user_id": "a" * 300},
        {"user_id": "ok", "roles": None},
        {"user_id": "ok2", "roles": [None, 3], "name": 9},
    ]
    assert [(member.sub, member.name, member.is_learner) for member in members_of({"members": odd})] == [
        ("ok", "", False),
        ("ok2", "", False),
    ]


@pytest.mark.once
def test_ten_thousand_members_take_little_memory(platform, client, claims, book, monkeypatch):
    monkeypatch.setattr(roster, "DEADLINE_SECONDS", 60)
    book.members = [
        {"user_id": f"s-{n}", "name": f"Person {n}", "email": "x" * 200, "picture": "y" * 400, "roles": ["Learner"]} for n in range(10_000)
    ]
    with_one_finished(platform, client, claims)
    context = Context.objects.get()
    tracemalloc.start()
    try:
        found = learners_of(context, the("link-1"))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.names) == 10_000
    assert peak < 24 * 2**20, f"{peak / 2**20:.1f} MiB"


def test_statements_do_not_grow_with_the_class(platform, client, claims, book):
    path = with_one_finished(platform, client, claims)

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url, secure=True).status_code == 200
        return len(seen)

    few = statements(path), statements(f"{path}names/")
    cache.delete(f"roster:{Context.objects.get().key}:{the('link-1').pk}")
    book.members += [{"user_id": f"x-{n}", "name": f"X{n}", "roles": ["Learner"]} for n in range(300)]
    assert statements(path) == few[0] <= 5
    assert statements(f"{path}names/") <= few[1] <= 6
