"""The review clock: what starts it, what moves it, and what two people at once do to it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page, Revision

import pytest

from cms.models import DistrictSettings, ReviewablePage, ReviewNote, ReviewRequest
from cms.models.reviews import months_later
from cms.reviews import Seen, ask_for_review, record_review, start_clock, undo_review
from cms.reviews.errors import AlreadyReviewed, TooLateToUndo
from cms.reviews.kinds import reviewable_models
from cms.reviews.queue import review_counts
from curriculum.models import LessonPage, VettedTool
from tests.factories.curriculum import VettedToolFactory, build_lesson, publish_lesson
from tests.factories.reviews import again, in_days, make_person, set_clock

pytestmark = pytest.mark.usefixtures("_nothing_due")
TODAY = in_days(0)


@pytest.fixture
def lesson() -> LessonPage:
    return publish_lesson()


@pytest.fixture
def reviewer():
    return make_person("rita")


@pytest.mark.parametrize("model", reviewable_models(), ids=lambda model: model._meta.label)
def test_every_kind_of_item_has_what_the_clock_needs(model):
    assert issubclass(model, ReviewablePage) is issubclass(model, Page)
    assert {"on_the_clock", "overdue", "due", "waiting"} <= set(dir(model.objects.all()))
    assert any(constraint.name.endswith("_next_review_is_later") for constraint in model._meta.constraints)
    assert "title" in model.review_facts()


def test_what_was_said_of_a_tool_goes_with_it():
    tool = VettedToolFactory(reviewed_on=in_days(-1), review_due_on=in_days(1))
    record_review(item=tool, by=None)
    ask_for_review(items=[tool], reason="Clause 3 changed")
    tool.delete()
    assert not ReviewNote.objects.exists()
    assert not ReviewRequest.objects.exists()


def test_the_first_publishing_starts_the_clock_and_is_no_review(lesson):
    assert (lesson.reviewed_on, lesson.review_due_on) == (None, months_later(TODAY, 3))


def test_the_district_says_how_many_months(lesson):
    district = DistrictSettings.load()
    district.review_interval_months = 6
    district.save()
    review = record_review(item=lesson, by=None)
    assert review.review_due_on == again(lesson).review_due_on == months_later(TODAY, 6)


def test_publishing_a_change_does_not_move_the_clock(lesson):
    set_clock(lesson, due_in=-3, reviewed=-90)
    lesson = again(lesson)
    lesson.essential_question, lesson.change_note = "Why not?", "A shorter question."
    lesson.save_revision().publish()
    assert (again(lesson).essential_question, again(lesson).reviewed_on, again(lesson).review_due_on) == (
        "Why not?",
        in_days(-90),
        in_days(-3),
    )


def test_publishing_an_older_draft_does_not_turn_the_clock_back(lesson):
    draft = lesson.save_revision()
    record_review(item=lesson, by=None)
    Revision.objects.get(pk=draft.pk).publish()
    assert again(lesson).reviewed_on == TODAY


def test_starting_the_clock_again_overwrites_nobodys_date(lesson):
    set_clock(lesson, due_in=12)
    start_clock(item=again(lesson))
    assert again(lesson).review_due_on == in_days(12)


def test_a_review_sets_the_dates_and_answers_what_was_asked(lesson, reviewer):
    set_clock(lesson, due_in=-1)
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    review = record_review(item=lesson, by=reviewer, note="  Still right. ")
    assert (again(lesson).reviewed_on, again(lesson).review_due_on) == (TODAY, months_later(TODAY, 3))
    assert (review.number, review.note, review.by) == (1, "Still right.", reviewer)
    assert ReviewRequest.objects.get().closed_by == review
    assert not LessonPage.objects.waiting().exists()


def test_a_review_writes_no_version(lesson):
    record_review(item=lesson, by=None)
    again(lesson).save_revision().publish()
    assert lesson.versions.count() == 1


def test_a_vetted_tool_is_reviewed_the_same_way(reviewer):
    tool = VettedToolFactory(reviewed_on=in_days(-100), review_due_on=in_days(-8))
    assert tool in VettedTool.objects.overdue()
    record_review(item=tool, by=reviewer)
    assert again(tool).review_due_on == months_later(TODAY, 3)
    assert not VettedTool.objects.overdue().exists()


def test_a_deleted_account_leaves_a_review_by_nobody(lesson, reviewer):
    record_review(item=lesson, by=reviewer)
    reviewer.delete()
    assert (ReviewNote.objects.get().by, ReviewNote.objects.get().by_name) == (None, "")


def test_of_two_who_looked_at_the_same_one_is_recorded(lesson, reviewer):
    seen = Seen.of(lesson)
    record_review(item=lesson, by=reviewer, seen=seen)
    with pytest.raises(AlreadyReviewed, match="A review of this was recorded since you opened it, so yours was not needed") as refused:
        record_review(item=lesson, by=make_person("otto"), seen=seen)
    assert ReviewNote.objects.get() == refused.value.note


def test_the_database_keeps_one_review_per_number(lesson):
    review = record_review(item=lesson, by=None)
    review.pk = None
    with pytest.raises(ValidationError, match="Somebody else has just recorded a review of this"):
        review.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        review.save(force_insert=True)


def test_what_was_asked_after_somebody_looked_stays_asked(lesson, reviewer):
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    seen = Seen.of(lesson)
    ask_for_review(items=[lesson], reason="Clause 5 changed", source="clause-5")
    record_review(item=lesson, by=reviewer, seen=seen)
    assert [request.reason for request in ReviewRequest.objects.about(lesson).open()] == ["Clause 5 changed"]


def test_a_clause_that_changed_again_after_somebody_looked_stays_asked(lesson, reviewer):
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    seen = Seen.of(lesson)
    ask_for_review(items=[lesson], reason="Clause 3 changed again", source="clause-3")
    record_review(item=lesson, by=reviewer, seen=seen)
    assert [request.reason for request in ReviewRequest.objects.about(lesson).open()] == ["Clause 3 changed again"]


def test_asking_is_counted_once_per_item_and_source(lesson, django_assert_max_num_queries):
    tool = VettedToolFactory()
    assert ask_for_review(items=[lesson, tool], reason="Clause 3 changed", source="clause-3") == 2
    assert ask_for_review(items=[lesson.page_ptr, tool], reason="Clause 3 changed", source="clause-3") == 0
    assert ask_for_review(items=[lesson], reason="Clause 3 changed again", source="clause-3") == 1
    assert [request.reason for request in ReviewRequest.objects.about(lesson).open()] == ["Clause 3 changed again"]
    lessons = list(LessonPage.objects.all()) * 50
    with django_assert_max_num_queries(6):
        ask_for_review(items=lessons, reason="Something else", source="else")


def test_the_database_keeps_one_open_request_per_source(lesson):
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    request = ReviewRequest.objects.get()
    request.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)


def test_a_slip_is_taken_back(lesson, reviewer):
    set_clock(lesson, due_in=-5, reviewed=-95)
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    undo_review(review=record_review(item=again(lesson), by=reviewer), by=reviewer)
    assert (again(lesson).reviewed_on, again(lesson).review_due_on) == (in_days(-95), in_days(-5))
    assert LessonPage.objects.waiting().get() == lesson
    assert not ReviewNote.objects.exists()


@pytest.mark.parametrize("since", ["somebody else asks", "a newer review", "other dates", "the next day", "asked again"])
def test_what_is_not_ones_own_last_click_cannot_be_taken_back(lesson, reviewer, since):
    ask_for_review(items=[lesson], reason="Clause 3 changed", source="clause-3")
    review, by = record_review(item=lesson, by=reviewer), reviewer
    if since == "somebody else asks":
        by = make_person("otto")
    elif since == "a newer review":
        record_review(item=lesson, by=reviewer)
    elif since == "other dates":
        set_clock(lesson, due_in=7, reviewed=0)
    elif since == "the next day":
        ReviewNote.objects.update(reviewed_on=in_days(-1))
        review.refresh_from_db()
    else:
        ask_for_review(items=[lesson], reason="Clause 3 changed again", source="clause-3")
    before = again(lesson).review_due_on
    with pytest.raises(TooLateToUndo, match="This review can no longer be taken back"):
        undo_review(review=review, by=by)
    assert again(lesson).review_due_on == before
    assert ReviewNote.objects.filter(pk=review.pk).exists()


def test_a_copy_has_a_clock_of_its_own(lesson):
    record_review(item=lesson, by=None)
    copy = CopyPageAction(lesson, to=lesson.get_parent(), update_attrs={"slug": "copy"}, keep_live=False).execute()
    assert (again(copy).reviewed_on, again(copy).review_due_on) == (None, None)


def test_the_next_review_comes_after_the_last_one(lesson):
    lesson.reviewed_on, lesson.review_due_on = TODAY, TODAY
    with pytest.raises(ValidationError, match="The next review comes after the last one."):
        lesson.validate_constraints()


def test_drafts_withdrawn_lessons_and_retired_tools_have_no_clock(lesson):
    set_clock(lesson, due_in=-1)
    draft = build_lesson(lesson.unit, slug="draft", review_due_on=in_days(-1))
    lesson.unit.add_child(instance=draft)
    VettedToolFactory(status="retired", reviewed_on=in_days(-9), review_due_on=in_days(-1))
    assert list(LessonPage.objects.overdue()) == [lesson]
    assert not VettedTool.objects.overdue().exists()
    again(lesson).unpublish()
    assert not LessonPage.objects.overdue().exists()


@pytest.mark.parametrize(
    ("due_in", "overdue", "due_soon"), [(-1, 1, 0), (0, 0, 1), (30, 0, 1), (31, 0, 0)], ids=["yesterday", "today", "day 30", "day 31"]
)
def test_something_is_due_from_30_days_before_and_overdue_from_the_day_after(lesson, due_in, overdue, due_soon):
    set_clock(lesson, due_in=due_in)
    counts = review_counts()
    assert (counts.overdue, counts.due_soon, counts.asked) == (overdue, due_soon, 0)
    assert (LessonPage.objects.overdue().count(), LessonPage.objects.due().count()) == (overdue, due_soon)


def test_counting_takes_one_statement_and_only_what_one_may_review(lesson, django_assert_num_queries):
    set_clock(lesson, due_in=-1)
    VettedToolFactory(reviewed_on=in_days(-9), review_due_on=in_days(3))
    ask_for_review(items=[lesson], reason="Clause 3 changed")
    with django_assert_num_queries(1):
        counts = review_counts()
    assert (counts.overdue, counts.due_soon, counts.asked) == (1, 1, 1)
    assert review_counts(user=make_person("nora")).overdue == 0
    assert review_counts(user=make_person("lars", "change", page=lesson.unit)).overdue == 1
    assert review_counts(user=make_person("tom", "change_vettedtool")).due_soon == 1


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ((2026, 10, 1), 3, (2027, 1, 1)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2027, 11, 30), 3, (2028, 2, 29)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
        ((2026, 1, 31), 12, (2027, 1, 31)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
    ],
)
def test_months_end_where_the_month_ends(day, months, then):
    assert months_later(datetime.date(*day), months) == datetime.date(*then)
