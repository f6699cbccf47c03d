"""Policies as published: numbers that stay, versions that never change, and the lessons that rest on a clause."""

import datetime
from uuid import uuid4

from django.test import RequestFactory
from django.utils import timezone

from wagtail.models import Locale, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

import pytest

from cms.errors import NotReadyToPublish, PublishedPagesStay, VersionIsImmutable
from cms.models import DistrictSettings, PolicyClause, PolicyIndexPage, PolicyPage, PolicyStatus, PolicyVersion, ReviewRequest
from curriculum.models import LessonPage, LessonVersion
from curriculum.starter import load
from tests.factories.curriculum import publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR, TOOL
from tests.functional.curriculum.test_editor import form_of

SLUG, LETTER = "sample-student-use-emerging-technologies", "sample-family-letter"
ADDRESS = f"/policies/{SLUG}/"
TRACE = "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"
NO_COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
ON_CLAUSE_3 = {"tk2-keep-it-or-share-it", "g68-trace-the-claim", "g912-brief-draft-verify"}


@pytest.fixture
def policy() -> PolicyPage:
    return PolicyPage.objects.get(slug=SLUG)


def clauses_of(policy: PolicyPage) -> list[dict]:
    return [dict(block) for block in policy.clauses.get_prep_value()]


def publish(policy: PolicyPage, clauses: list[dict], note: str | None = None) -> PolicyPage:
    policy.clauses = clauses
    policy.change_note = f"Note {uuid4()}." if note is None else note
    policy.save_revision().publish()
    return PolicyPage.objects.get(pk=policy.pk)


def with_text(clauses: list[dict], at: int, text: str) -> list[dict]:
    return [{**clause, "value": {**clause["value"], "text": text}} if place == at else clause for place, clause in enumerate(clauses)]


def asked() -> set[tuple[str, str]]:
    """Slug and language of every lesson that is asked for a review."""
    pages = LessonPage.objects.filter(pk__in=[request.object_id for request in ReviewRequest.objects.open()])
    return set(pages.values_list("slug", "locale__language_code"))


def body(client, address: str, status: int = 200) -> str:
    answer = client.get(address, secure=True)
    assert answer.status_code == status, address
    return answer.content.decode()


# Numbers and versions.


def test_the_samples_are_there_and_say_so(client):
    assert PolicyPage.objects.live().count() == 4
    text = body(client, ADDRESS)
    assert "SAMPLE - to be replaced by the district. Not adopted policy and not legal advice." in text
    assert "MUESTRA - el distrito debe sustituir este texto." in body(client, f"/es/policies/{LETTER}/")
    assert body(client, "/policies/").count("Sample</span>") == 3
    assert "versions/1/" in text
    assert "SAMPLE - to be" in body(client, f"{ADDRESS}versions/1/")


def test_a_clause_keeps_its_number_and_none_is_used_again(policy, client):
    clauses = clauses_of(policy)
    policy = publish(policy, [clauses[2], clauses[0], clauses[1], *clauses[4:6]])
    new = {"type": "clause", "id": str(uuid4()), "value": {"heading": "Added later", "text": "Words."}}
    policy = publish(policy, [*clauses_of(policy), new])
    numbers = [clause["number"] for clause in policy.versions.newest_first()[0].document["clauses"]]
    assert numbers == [3, 1, 2, 5, 6, 8]
    text = body(client, ADDRESS)
    assert 'id="c8"' in text
    assert "New in version 3" in text
    assert "Clause 4 was taken out in version 2." in text
    assert f'href="{ADDRESS}versions/1/#c4"' in text
    # Back again, it is clause 4 as before.
    policy = publish(policy, clauses)
    assert [clause["number"] for clause in policy.versions.newest_first()[0].document["clauses"]] == [1, 2, 3, 4, 5, 6, 7]
    assert PolicyClause.objects.get(policy_key=policy.translation_key, number=4).removed_in is None


def test_an_old_version_stays_readable_and_as_it_was(policy, client):
    publish(policy, with_text(clauses_of(policy), 2, "Other words."))
    assert "Other words." in body(client, ADDRESS)
    assert "Changed in version 2" in body(client, ADDRESS)
    old = body(client, f"{ADDRESS}versions/1/")
    assert "Other words." not in old
    assert "This text no longer holds." in old
    assert "noindex" in old
    body(client, f"{ADDRESS}versions/3/", 404)
    body(client, "/curriculum/versions/1/", 404)
    version = PolicyVersion.objects.of(policy).last()
    for forbidden in (version.save, version.delete, PolicyVersion.objects.all().delete, lambda: PolicyVersion.objects.update(number=9)):
        with pytest.raises(VersionIsImmutable):
            forbidden()
    with pytest.raises(PublishedPagesStay):
        policy.delete()


