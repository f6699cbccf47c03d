"""One's own data: all of it, and all of it gone."""

import json
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import pytest

from cms.models import DistrictSettings, User
from lti.models import PlatformUser
from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    Credential,
    Enrolment,
    HoursEntry,
    Participation,
    PersonalCode,
    Reflection,
    Share,
)
from pd_tracks.services.retention import _forget_nobody
from tests.functional.pd_tracks.steps import REQUEST, SECRET, SUB, ask, choose, mark, share, text, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(client, joined, track, module, coach, at_the_coachs):
    """One of each: marked, written, shared, looked at, asked, a coach chosen, with a code. Returns the prefix of the launch."""
    mark(client, joined, module, "tried", "1")
    client.post(f"{joined}/learning/{module.launch_key}/marks/", {"mark": "done", "on": "1"}, secure=True)
    found = written(client, joined, module)
    share(client, joined, found, coach)
    ask(client, joined, module, coach)
    choose(client, joined, track, coach)
    at_the_coachs.get("/learning/coach/", secure=True)
    at_the_coachs.get(f"/learning/coach/texts/{found.key}/", secure=True)
    at_the_coachs.get(f"/learning/coach/conversations/{Conversation.objects.get().key}/", secure=True)
    client.post(f"{joined}/learning/{track.launch_key}/certificate/", {"name": "Rosa Ruiz"}, secure=True)
    client.post(f"{joined}/learning/mine/code/", {"code": "seven herons", "again": "seven herons"}, secure=True)
    return joined


def test_the_file_has_all_of_it_for_people_and_for_programs(client, everything, track, module):
    answer = client.get(f"{everything}/learning/mine/?as=zip", secure=True)
    assert answer["Content-Disposition"] == 'attachment; filename="my-waymark-learning.zip"'
    assert "no-store" in answer["Cache-Control"]
    with ZipFile(BytesIO(answer.content)) as archive:
        files = {name.rsplit(".")[-1]: archive.read(name).decode() for name in archive.namelist()}
    assert set(files) == {"html", "json"}
    data = json.loads(files["json"])
    (own,) = data["tracks"]
    (wrote,), (talk,) = own["texts"], own["conversations"]
    assert (wrote["text"], wrote["shared_with"], wrote["shared_as"]) == (SECRET, "Noor Haddad", "Ms. R.")
    assert [look["who"] for look in wrote["looked_at"] + talk["looked_at"]] == ["Noor Haddad"] * 2
    assert {name: talk[name] for name in REQUEST} == REQUEST
    assert data["has_code"] is True
    for words in (track.title, module.title, SECRET, REQUEST["note"], "Noor Haddad looked at this"):
        assert words in text_of(files["html"]), words
    for outside in ("<script", "<link", "href=", "<form", "<button"):
        assert outside not in files["html"], "whole by itself"


def text_of(html: str) -> str:
    return " ".join(html.split())


def test_every_column_is_in_the_file_or_left_out_for_a_reason(client, everything):
    """What a column holds must be findable in the JSON, so that nobody adds one and forgets the owner."""
    among_themselves = {"id", "user", "enrolment", "owner", "person", "reflection", "conversation"}
    left_out = {
        Enrolment: among_themselves | {"listed_as", "counted_in"},  # by chance; by name
        ChosenCoach: among_themselves | {"key", "closed_name", "coach", "chosen_at"},  # opened; by name
        Participation: among_themselves | {"parts"},  # by number
        Reflection: among_themselves
        | {"closed_text", "revision", "last_window", "last_turn", "question_key"},  # opened; and how saving works
        Share: among_themselves | {"closed_name", "coach", "shared_at"},  # opened; by name
        Conversation: among_themselves | {"closed_request", "closed_answer", "coach", "changed_at"},
        AccessLog: among_themselves | {"reader"},  # by name
        PersonalCode: among_themselves | {"hashed", "wrong_tries", "tried_at"},  # that there is one
        HoursEntry: among_themselves | {"takes_back"},
        Credential: among_themselves | {"place", "modules"},  # where its bit is; as a list
    }
    said = client.get(f"{everything}/learning/mine/?as=json", secure=True).content.decode()
    for model, names in left_out.items():
        (row, *_more) = model.objects.all()
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.name in names or value in (None, ""):
                continue
            shown = timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)
            shown = shown.lower() if isinstance(value, bool) else shown
            assert shown in said, f"{model.__name__}.{field.name}"


