"""What a curriculum lead changes of the progression: lists by the line, alignments by choice, and links only upwards."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from wagtail.test.utils.form_data import nested_form_data, streamfield

import pytest

from curriculum.errors import BuildsOnRefused
from curriculum.models import Competency, Framework, GradeBand, OperatedBy, VettedTool
from tests.factories.curriculum import CompetencyFactory, VettedToolFactory

TERMS = {
    "gradeband": "6-8",
    "strand": "AI",
    "competency": "HOW-35",
    "aiuselevel": "Coach",
    "aiusescale": "",
    "graduatetrait": "Effective",
    "subject": "Science",
    "framework": "UNESCO",
    "furtherreading": "CRAFT",
    "vettedtool": "Reader",
}


def url(name: str, view: str, *args) -> str:
    return reverse(f"wagtailsnippets_curriculum_{name}:{view}", args=args)


def competency(code: str) -> Competency:
    return Competency.objects.get(locale__language_code="en", code=code)


@pytest.fixture
def how35() -> Competency:
    return competency("HOW-35")


def form_of(row: Competency, *, builds_on: tuple[str, ...] = ("HOW-TK2",), alignments: tuple = (), **fields) -> dict:
    data = nested_form_data(
        {
            **{name: getattr(row, name) for name in ("code", "title", "i_can", "description")},
            "strand": row.strand_id,
            "band": row.band_id,
            "evidence": "\n".join(row.evidence),
            "alignments": streamfield([("alignment", alignment) for alignment in alignments]),
            **fields,
        }
    )
    return {"builds_on": [competency(code).pk for code in builds_on], **data}


def post(client, row: Competency, **fields):
    return client.post(url("competency", "edit", row.pk), form_of(row, **fields))


def errors_of(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


@pytest.mark.parametrize(("name", "words"), TERMS.items())
def test_every_kind_lists_searches_and_opens(admin_client, name, words):
    assert admin_client.get(url(name, "list")).status_code == 200
    assert admin_client.get(url(name, "add")).status_code == 200
    if not words:
        return
    found = admin_client.get(url(name, "list"), {"q": words}).context["object_list"]
    assert found, name
    assert not admin_client.get(url(name, "list"), {"q": "no such words"}).context["object_list"]
    assert admin_client.get(url(name, "edit", found[0].pk)).status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "count"),
    [
        ("competency", {"band": "6-8"}, 6),
        ("competency", {"strand": "USE"}, 4),
        ("vettedtool", {"status": "approved"}, 2),
        ("vettedtool", {"operated_by": "staff_only"}, 3),
    ],
)
def test_lists_are_filtered(admin_client, name, query, count):
    ((field, value),) = query.items()
    related = Competency._meta.get_field(field).related_model if name == "competency" else None
    value = related.objects.get(locale__language_code="en", key=value).pk if related else value
    assert len(admin_client.get(url(name, "list"), {field: value}).context["object_list"]) == count


# ---- texts, one on each line ------------------------------------------------------------------------------------------


def test_a_list_is_written_one_on_each_line(admin_client, how35):
    page = admin_client.get(url("competency", "edit", how35.pk)).content.decode()
    assert "\n".join(how35.evidence).split("\n")[1] in page
    assert "[&quot;" not in page.split('name="evidence"')[1].split("</textarea>")[0]
    response = post(admin_client, how35, evidence="  Second, now first \r\n\r\nThird\t one\n")
    assert response.status_code == 302
    assert competency("HOW-35").evidence == ["Second, now first", "Third one"]


def test_what_was_typed_is_still_there_after_a_mistake(admin_client, how35):
    typed = "One\n\n  Two, with spaces  \n[not json"
    response = post(admin_client, how35, evidence=typed, title="")
    assert errors_of(response).keys() == {"title"}
    assert "One\n\n  Two, with spaces  \n[not json" in response.content.decode()
    assert competency("HOW-35").evidence == how35.evidence


def test_a_list_may_be_empty_only_where_it_may(admin_client, how35):
    assert post(admin_client, how35, evidence="").status_code == 302
    assert competency("HOW-35").evidence == []
    framework = Framework.objects.get(key="DP")
    data = {"key": "DP", "name": "A", "publisher": "B", "version": "C", "domains": " \n ", "note": ""}
    response = admin_client.post(url("framework", "edit", framework.pk), data)
    assert errors_of(response).keys() == {"domains"}


def test_a_list_refuses_what_no_database_keeps(admin_client, how35):
    assert errors_of(post(admin_client, how35, evidence="One\x00Two")).keys() == {"evidence"}


# ---- alignments -------------------------------------------------------------------------------------------------------

DP_USE = {"framework": "DP", "domain": "Use", "code": ""}
CSTA = {"framework": "CSTA", "domain": "Data & Analysis", "code": "1B-DA-07"}


def places(row: Competency) -> list[tuple[str, str, str]]:
    return [(place.framework, place.domain, place.code) for place in row.alignment_views()]


def test_alignments_are_added_removed_and_put_in_order(admin_client, how35, client):
    assert len(how35.alignments) == 5
    assert post(admin_client, how35, alignments=(CSTA, DP_USE)).status_code == 302
    assert places(competency("HOW-35")) == [("CSTA", "Data & Analysis", "1B-DA-07"), ("DP", "Use", "")]
    page = client.get("/lessons/competencies/HOW-35/").content.decode()
    assert "1B-DA-07" in page
    assert "Representation" not in page


@pytest.mark.parametrize(
    ("alignment", "field", "message"),
    [
        ({**DP_USE, "framework": "NOPE"}, "framework", "Select a valid choice"),
        ({**DP_USE, "domain": "Learning"}, "domain", "This is no domain of that framework. Its domains: Understand, Evaluate, Use."),
        ({**DP_USE, "domain": "Nonsense"}, "domain", "Select a valid choice"),
        ({**DP_USE, "framework": ""}, "framework", "This field is required"),
    ],
)
def test_an_alignment_leads_to_a_domain_of_its_framework(admin_client, how35, alignment, field, message):
    response = post(admin_client, how35, alignments=(CSTA, alignment))
    (error,) = errors_of(response)["alignments"].as_data()
    assert message in str(error.block_errors[1].block_errors[field])
    assert len(competency("HOW-35").alignments) == 5


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": "DP-2"}, {"key": "Alignments of competencies use this key: "}),
        ({"domains": "Evaluate\nUse"}, {"domains": "Alignments of competencies use a domain that would be gone: Understand ("}),
    ],
)
def test_a_framework_keeps_what_alignments_use(admin_client, changes, expected):
    framework = Framework.objects.get(key="DP")
    data = {name: getattr(framework, name) for name in ("key", "name", "publisher", "version", "note")}
    data |= {"domains": "\n".join(framework.domains)}
    response = admin_client.post(url("framework", "edit", framework.pk), data | changes)
    ((field, (message,)),) = errors_of(response).items()
    assert message.startswith(expected[field])
    assert "HOW-35" in message
    assert (
        admin_client.post(url("framework", "edit", framework.pk), {**data, "domains": "Understand\nEvaluate\nUse\nNew"}).status_code == 302
    )
    assert Framework.objects.get(key="DP").domains[-1] == "New"


# ---- what builds on what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "named"), [("HOW-68", "HOW-68"), ("USE-35", "USE-35")])
def test_the_editor_refuses_a_later_or_equal_band_at_the_field(admin_client, how35, code, named):
    response = post(admin_client, how35, builds_on=("HOW-TK2", code))
    assert errors_of(response) == {"builds_on": [f"Not of an earlier grade band than Grades 3-5: {named}."]}
    assert [earlier.code for earlier in how35.builds_on.all()] == ["HOW-TK2"]


def test_the_editor_does_not_offer_the_competency_itself(admin_client, how35):
    assert errors_of(post(admin_client, how35, builds_on=("HOW-35",))).keys() == {"builds_on"}


def test_the_editor_writes_what_is_right(admin_client, how35):
    assert post(admin_client, how35, builds_on=("USE-TK2", "EVL-TK2")).status_code == 302
    assert sorted(earlier.code for earlier in how35.builds_on.all()) == ["EVL-TK2", "USE-TK2"]


def test_a_new_competency_is_asked_too(admin_client, how35):
    data = form_of(how35, builds_on=("HOW-912",), code="HOW-NEW")
    response = admin_client.post(url("competency", "add"), data)
    assert errors_of(response) == {"builds_on": ["Not of an earlier grade band than Grades 3-5: HOW-912."]}
    assert admin_client.post(url("competency", "add"), form_of(how35, code="HOW-NEW")).status_code == 302
    assert [earlier.code for earlier in competency("HOW-NEW").builds_on.all()] == ["HOW-TK2"]


def test_another_band_is_refused_where_links_would_break(admin_client, how35):
    last = GradeBand.objects.get(locale__language_code="en", key="9-12")
    response = post(admin_client, how35, band=last.pk)
    (message,) = errors_of(response)["band"]
    later = ", ".join(sorted(row.code for row in how35.leads_to.all()))
    assert message == f"These build on it and would no longer be of a later grade band than Grades 9-12: {later}."
    first = GradeBand.objects.get(locale__language_code="en", key="TK-2")
    assert errors_of(post(admin_client, how35, band=first.pk)) == {"builds_on": ["Not of an earlier grade band than TK-Grade 2: HOW-TK2."]}
    assert competency("HOW-35").band.key == "3-5"


def test_band_and_links_may_change_together(admin_client, how35):
    assert post(admin_client, how35, band=GradeBand.objects.get(locale__language_code="en", key="TK-2").pk, builds_on=()).status_code == 302
    assert (competency("HOW-35").band.key, how35.builds_on.count()) == ("TK-2", 0)


def band_form(band: GradeBand, **fields) -> dict:
    names = ("key", "name", "order", "theme", "focus", "description", "disclosure_template")
    lists = {name: "\n".join(getattr(band, name)) for name in ("grades", "students_may", "students_may_not")}
    levels = [level.pk for level in band.ai_use_levels.all()]
    return {**{name: getattr(band, name) for name in names}, **lists, "ai_use_levels": levels, **fields}


def test_another_order_of_bands_is_refused_where_links_would_break(admin_client):
    band = GradeBand.objects.get(locale__language_code="en", key="3-5")
    response = admin_client.post(url("gradeband", "edit", band.pk), band_form(band, order=5))
    (message,) = errors_of(response)["order"]
    assert message.startswith("With this order some competencies would no longer build on an earlier grade band: ")
    assert "HOW-68 → HOW-35" in message
    assert GradeBand.objects.get(locale__language_code="en", key="3-5").order == 2
    assert admin_client.post(url("gradeband", "edit", band.pk), band_form(band, students_may="One\nTwo")).status_code == 302
    assert GradeBand.objects.get(locale__language_code="en", key="3-5").may_texts() == ("One", "Two")


@pytest.mark.parametrize("write", [lambda low, high: low.builds_on.add(high), lambda low, high: high.leads_to.add(low)])
def test_code_is_refused_from_either_end(write):
    low, high = competency("HOW-35"), competency("HOW-68")
    with pytest.raises(BuildsOnRefused, match="HOW-35 cannot build on HOW-68"), transaction.atomic():
        write(low, high)
    with pytest.raises(BuildsOnRefused), transaction.atomic():
        low.builds_on.set([low])
    with pytest.raises(BuildsOnRefused), transaction.atomic():
        low.builds_on.create(**{name: getattr(high, name) for name in ("strand", "band", "locale", "title", "i_can")}, code="NEW")
    assert [earlier.code for earlier in low.builds_on.all()] == ["HOW-TK2"]


def test_code_may_link_upwards():
    low, high = CompetencyFactory(band__order=1), CompetencyFactory(band__order=2)
    high.builds_on.add(low)
    assert list(low.leads_to.all()) == [high]


# ---- vetted tools -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "fine"},
        {"agreement_status": "fine"},
        {"operated_by": "robots"},
        {"reviewed_on": date(2026, 3, 1), "review_due_on": date(2026, 3, 1)},
        {"operated_by": OperatedBy.STUDENTS_SUPERVISED, "is_account_required": True},
    ],
)
def test_the_database_knows_no_other_tools(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        VettedToolFactory(**fields)


def test_a_tool_is_overdue_after_its_day():
    today = timezone.localdate()
    tool = VettedToolFactory(reviewed_on=today - timedelta(days=90), review_due_on=today, status="approved")
    assert tool.is_current()
    assert not tool.is_current(today + timedelta(days=1))


def test_the_editor_says_why_a_tool_is_refused(admin_client):
    tool = VettedTool.objects.get(slug="sample-example-draft-coach")
    names = [field.name for field in VettedTool._meta.fields if field.name not in {"id", "translation_key", "locale", "max_ai_use_level"}]
    data = {name: getattr(tool, name) for name in names}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {name: "\n".join(value) for name, value in data.items() if isinstance(value, list)}
    data |= {"bands": [band.pk for band in tool.bands.all()], "max_ai_use_level": tool.max_ai_use_level_id, "is_account_required": "on"}
    response = admin_client.post(url("vettedtool", "edit", tool.pk), data)
    assert errors_of(response) == {"__all__": ["No student may need an account with an AI tool."]}
    del data["is_account_required"]
    assert admin_client.post(url("vettedtool", "edit", tool.pk), {**data, "purposes": "Read\nWrite"}).status_code == 302
    assert VettedTool.objects.get(pk=tool.pk).purposes == ["Read", "Write"]
