"""Tracks and modules as anybody reads them: loaded, compiled, gated, answered, withdrawn."""

import json
import re
from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail.models import Page

import pytest

from cms.errors import NotReadyToPublish
from cms.groups import COACHES, set_up_groups
from cms.models import User
from curriculum.models import StarterRecord, UnitPage
from pd_tracks.audience import Reader, module_view
from pd_tracks.models import ModulePage, ModuleVersion, TrackPage
from pd_tracks.starter import load
from pd_tracks.versions import compile_module

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def read(client, page, **asked) -> str:
    response = client.get(page.get_url(), asked, secure=True)
    assert response.status_code == 200
    return text(response)


# Loading ---------------------------------------------------------------------------------------------------------------


def test_four_tracks_and_fourteen_modules_each_with_a_version():
    assert TrackPage.objects.live().count() == 4
    assert ModulePage.objects.live().count() == 14
    assert ModuleVersion.objects.count() == 14
    assert StarterRecord.objects.filter(kind="module").count() == 14


def test_a_second_run_changes_nothing():
    before = list(Page.objects.values_list("pk", "latest_revision_id"))
    said = []
    load(report=said.append)
    assert "module: 14 unchanged" in said
    assert list(Page.objects.values_list("pk", "latest_revision_id")) == before


def test_what_a_person_edited_stays(module):
    module.purpose = "A person's words."
    module.change_note = "Shorter."
    module.save_revision().publish()
    said = []
    load(report=said.append)
    assert any("fa-human-approved: left alone" in line for line in said)
    assert ModulePage.objects.get(pk=module.pk).purpose == "A person's words."


# Reading ---------------------------------------------------------------------------------------------------------------


def test_anybody_reads_a_module_and_nobody_a_coachs_part(client, module):
    page = read(client, module)
    starters = [block.value for block in module.coach_starters]
    assert starters
    assert "Four guards" in page
    assert "Module 2 of 4" in page
    assert [starter for starter in starters if starter in page] == []
    assert "Enter the suggested grade now" in page
    feedback = [choice["feedback"] for check in module.checks if check.block_type == "multiple_choice" for choice in check.value["choices"]]
    assert [words for words in feedback if words in page] == []


def test_a_coach_who_is_signed_in_sees_ways_to_begin(module):
    set_up_groups()
    user = User.objects.create_user("coach", "coach@example.org", "a long enough password")
    client = Client()
    client.force_login(user)
    starter = next(iter(module.coach_starters)).value
    assert starter not in read(client, module)
    user.groups.add(Group.objects.get(name=COACHES))
    assert starter in read(client, module)


@pytest.mark.parametrize("reader", list(Reader))
def test_deny_by_default_a_field_that_no_table_names_is_the_coachs(module, reader):
    document = compile_module(module)
    assert set(document) == {"schema", "public", "coach", "answers"}
    document["coach"]["new_field"] = "NEW"
    assert "NEW" not in str(module_view(document, reader))
    assert "coach_starters" not in json.dumps(document["public"])


def test_the_track_says_what_is_in_it_and_who_sees_what(client, track):
    page = read(client, track)
    assert page.count('<span class="modules__fact">') == 4
    assert "190 minutes in all" in page
    assert "This track is voluntary." in page
    assert "Before you decide: who sees what" in page
    assert "What you marked as tried or done" in page


def test_all_tracks_are_on_one_page(client, track):
    response = client.get("/educators/", secure=True)
    page = text(response)
    assert all(each.title in page for each in TrackPage.objects.live())
    assert "3 modules" in page
    assert "4 modules" in page


@pytest.mark.parametrize(("path", "most"), [("track", 15), ("module", 15), ("coaching", 15)])
def test_statements_on_the_public_site(client, track, module, path, most):
    address = {"track": track.get_url(), "module": module.get_url(), "coaching": "/educators/"}[path]
    client.get(address, secure=True)
    with CaptureQueriesContext(connection) as asked:
        client.get(address, secure=True)
    assert len(asked) <= most, [query["sql"][:120] for query in asked]


# Checks ----------------------------------------------------------------------------------------------------------------


def answer(client, module, index: int, choice, **headers):
    data = {} if choice is None else {"choice": choice}
    return client.post(f"/learning/{module.launch_key}/checks/{index}/", data, secure=True, headers=headers)


def test_an_answer_is_answered_and_not_kept(client, module):
    with CaptureQueriesContext(connection) as asked:
        page = text(answer(client, module, 0, 2))
    assert "That’s it." in page
    assert "Four guards" in page, "the whole module, without script"
    assert [query["sql"] for query in asked if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    part = text(answer(client, module, 0, 0, **{"HX-Request": "true"}))
    assert "Not yet." in part
    assert "Four guards" not in part


@pytest.mark.parametrize(("index", "choice", "status"), [(0, None, 422), (0, "9", 422), (0, "x", 422), (9, "0", 404), (1, "0", 404)])
def test_odd_answers(client, module, index, choice, status):
    assert answer(client, module, index, choice).status_code == status


def test_a_check_of_something_else(client):
    unit = UnitPage.objects.live().first()
    assert answer(client, unit, 0, 0).status_code == 404


# Versions and withdrawal -----------------------------------------------------------------------------------------------


def test_a_published_version_does_not_change_with_a_draft(client, module):
    module.purpose = "Another purpose."
    module.save_revision()
    assert "Another purpose." not in read(client, module)


def test_a_change_needs_a_note_and_makes_the_next_version(client, module):
    module.purpose = "Another purpose."
    with pytest.raises(NotReadyToPublish, match="what changed"):
        module.save_revision().publish()
    module.change_note = "The purpose is shorter."
    module.save_revision().publish()
    assert [version.number for version in module.versions.newest_first()] == [2, 1]
    assert "Another purpose." in read(client, module)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("purpose", " ", "Start with the purpose"),
        ("pd_minutes", 7, "The parts add up to 50 minutes, but the module says 7"),
        ("sections", [], "at least one part"),
        ("evidence_of_completion", "", "Say when somebody is done"),
    ],
)
def test_what_is_not_ready_is_not_published(module, field, value, words):
    setattr(module, field, value)
    module.change_note = "Changed."
    with pytest.raises(NotReadyToPublish, match=words):
        module.save_revision(clean=False).publish()


def test_a_withdrawn_module_says_so(client, module):
    module.withdrawal_note = "Its tool is gone."
    module.save_revision().publish()
    module.unpublish()
    response = client.get(module.get_url(), secure=True)
    assert response.status_code == 410
    assert "This module was withdrawn" in text(response)
    assert answer(client, module, 0, 0).status_code == 410


# Units -----------------------------------------------------------------------------------------------------------------


def test_a_unit_names_the_modules_that_help_to_teach_it(client):
    unit = UnitPage.objects.get(slug="g68-can-i-trust-this", locale__language_code="en")
    page = read(client, unit)
    assert "Learn to teach this" in page
    assert "Choosing and Explaining an AI Use Level" in page
    assert "Integrity Conversations" not in page
    other = UnitPage.objects.get(slug="g68-responsibility-lab", locale__language_code="en")
    assert "Integrity Conversations" in read(client, other)


# Groups ----------------------------------------------------------------------------------------------------------------


def test_the_whole_command_loads_tracks_too(module):
    out = StringIO()
    call_command("load_starter_content", stdout=out)
    assert "module: 14 unchanged" in out.getvalue()