def test_publishing_again_without_a_change_writes_nothing(policy):
    policy.save_revision().publish()
    assert policy.versions.count() == 1


def test_a_change_needs_a_note_and_says_it_once(policy, client):
    clauses = with_text(clauses_of(policy), 2, "Other words.")
    with pytest.raises(NotReadyToPublish, match="Tell everybody in a sentence what you changed"):
        publish(policy, clauses, note="")
    policy.heard_from, policy.heard = "Students", "we cannot tell."
    policy = publish(policy, clauses, note="clause 3.")
    text = body(client, ADDRESS)
    assert "Students said:" in text
    assert "we cannot tell." in text
    assert "We changed:" in text
    with pytest.raises(NotReadyToPublish, match="Tell everybody"):
        publish(policy, with_text(clauses_of(policy), 1, "More words."), note="clause 3.")


def test_adopted_needs_a_date(policy):
    policy.status = PolicyStatus.ADOPTED
    with pytest.raises(NotReadyToPublish, match="Say when it was adopted"):
        policy.save_revision().publish()
    policy.adopted_on = datetime.date(2026, 11, 1)
    policy.save_revision().publish()


# What rests on a clause.


def test_a_changed_clause_asks_exactly_the_citing_lessons_in_every_language(policy):
    publish(policy, with_text(clauses_of(policy), 2, "Other words."))
    assert asked() == {(slug, "en") for slug in ON_CLAUSE_3} | {("tk2-keep-it-or-share-it", "es")}
    assert set(ReviewRequest.objects.open().values_list("reason", flat=True)) == {
        "Clause 3 of “Student Use of Emerging Technologies, Including Generative AI” changed in version 2."
    }


def test_marks_spaces_order_and_new_clauses_ask_nobody(policy):
    clauses = clauses_of(policy)
    text = clauses[2]["value"]["text"].replace("'", "’").replace(". ", ".  ")
    assert text != clauses[2]["value"]["text"]
    new = {"type": "clause", "id": str(uuid4()), "value": {"heading": "Added later", "text": "Words."}}
    policy = publish(policy, with_text(clauses, 2, text), note="")
    assert policy.versions.count() == 2
    publish(policy, [new, *reversed(clauses_of(policy))])
    assert asked() == set()


def test_a_removed_clause_asks_its_lessons_and_they_still_lead_to_it(policy, client):
    clauses = clauses_of(policy)
    publish(policy, clauses[:4] + clauses[5:])
    assert asked() == {("g912-audit-a-hiring-screener", "en")}
    assert "was taken out in version 2" in ReviewRequest.objects.open().get().reason
    assert "Audit a Hiring Screener" in body(client, ADDRESS)


def test_a_change_in_a_translation_asks_lessons_in_its_language(policy):
    letter = PolicyPage.objects.get(slug=LETTER, locale__language_code="es")
    clause = PolicyClause.objects.get(policy_key=letter.translation_key)
    for lesson in LessonPage.objects.filter(slug="tk2-oops-pip"):
        lesson.rests_on = [clause]
        publish_change(lesson)
    publish(letter, with_text(clauses_of(letter), 0, "Otras palabras."))
    assert asked() == {("tk2-oops-pip", "es")}
    assert PolicyClause.objects.get(pk=clause.pk).changed_in == 1


def test_drafts_and_withdrawn_lessons_are_left_alone(policy):
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    lesson.rests_on = []
    lesson.save_revision()
    LessonPage.objects.get(slug="g912-brief-draft-verify").unpublish()
    publish(policy, with_text(clauses_of(policy), 2, "Other words."))
    assert {slug for slug, _language in asked()} == {"tk2-keep-it-or-share-it", "g68-trace-the-claim"}


def test_a_version_remembers_which_text_it_rested_on(policy):
    publish(policy, with_text(clauses_of(policy), 2, "Other words."))
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    publish_change(lesson)
    newest, first = LessonVersion.objects.filter(lesson=lesson).newest_first()
    kept = [version.document["public"]["rests_on"][0] for version in (newest, first)]
    assert [(cited["number"], cited["version"]) for cited in kept] == [(3, 2), (3, 1)]


def test_the_policy_lists_what_rests_on_it_and_nothing_closed(policy, client):
    text = body(client, ADDRESS)
    assert "Rests on this clause: 3 lessons" in text
    assert f'href="{TRACE}"' in text
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    text = body(client, ADDRESS)
    assert "Rests on this clause: 2 lessons" in text
    assert "Trace the Claim" not in text


