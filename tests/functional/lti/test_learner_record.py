"""A person's record for the district: shown, corrected, erased with a receipt; and a whole platform that leaves."""

import json
from datetime import timedelta
from io import StringIO

from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import ModelLogEntry

import pytest

from cms.models import User
from lti.models import Completion, Launch, Membership, PlatformUser, QueuedScore, Registration, ResourceLink
from lti.services import launch
from lti.services.learner_record import KINDS, erase_everybody, erase_person, record_of
from tests.functional.lti.test_links import text
from tests.functional.lti.test_scores import finished, until_quiet

pytestmark = pytest.mark.django_db
SUB = "subject-of-one-student-4711"


@pytest.fixture
def person(platform, client, endpoint) -> PlatformUser:
    """A student who finished and is in the gradebook; another beside them."""
    finished(platform, client, endpoint, sub="beside")
    finished(platform, client, endpoint, sub=SUB)
    until_quiet()
    return PlatformUser.objects.get(sub=SUB)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("learner_record", *arguments, stdout=out)
    return out.getvalue()


def tables_with(*texts: str) -> set[str]:
    """Every table in which one of these stands anywhere."""
    there = connection.introspection.table_names()  # a search index of one database is not in another
    return {
        model._meta.label
        for model in apps.get_models()
        if model._meta.db_table in there
        for row in model._base_manager.values()
        if any(text in str(value) for value in row.values() for text in texts)
    }


def test_the_record_holds_all_there_is(person):
    record = record_of(person)
    assert record["sub"] == SUB
    assert [each["course"] for each in record["memberships"]] == ["The course course-1"]
    assert len(record["launches"]) == person.launches.count() > 0
    (completion,) = record["completions"]
    assert completion["lesson"] == "Trace the Claim"
    assert [score["state"] for score in completion["gradebook"]] == ["sent"]
    # Every relation of a pseudonym is in the record: a new one has to be added to it, and to the receipt.
    relations = {each.name for each in PlatformUser._meta.related_objects}
    assert relations == {"memberships", "launches", "completions", "reviews"} <= record.keys()
    json.dumps(record)


WHERE = {
    "PlatformUser.registration": "issuer",
    "PlatformUser.sub": "sub",
    "PlatformUser.key": "pseudonym",
    "Membership.user": "sub",
    "Membership.context": "course",
    "Membership.roles": "roles",
    "Launch.user": "sub",
    "Launch.registration": "issuer",
    "Launch.deployment": "deployment",
    "Launch.context": "course",
    "Launch.resource_link": "link",
    "Launch.audience": "shown_as",
    "Launch.may_place_links": "might_place_links",
    "Launch.is_test_user": "test_user",
    "Launch.return_origin": "came_from",
    "Launch.reviewed": "looked_at_the_work_of",
    "Launch.created_at": "began",
    "Launch.seen_at": "last_used",
    "Completion.id": "id",
    "Completion.user": "sub",
    "Completion.context": "course",
    "Completion.launch_key": "launch_key",
    "Completion.completed_at": "finished",
    "QueuedScore.completion": "gradebook",
    "QueuedScore.link": "link",
    "QueuedScore.state": "state",
    "QueuedScore.reason": "reason",
    "QueuedScore.timestamp": "dated",
    "QueuedScore.line_item_url": "column",
    "QueuedScore.attempts": "attempts",
    "QueuedScore.next_attempt_at": "next_attempt",
    "QueuedScore.changed_at": "changed",
}
LEFT_OUT = {
    "PlatformUser.person": "whether somebody joined learning for educators is theirs to show, and goes with them",
    "Launch.token_hash": "of a key that opens the launch; it says nothing about the person",
    "QueuedScore.leased_until": "which of our processes is at work",
}


def test_every_column_about_a_person_is_in_the_record_or_left_out_for_a_reason(person):
    columns = {f"{model.__name__}.{field.name}" for model in KINDS for field in model._meta.concrete_fields if field.name != "id"}
    assert columns | {"Completion.id"} == WHERE.keys() | LEFT_OUT.keys()
    said = json.dumps(record_of(person))
    assert [name for name in WHERE.values() if f'"{name}":' not in said] == []


