"""The e-mail about reviews: to whom, what is in it, and never twice on one day."""

import datetime
from smtplib import SMTPException

from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from wagtail.models import Page
from wagtail.users.models import UserProfile

import pytest
import time_machine

from cms.models import DistrictSettings, SentDigest
from cms.reviews import ask_for_review
from cms.reviews.digest import LEADS
from curriculum.models import LessonPage
from tests.factories.curriculum import VettedToolFactory, publish_lesson
from tests.factories.reviews import again, in_days, make_person, set_clock

pytestmark = pytest.mark.usefixtures("_nothing_due")


class OneIsRefused(EmailBackend):
    """A mail server that does not like one address."""

    def send_messages(self, messages):
        if messages[0].to == ["olga@district.example"]:
            raise SMTPException("mailbox unavailable")
        return super().send_messages(messages)


@pytest.fixture
def owner():
    return make_person("olga", "change", page=Page.get_first_root_node(), last_name="Secretname")


@pytest.fixture
def lead():
    user = make_person("lena")
    Group.objects.get_or_create(name=LEADS)[0].user_set.add(user)
    return user


@pytest.fixture
def lesson(owner) -> LessonPage:
    lesson = publish_lesson(title="Trace the Claim & More", owner=owner)
    set_clock(lesson, due_in=-2)
    return again(lesson)


@pytest.fixture
def tool():
    return VettedToolFactory(name="Reading Helper", reviewed_on=in_days(-80), review_due_on=in_days(14))


def run(*options, capsys=None) -> str:
    call_command("send_review_digest", *options)
    return capsys.readouterr().out if capsys else ""


def by_address() -> dict[str, str]:
    return {message.to[0]: message.body for message in mail.outbox}


def test_each_owner_gets_theirs_and_the_leads_the_rest(lesson, tool, owner, lead):
    ask_for_review(items=[lesson], reason="Clause 3 of “Student Use” changed")
    run()
    told = by_address()
    assert set(told) == {"olga@district.example", "lena@district.example"}
    assert "OVERDUE\n- Trace the Claim & More (Lesson, " in told["olga@district.example"]
    assert "ASKED FOR\n- Trace the Claim & More" in told["olga@district.example"]
    assert "Clause 3 of “Student Use” changed" in told["olga@district.example"]
    assert "Reading Helper" not in told["olga@district.example"]
    assert "DUE WITHIN 14 DAYS\n- Reading Helper (Vetted tool)" in told["lena@district.example"]
    assert "Trace the Claim" not in told["lena@district.example"]
    assert {message.subject for message in mail.outbox} == {"1 thing to review in Waymark"}


def test_links_lead_into_the_admin_at_the_public_address(lesson, tool, owner, lead):
    run()
    assert f"https://testserver/admin/pages/{lesson.pk}/edit/" in by_address()["olga@district.example"]
    assert f"https://testserver/admin/snippets/curriculum/vettedtool/edit/{tool.pk}/" in by_address()["lena@district.example"]


def test_nobody_is_named(lesson, tool, owner, lead):
    run()
    for message in mail.outbox:
        assert not any(name in message.body for name in ("Olga", "Secretname", "Lena", "@district.example"))


@pytest.mark.parametrize("trouble", [{"is_active": False}, {"email": ""}])
def test_what_an_owner_cannot_be_told_the_leads_are(lesson, owner, lead, trouble):
    type(owner).objects.filter(pk=owner.pk).update(**trouble)
    run()
    assert "Trace the Claim & More" in by_address()["lena@district.example"]
    assert len(mail.outbox) == 1


def test_without_leads_the_districts_contact_is_told(tool):
    district = DistrictSettings.load()
    district.contact_email = "office@district.example"
    district.save()
    run()
    assert "Reading Helper" in by_address()["office@district.example"]
    run()
    assert len(mail.outbox) == 1


def test_with_nobody_to_tell_it_says_so(tool, capsys):
    call_command("send_review_digest")
    assert "nobody to tell of 1 items" in capsys.readouterr().err
    assert mail.outbox == []


def test_nothing_to_say_is_no_e_mail(lead, owner):
    publish_lesson(owner=owner)
    run()
    assert mail.outbox == []


def test_nobody_is_sent_two_on_one_day(lesson, tool, owner, lead, capsys):
    assert run(capsys=capsys) == "sent: 2 digests about 2 items; 0 sent earlier today\n"
    assert run(capsys=capsys) == "sent: 0 digests about 2 items; 2 sent earlier today\n"
    assert len(mail.outbox) == 2
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)):
        run()
    assert len(mail.outbox) == 4


def test_a_dry_run_sends_and_remembers_nothing(lesson, tool, owner, lead, capsys):
    assert run("--dry-run", capsys=capsys) == "would send: 2 digests about 2 items; 0 sent earlier today\n"
    assert mail.outbox == []
    assert not SentDigest.objects.exists()


def test_one_that_fails_stops_no_other_and_is_tried_again(lesson, tool, owner, lead, settings):
    settings.EMAIL_BACKEND = f"{__name__}.OneIsRefused"
    with pytest.raises(CommandError, match="could not be sent: 1 digests. Run it again to try those again"):
        run()
    assert set(by_address()) == {"lena@district.example"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run()
    assert [message.to[0] for message in mail.outbox] == ["lena@district.example", "olga@district.example"]


def test_everybody_reads_it_in_their_language(lesson, owner):
    profile = UserProfile.get_for_user(owner)
    profile.preferred_language = "es"
    profile.save()
    run()
    assert "(Lección, " in by_address()["olga@district.example"]


def test_who_was_sent_one_is_forgotten_after_a_month(lead):
    SentDigest.objects.create(to=lead, sent_on=in_days(-32))
    SentDigest.objects.create(to=lead, sent_on=in_days(-31))
    run()
    assert [row.sent_on for row in SentDigest.objects.all()] == [in_days(-31)]


def test_an_owner_who_can_do_nothing_any_more_is_not_told_and_the_leads_are(lesson, owner, lead):
    owner.groups.clear()
    run()
    assert set(by_address()) == {lead.email}