def test_a_lesson_leads_to_the_clause_outside_and_inside_a_launch(policy, client, platform):
    link = f"/clauses/{policy.translation_key}/3/"
    assert f'href="{link}"' in body(client, TRACE)
    assert client.get(link, secure=True)["Location"] == f"{ADDRESS}#c3"
    key = str(LessonPage.objects.get(slug="g68-trace-the-claim").translation_key)
    assert f'href="{link}"' in body(client, f"/lessons/{key}/families/")
    for role in (INSTRUCTOR, MENTOR, LEARNER):
        place = platform.launch(client, roles=[role], custom={"launch_key": key})["Location"].removeprefix(TOOL)
        prefix = place[: place.index("/", 3)]
        assert (f'href="{prefix}{link}"' in body(client, place)) == (role != LEARNER), role
        assert client.get(prefix + link, secure=True)["Location"] == f"{prefix}{ADDRESS}#c3"
        assert f'href="{prefix}{TRACE}"' in body(client, prefix + ADDRESS)


def test_a_citation_of_what_is_gone(policy, client):
    body(client, f"/clauses/{uuid4()}/3/", 404)
    policy.withdrawal_note = "A new one is coming."
    policy.save_revision().publish()
    policy.unpublish()
    for address in (f"/clauses/{policy.translation_key}/3/", ADDRESS, f"{ADDRESS}versions/1/"):
        text = body(client, address, 410)
        assert "This text was withdrawn" in text
        assert "A new one is coming." in text