def test_its_statements_do_not_grow(person, platform, client, endpoint):
    record_of(person)  # what a process learns once
    with CaptureQueriesContext(connection) as few:
        record_of(person)
    link = ResourceLink.objects.get()
    for number in range(20):
        Completion.objects.create(user=person, context=link.context, launch_key=f"0b7c1c36-0000-4000-8000-{number:012}")
        Launch.objects.create(
            token_hash=f"{number}", registration=person.registration, deployment=link.deployment, user=person, audience="student"
        )
    with CaptureQueriesContext(connection) as many:
        record_of(person)
    assert len(many) == len(few) <= 9


# In the admin ---------------------------------------------------------------------------------------------------------


def look_up(admin, person, sub: str = SUB, **options):
    fields = {"registration": person.registration.pk, "sub": sub}
    return admin.post(reverse("find_record"), fields, secure=True, **options)


def test_it_is_found_without_its_id_in_an_address(admin, person):
    response = look_up(admin, person, follow=True)
    assert [SUB not in address for address, _status in response.redirect_chain] == [True]
    page = text(response)
    assert SUB in page
    assert "Trace the Claim" in page
    assert "In the gradebook" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert ModelLogEntry.objects.filter(action="lti.record.show").count() == 1
    assert SUB not in str(ModelLogEntry.objects.values_list("data", "label"))


def test_who_is_not_there_is_said_and_what_was_typed_stays(admin, person):
    page = text(look_up(admin, person, sub=f" {SUB}"))
    assert "Nothing is kept about a person with this ID." in page
    assert f'value=" {SUB}"' in page
    assert "This field is required" in text(admin.post(reverse("find_record"), {}, secure=True))


def test_the_file_is_the_record(admin, person):
    answer = admin.get(reverse("learner_record", args=[person.key]), {"as": "json"}, secure=True)
    assert answer.json() == record_of(person)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_completion_that_is_not_true_is_deleted(admin, person):
    mine, other = person.completions.get(), Completion.objects.exclude(user=person).get()
    for completion in (mine, other):
        admin.post(reverse("forget_completion", args=[person.key, completion.pk]), secure=True)
    assert list(Completion.objects.all()) == [other]
    assert ModelLogEntry.objects.filter(action="lti.record.correct").count() == 1


def test_erasing_leaves_nothing_but_a_receipt_without_the_person(admin, person, client):
    key = str(person.key)
    assert tables_with(SUB, key)
    address = reverse("erase_record", args=[person.key])
    assert "cannot be brought back" in text(admin.get(address, secure=True))
    assert PlatformUser.objects.filter(sub=SUB).exists(), "asking is not doing"
    receipt = text(admin.post(address, secure=True))
    assert SUB in receipt, "whoever reads it must know whose it is"
    assert tables_with(SUB, key) == set()
    assert QueuedScore.objects.count() == Completion.objects.count() == Membership.objects.count() == 1, "nobody else's went"
    entry = ModelLogEntry.objects.get(action="lti.record.erase")
    assert entry.data["receipt"] in entry.message
    assert entry.data["receipt"] in receipt
    assert entry.data["counts"] == {"platformuser": 1, "membership": 1, "launch": 1, "completion": 1, "queuedscore": 1}
    assert admin.post(address, secure=True).status_code == 404


def test_an_open_launch_of_an_erased_person_is_over(admin, person, platform, client):
    response = platform.launch(client, sub=SUB)
    admin.post(reverse("erase_record", args=[person.key]), secure=True)
    page = client.get(response.headers["Location"], secure=True)
    assert page.status_code == 403
    assert "Please reopen from your course" in text(page)
    assert platform.launch(client, sub=SUB).status_code == 303, "a new record begins"


@pytest.mark.parametrize("name", ["learner_record", "erase_record"])
def test_a_record_that_is_not_there(admin, name):
    assert admin.get(reverse(name, args=["0b7c1c36-0000-4000-8000-000000000000"]), secure=True).status_code == 404


def somebody_who_may(*codenames: str) -> Client:
    user = User.objects.create_user("ed", "ed@example.org", "a long enough password")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