def test_deleting_leaves_nothing_in_any_table_or_file(client, everything):
    """Every column of every table, as the database has it, and every file."""
    person = PlatformUser.objects.get(sub=SUB).person
    traces = [
        person.username,
        str(Reflection.objects.get().key),
        str(Conversation.objects.get().key),
        SECRET,
        REQUEST["note"],
        "Ms. R.",
        "Rosa Ruiz",
    ]
    traces += [ChosenCoach.objects.get().closed_name, str(ChosenCoach.objects.get().key), str(Enrolment.objects.get().listed_as)]
    traces += [Reflection.objects.get().closed_text, Share.objects.get().closed_name, Conversation.objects.get().closed_request]
    assert tables_with_traces(traces), "the scan finds them before"
    assert rows_of(person.pk)
    page = text(client.post(f"{everything}/learning/mine/delete/", {"sure": "1"}, secure=True))
    for line in ("1 track", "1 module", "1 text", "1 conversation", "1 line of hours", "1 certificate"):
        assert line in page
    assert tables_with_traces(traces) == set()
    assert rows_of(person.pk) == set()
    assert not any(trace in name for trace in traces for name in _files())


def tables_with_traces(traces: list[str]) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (a name that the database itself gave)
            if any(
                trace in str(value) or trace.replace("-", "") in str(value)
                for row in cursor.fetchall()
                for value in row
                for trace in traces
            ):
                found.add(table)
    return found


def rows_of(person_id: int) -> set[str]:
    """Every table with a row that points at this account."""
    related = [relation for relation in User._meta.get_fields(include_hidden=True) if relation.is_relation and relation.auto_created]
    return {
        relation.related_model._meta.label
        for relation in related
        if relation.field.many_to_one or relation.field.one_to_one
        if relation.related_model._base_manager.filter(**{relation.field.name: person_id}).exists()
    }


def _files(folder: str = "") -> list[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return names + [name for inner in folders for name in _files(f"{folder}/{inner}".lstrip("/"))]


# Retention -------------------------------------------------------------------------------------------------------------


def purged(*arguments) -> str:
    out = StringIO()
    call_command("purge_expired", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("how", ["ended", "left"])
def test_what_ended_long_ago_is_purged_and_nothing_before(client, everything, track, how):
    days = DistrictSettings.load().learning_retention_days
    if how == "left":
        client.post(f"{everything}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)

    def ago(n: int) -> None:
        moment = timezone.now() - timedelta(days=n)
        Enrolment.objects.update(**({"left_at": moment} if how == "left" else {"agreed_until": timezone.localdate() - timedelta(days=n)}))

    ago(days - 1)
    assert "0 enrolments" in purged()
    ago(days + 2)
    assert "would delete" in purged("--dry-run")
    assert "1 enrolments" in purged("--dry-run")
    assert Enrolment.objects.exists()
    assert "1 enrolments" in purged()
    assert not Enrolment.objects.exists()
    assert not Reflection.objects.exists()


def test_accounts_that_stand_for_nobody_go_a_day_later(client, everything):
    Enrolment.objects.all().delete()
    User.objects.filter(came_by_joining=True).update(date_joined=timezone.now() - timedelta(days=2))
    assert "0 accounts of nobody" in purged(), "it still owns a certificate"
    Credential.objects.all().delete()
    User.objects.filter(came_by_joining=True).update(date_joined=timezone.now())
    assert "0 accounts of nobody" in purged()
    User.objects.filter(came_by_joining=True).update(date_joined=timezone.now() - timedelta(days=2))
    assert "1 accounts of nobody" in purged()
    assert PlatformUser.objects.get(sub=SUB).person is None


def test_somebody_who_joined_a_moment_ago_is_asked_about_again(joined):
    """Between the look and the deletion they may have joined something."""
    person = PlatformUser.objects.get(sub=SUB).person
    assert _forget_nobody(person.pk) == 0
    assert User.objects.filter(pk=person.pk).exists()
    assert _forget_nobody(0) == 0


def test_an_account_of_somebodys_own_is_never_purged(track):
    person = User.objects.create_user("pat", "pat@example.org", "a long enough password", date_joined=timezone.now() - timedelta(days=900))
    purged()
    assert User.objects.filter(pk=person.pk).exists()