def test_a_closed_policy_is_closed_in_every_version(policy, client):
    PageViewRestriction.objects.create(page=policy, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(ADDRESS, secure=True).status_code == 302
    body(client, f"{ADDRESS}versions/1/", 403)
    assert "Student Use of" not in body(client, "/policies/")


# Pages.


def test_the_dial_and_the_way_to_say_something(policy, client):
    today = datetime.date.today()  # noqa: DTZ011  (only the distance counts)
    dates = {"reviewed_on": today - datetime.timedelta(days=52), "review_due_on": today + datetime.timedelta(days=40)}
    PolicyPage.objects.filter(pk=policy.pk).update(**dates)
    assert "mailto:" not in body(client, ADDRESS)
    district = DistrictSettings.load()
    district.contact_email = "policy@district.example.org"
    district.save()
    text = body(client, ADDRESS)
    assert 'aria-label="52 of 92 days have passed since the last review"' in text
    assert 'href="mailto:policy@district.example.org"' in text


def test_a_clause_that_comes_back_with_other_words_flags_its_citers(policy):
    rows = clauses_of(policy)
    again = publish(policy, [row for at, row in enumerate(rows) if at != 2])
    citers = asked()
    assert citers
    ReviewRequest.objects.open().update(closed_at=timezone.now())
    publish(again, with_text(rows, 2, "Quite other words."))
    assert asked() == citers


def test_spanish_lists_what_there_is_and_marks_the_rest(client):
    text = body(client, "/es/policies/")
    assert '<html lang="es"' in text
    assert "Carta a las familias" in text
    assert f'<a href="{ADDRESS}"><span lang="en">Student Use' in text
    letter = body(client, f"/es/policies/{LETTER}/")
    assert "Estimadas familias" in letter
    assert 'hreflang="en"' in letter
    assert 'id="c1"' in letter
    # A policy without a translation has no Spanish address; its clauses lead to the English one.
    body(client, f"/es{ADDRESS}", 404)
    key = PolicyPage.objects.get(slug=SLUG).translation_key
    assert client.get(f"/es/clauses/{key}/3/", secure=True)["Location"] == f"{ADDRESS}#c3"


def test_what_of_a_translation_is_still_in_english_says_so(client):
    url = f"/es/policies/{LETTER}/"
    assert ' lang="en"' not in body(client, url).partition("<main")[2].partition("</main>")[0].replace('hreflang="en"', "")
    letter = PolicyPage.objects.get(slug=LETTER, locale__language_code="es")
    original = PolicyPage.objects.get(translation_key=letter.translation_key, locale__language_code="en")
    rows, theirs = clauses_of(letter), clauses_of(original)
    rows[0] = {**rows[0], "value": {**rows[0]["value"], "heading": theirs[0]["value"]["heading"]}}
    letter.title = original.title
    publish(letter, rows)
    text = body(client, url)
    assert f'<h1><span lang="en">{original.title}</span></h1>' in text
    assert f"<title>{original.title} ·" in text
    assert f'<h3 id="c1-heading"><span lang="en">{theirs[0]["value"]["heading"]}</span></h3>' in text
    assert '<div lang="en">' not in text
    publish(letter, theirs)
    assert '<div lang="en"><p>' in body(client, url)


def test_search_engines_find_them(client):
    sitemap = body(client, "/sitemap.xml")
    for address in ("/policies/", ADDRESS, f"/es/policies/{LETTER}/"):
        assert f"https://testserver{address}<" in sitemap
    text = body(client, ADDRESS)
    assert '<meta name="description" content="Students learn about AI at every age.' in text
    assert f'<link rel="canonical" href="https://testserver{ADDRESS}">' in text


def test_statements_do_not_depend_on_clauses_and_citations(policy, client, django_assert_max_num_queries):
    def count() -> int:
        body(client, ADDRESS)
        with django_assert_max_num_queries(15) as captured:
            body(client, ADDRESS)
        return len(captured)

    few = count()
    publish(policy, [*clauses_of(policy), *({"type": "clause", "value": {"heading": f"More {at}", "text": "Words."}} for at in range(30))])
    everything = PolicyClause.objects.filter(policy_key=policy.translation_key)
    for lesson in LessonPage.objects.all():
        lesson.rests_on.set(everything)
        lesson.save(clean=False)
    assert "Rests on this clause: 27 lessons" in body(client, ADDRESS)
    assert count() == few <= 12


def test_a_draft_is_previewed_with_the_numbers_it_will_have(policy):
    new = {"type": "clause", "id": str(uuid4()), "value": {"heading": "Added later", "text": "Words."}}
    policy.clauses = [new, *clauses_of(policy)]
    answer = policy.make_preview_request(RequestFactory().get("/"), "")
    answer.render()
    text = answer.content.decode()
    assert 'id="c8"' in text
    assert 'id="c1"' in text
    fresh = PolicyPage(title="New", locale=Locale.get_default(), clauses=[("clause", {"heading": "One", "text": "Words."})])
    answer = fresh.make_preview_request(RequestFactory().get("/"), "")
    assert answer.status_code == 200


def test_the_editor_offers_clauses_by_policy(admin_client):
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    text = admin_client.get(f"/admin/pages/{lesson.pk}/edit/", secure=True).content.decode()
    assert text.count('name="rests_on"') == PolicyClause.objects.count()
    assert "Academic Integrity and AI" in text
    assert "3  Vetted tools and privacy" in text
    policy = PolicyPage.objects.get(slug=SLUG)
    assert admin_client.get(f"/admin/pages/{policy.pk}/edit/", secure=True).status_code == 200
    index = PolicyIndexPage.objects.first()
    assert admin_client.get(f"/admin/pages/add/cms/policypage/{index.pk}/", secure=True).status_code == 200


def test_a_clause_is_chosen_in_the_editor(admin_client):
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    chosen = PolicyClause.objects.filter(number__in=[2, 5], policy_key=PolicyPage.objects.get(slug=SLUG).translation_key)
    form = {**form_of(lesson, 50, change_note="New clauses."), "rests_on": [clause.pk for clause in chosen], "action-publish": "1"}
    assert admin_client.post(f"/admin/pages/{lesson.pk}/edit/", form, secure=True).status_code == 302
    cited = lesson.versions.newest_first()[0].document["public"]["rests_on"]
    assert [each["number"] for each in cited] == [2, 5]


def test_the_editor_names_the_field_that_wants_a_note(admin_client, policy):
    clauses = [("clause", {**block["value"], "text": "Other words."}) for block in clauses_of(policy)]
    names = ("title", "slug", "introduction", "kind", "status", "owner_role")
    data = {name: getattr(policy, name) for name in names} | {"clauses": streamfield(clauses), "comments": NO_COMMENTS}
    answer = admin_client.post(f"/admin/pages/{policy.pk}/edit/", {**nested_form_data(data), "action-publish": "1"}, secure=True)
    assert answer.context["form"].errors["change_note"] == ["The text changed. Tell everybody in a sentence what you changed."]
    assert policy.versions.count() == 1


def test_a_copy_is_another_policy_with_numbers_of_its_own(policy):
    publish(policy, clauses_of(policy)[3:])
    copy = policy.copy(update_attrs={"slug": "a-copy", "title": "A copy"}, keep_live=False)
    copy.save_revision().publish()
    numbers = [clause["number"] for clause in copy.versions.get().document["clauses"]]
    assert numbers == [1, 2, 3, 4]
    assert PolicyClause.objects.filter(policy_key=policy.translation_key).count() == 7


def test_loading_again_keeps_what_a_person_wrote(policy):
    publish(policy, with_text(clauses_of(policy), 2, "Other words."))
    said = []
    load(report=said.append)
    assert any(f"policy {SLUG}: left alone" in line for line in said)
    assert PolicyPage.objects.get(pk=policy.pk).versions.count() == 2