def test_who_may_see_records_may_not_erase(person):
    client = somebody_who_may("view_platformuser", "change_registration")
    page = text(client.get(reverse("learner_record", args=[person.key]), secure=True))
    assert SUB in page
    assert "Erase" not in page
    assert "Not true" not in page
    assert "Erase all" not in text(client.get(reverse("find_record"), secure=True))
    completion = person.completions.get()
    for address in (
        reverse("erase_record", args=[person.key]),
        reverse("forget_completion", args=[person.key, completion.pk]),
        reverse("erase_platform", args=[person.registration.pk]),
    ):
        assert client.post(address, {"name": person.registration.name}, secure=True).status_code in {302, 403}, address
    assert PlatformUser.objects.count() == 2
    assert Completion.objects.count() == 2
    person.registration.refresh_from_db()
    assert person.registration.is_active


def test_the_rights_are_on_the_page_of_groups(admin):
    page = text(admin.get(reverse("wagtailusers_groups:add"), secure=True))
    ours = Permission.objects.filter(codename__in=["view_platformuser", "delete_platformuser"]).values_list("pk", flat=True)
    assert len(ours) == 2
    assert all(f'value="{pk}"' in page for pk in ours)


def test_only_who_has_the_right(person):
    client = somebody_who_may("change_registration", "add_registration", "delete_registration", "delete_platformuser")
    pk = person.registration.pk
    addresses = [reverse("find_record"), reverse("export_records", args=[pk]), reverse("erase_platform", args=[pk])]
    addresses += [reverse(name, args=[person.key]) for name in ("learner_record", "erase_record")]
    for address in addresses:
        assert client.post(address, secure=True).status_code in {302, 403}, address
        assert SUB not in text(client.get(address, secure=True, follow=True)), address
    assert PlatformUser.objects.filter(sub=SUB).exists()
    assert "records/" not in text(client.get(reverse("wagtailadmin_home"), secure=True))


# A platform that leaves -----------------------------------------------------------------------------------------------


def test_everybody_of_a_platform(admin, person):
    registration = person.registration
    export = admin.get(reverse("export_records", args=[registration.pk]), secure=True)
    lines = b"".join(export.streaming_content).decode().splitlines()
    assert {json.loads(line)["sub"] for line in lines[:-1]} == {SUB, "beside"}
    assert json.loads(lines[-1]) == {"end_of_records": 2}
    address = reverse("erase_platform", args=[registration.pk])
    refused = text(admin.post(address, {"name": registration.name.upper()}, secure=True))
    assert "Nothing was erased" in refused
    assert f'value="{registration.name.upper()}"' in refused
    assert PlatformUser.objects.count() == 2
    receipt = text(admin.post(address, {"name": registration.name}, secure=True))
    assert "everybody" in receipt
    assert registration.client_id in receipt
    begun, done = ModelLogEntry.objects.filter(action__startswith="lti.record.erase").order_by("pk")
    assert (begun.action, done.action) == ("lti.record.erase_begun", "lti.record.erase")
    assert not PlatformUser.objects.exists()
    assert not Launch.objects.exists()
    assert ResourceLink.objects.exists(), "links are nobody's"
    registration.refresh_from_db()
    assert not registration.is_active


def test_an_erasure_that_is_stopped_was_begun_by_somebody(person, monkeypatch):
    monkeypatch.setattr("lti.services.learner_record.BATCH", -1)  # no database takes that: it stops at the first row
    registration = person.registration
    with pytest.raises(ValueError, match="Negative indexing"):
        erase_everybody(registration, by=User.objects.create_user("ed", "ed@example.org", "a long enough password"))
    assert ModelLogEntry.objects.get(action="lti.record.erase_begun").user.username == "ed"


def test_two_platforms_of_one_name_are_told_apart(admin, person):
    other = Registration.objects.get()
    other.pk, other.client_id = None, "other-client"
    other.save()
    page = text(admin.get(reverse("find_record"), secure=True))
    for each in Registration.objects.all():
        assert f"{each.name} ({each.issuer}, {each.client_id})" in page
    assert "other-client" in text(admin.get(reverse("erase_platform", args=[other.pk]), secure=True))


