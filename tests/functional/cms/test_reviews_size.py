"""The starter lessons have a clock; a hundred times as many take the same number of statements: report, exports, counts, digest."""

from django.core import mail
from django.core.management import call_command

import pytest

from cms.models import DistrictSettings, SentDigest
from cms.models.reviews import months_later
from cms.reviews import ask_for_review
from cms.reviews.queue import review_counts
from curriculum.models import LessonPage
from tests.factories.many import multiply_progression
from tests.factories.reviews import in_days, make_person

REPORT = "/admin/reports/reviews/"
STATEMENTS = {"report": 13, "narrowed": 17, "csv": 7, "counts": 1, "digest": 8}


def test_the_starter_lessons_have_a_clock_in_every_language(db):
    assert {lesson.review_due_on for lesson in LessonPage.objects.live()} == {months_later(in_days(0), 3)}
    assert set(LessonPage.objects.values_list("locale__language_code", flat=True)) == {"en", "es"}


@pytest.mark.once
def test_statements_at_27_and_at_2700_lessons(db, client_https, django_assert_max_num_queries):
    everything = LessonPage.objects.live()
    lesson = everything.first()
    person = make_person("lars", "change", page=lesson.get_parent().get_parent(), is_superuser=True)
    client_https.force_login(person)
    district = DistrictSettings.load()
    district.contact_email = "office@district.example"
    district.save()
    everything.update(review_due_on=in_days(-1))

    def digest():
        SentDigest.objects.all().delete()
        call_command("send_review_digest")

    asks = {
        "report": lambda: client_https.get(REPORT).content,
        "narrowed": lambda: client_https.get(REPORT, {"state": "overdue", "band": "6-8", "owner": "none", "language": "en"}).content,
        "csv": lambda: b"".join(client_https.get(REPORT, {"export": "csv"}).streaming_content),
        "counts": review_counts,
        "digest": digest,
    }

    def statements(ask) -> int:
        ask()
        with django_assert_max_num_queries(18) as captured:
            ask()
        return len(captured)

    ask_for_review(items=everything[:3], reason="Clause 3 changed")
    few = {name: statements(ask) for name, ask in asks.items()}
    multiply_progression(99)
    everything.update(review_due_on=in_days(-1))
    assert ask_for_review(items=everything[:1000], reason="Clause 3 changed", source="many") == 1000
    assert {name: statements(ask) for name, ask in asks.items()} == few
    assert few == STATEMENTS
    assert review_counts().overdue > 2700
    assert ", Spanish" in client_https.get(REPORT, {"language": "es"}).content.decode()
    assert mail.outbox[-1].subject.endswith(" things to review in Waymark")