def test_borrowed_names_go_with_the_person(person, django_capture_on_commit_callbacks):
    link = ResourceLink.objects.select_related("context").get()
    keys = [f"roster:{link.context.key}:", f"roster:{link.context.key}:{link.pk}"]
    for erase in (lambda: erase_person(person), lambda: erase_everybody(link.deployment.registration)):
        cache.set_many(dict.fromkeys([*keys, "roster:another"], "names"))
        with django_capture_on_commit_callbacks(execute=True):
            erase()
        assert list(cache.get_many([*keys, "roster:another"])) == ["roster:another"]


def test_a_launch_at_the_moment_of_erasure_is_recorded_at_the_second_try(platform, client, monkeypatch):
    platform.launch(client, sub=SUB)
    member, record, erased = launch._member, launch._record, []

    def erased_between(verified, context):
        found = member(verified, context)
        if not erased:
            erased.append(PlatformUser.objects.filter(pk=found.pk).delete())
        return found

    def checked_as_at_the_commit(*arguments, **options):
        recorded = record(*arguments, **options)
        connection.check_constraints()
        return recorded

    monkeypatch.setattr(launch, "_member", erased_between)
    monkeypatch.setattr(launch, "_record", checked_as_at_the_commit)
    assert platform.launch(client, sub=SUB).status_code == 303
    assert erased
    assert [each.user.sub for each in Launch.objects.all()] == [SUB, SUB], "the first try is undone, whole"


def test_who_is_erased_twice_is_erased_once(person):
    erase_person(person)
    with pytest.raises(PlatformUser.DoesNotExist):
        erase_person(person)


def test_many_people_are_erased_in_batches(platform, client, monkeypatch):
    monkeypatch.setattr("lti.services.learner_record.BATCH", 3)
    registration = Registration.objects.get()
    PlatformUser.objects.bulk_create(PlatformUser(registration=registration, sub=f"many-{number}") for number in range(10))
    assert "pseudonyms: 10" in run("--issuer", registration.issuer, "--everybody", "--erase", "--confirm", registration.name)
    assert not PlatformUser.objects.exists()


# By command -----------------------------------------------------------------------------------------------------------


def test_the_command_prints_and_erases(person):
    issuer = person.registration.issuer
    assert json.loads(run("--issuer", issuer, "--sub", SUB)) == record_of(person)
    assert SUB in run("--issuer", issuer, "--everybody")
    assert ModelLogEntry.objects.filter(action="lti.record.show").count() == 2
    receipt = run("--issuer", issuer, "--sub", SUB, "--erase")
    assert "completions: 1" in receipt
    assert tables_with(SUB) == set()
    assert "Nothing is kept" in run("--issuer", issuer, "--sub", SUB)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--issuer", "https://unknown.example", "--sub", "x"], "--issuer"),
        (["--everybody", "--erase"], "--confirm"),
        (["--everybody", "--erase", "--confirm", "wrong"], "Nothing was erased"),
        (["--sub", "x", "--everybody"], "not allowed with"),
        ([], "required"),
    ],
)
def test_the_command_names_the_wrong_argument(person, arguments, word):
    given = arguments if "--issuer" in arguments else ["--issuer", person.registration.issuer, *arguments]
    with pytest.raises(CommandError, match=word):
        run(*given)
    assert PlatformUser.objects.count() == 2


def test_one_issuer_with_two_client_ids(person):
    other = Registration.objects.get()
    other.pk, other.client_id, other.name = None, "other-client", "Other"
    other.save()
    with pytest.raises(CommandError, match="--client-id"):
        run("--issuer", other.issuer, "--sub", SUB)
    assert "Nothing is kept" in run("--issuer", other.issuer, "--client-id", "other-client", "--sub", SUB)


def test_purging_and_erasing_agree(person):
    """Nothing of a person is outside what erasing takes: after both, the same tables are empty."""
    Launch.objects.update(created_at=timezone.now() - timedelta(days=400))
    call_command("purge_expired", stdout=StringIO())
    assert not PlatformUser.objects.exists()
    assert tables_with(SUB) == set()
