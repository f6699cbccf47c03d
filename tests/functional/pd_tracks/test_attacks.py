"""None of these gets a private reflection, a draft, or the fact that a certain person joined, beyond what that person allowed. One test for
each who might try; what a test looks for is `SECRET`, which is written by the teacher of `joined`."""

import json
import logging

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from wagtail.models import ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

import pytest

from cms.api.scopes import all_scopes
from cms.groups import LEADS
from cms.models import User
from lti.models import PlatformUser
from pd_tracks.models import AccessLog, Conversation, Credential, Enrolment, HoursEntry, Participation, PersonalCode, Reflection, Share
from tests.factories.people import make_person
from tests.fake_platform import INSTRUCTOR
from tests.functional.api.conftest import token_for
from tests.functional.pd_tracks.steps import REQUEST, SECRET, SUB, ask, inside, share, text, write, written

pytestmark = pytest.mark.django_db
MODELS = (AccessLog, Conversation, Credential, Enrolment, HoursEntry, Participation, PersonalCode, Reflection, Share)
NAME = "Ms. R."


@pytest.fixture
def reflection(client, joined, module) -> Reflection:
    return written(client, joined, module)


@pytest.fixture
def taken_back(client, joined, reflection, coach, at_the_coachs) -> Reflection:
    """Shared, read by the coach, and taken back."""
    share(client, joined, reflection, coach, NAME)
    assert SECRET in text(at_the_coachs.get(f"/learning/coach/texts/{reflection.key}/", secure=True))
    client.post(f"{joined}/learning/texts/{reflection.key}/take-back/", secure=True)
    return reflection


def addresses(reflection, module, track) -> list[str]:
    """Every address that could lead to something of this person's."""
    key = reflection.key
    return [
        "/learning/mine/",
        "/learning/mine/?as=json",
        "/learning/mine/?as=zip",
        "/learning/mine/code/",
        f"/learning/texts/{key}/share/",
        f"/learning/texts/{key}/delete/",
        f"/learning/coach/texts/{key}/",
        f"/learning/coach/conversations/{key}/",
        "/learning/coach/",
        module.get_url(),
        track.get_url(),
        f"/es{module.get_url()}",
    ]


def gets_nothing(browser, where: list[str], prefix: str = "") -> None:
    for path in where:
        answer = browser.get(f"{prefix}{path}", secure=True)
        assert answer.status_code < 500, path
        assert SECRET.encode() not in answer.content, path
        assert NAME.encode() not in answer.content, path
        assert PlatformUser.objects.get(sub=SUB).person.username.encode() not in answer.content, path


def changes_nothing(browser, reflection, module, prefix: str = "") -> None:
    before = (reflection.closed_text, Share.objects.count())
    for path, data in (
        (f"texts/{reflection.key}/take-back/", {}),
        (f"texts/{reflection.key}/delete/", {}),
        (f"texts/{reflection.key}/share/", {"coach": "1", "name": "x"}),
        (f"{module.launch_key}/texts/", {"question": reflection.question, "text": "overwritten", "seen": "1"}),
    ):
        browser.post(f"{prefix}/learning/{path}", data, secure=True)
    reflection.refresh_from_db()
    assert (reflection.closed_text, Share.objects.count()) == before


def test_a_coach_without_a_share(reflection, module, track, at_the_coachs):
    gets_nothing(at_the_coachs, addresses(reflection, module, track))
    changes_nothing(at_the_coachs, reflection, module)
    assert not AccessLog.objects.exists()


def test_a_coach_after_a_take_back(taken_back, module, track, at_the_coachs):
    gets_nothing(at_the_coachs, addresses(taken_back, module, track))
    changes_nothing(at_the_coachs, taken_back, module)


def test_a_coach_with_a_share_gets_that_one_and_no_other(client, joined, module, reflection, coach, at_the_coachs):
    shared = written(client, joined, module, question="What may the coach read?", words="this one")
    share(client, joined, shared, coach, NAME)
    assert "this one" in text(at_the_coachs.get(f"/learning/coach/texts/{shared.key}/", secure=True))
    assert at_the_coachs.get(f"/learning/coach/texts/{reflection.key}/", secure=True).status_code == 404
    assert SECRET not in text(at_the_coachs.get("/learning/coach/", secure=True))


def test_another_teacher_of_the_same_course(reflection, staff_course, module, track):
    browser = Client()
    location, _page = staff_course(browser, track, sub="another", roles=(INSTRUCTOR,))
    browser.post(inside(location, f"/learning/{track.launch_key}/join/"), secure=True)
    gets_nothing(browser, addresses(reflection, module, track)[:-3], inside(location, ""))
    changes_nothing(browser, reflection, module, inside(location, ""))


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # a report of the translator's tool
def test_an_administrator_in_the_admin(admin_client, client, joined, reflection, coach, module, track):
    """Every screen of Wagtail's and Django's admin that has an address without an argument, and the lists of people."""
    share(client, joined, reflection, coach, NAME)
    ask(client, joined, module, coach)
    looked = 0
    for name in _names_without_arguments():
        address = reverse(name)
        if "logout" in address or address.endswith(("/out/", "/failwhale/")):
            continue  # signing out, and a page that fails on purpose
        was = admin_client.session.session_key
        answer = admin_client.get(address, secure=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for private in (SECRET, NAME, REQUEST["topic"], REQUEST["note"]):
            assert private.encode() not in content, address
        looked += 1
        assert admin_client.session.session_key == was, address
    assert looked > 80
    for model in MODELS:
        app = model._meta.model_name
        for address in (f"/django-admin/pd_tracks/{app}/", f"/admin/snippets/pd_tracks/{app}/", f"/admin/pd_tracks/{app}/"):
            assert admin_client.get(address, secure=True).status_code == 404, address
    gets_nothing(admin_client, addresses(reflection, module, track))
    changes_nothing(admin_client, reflection, module)


def test_an_administrator_looks_at_the_accounts(admin_client, joined, reflection, coach):
    person = PlatformUser.objects.get(sub=SUB).person
    for address in (reverse("wagtailusers_users:edit", args=[person.pk]), reverse("wagtailusers_users:edit", args=[coach.pk])):
        page = text(admin_client.get(address, secure=True))
        assert SECRET not in page
        assert SUB not in page
        assert "enrolment" not in page.casefold()


def test_an_administrator_lists_and_searches_accounts(admin_client, joined, coach):
    person = PlatformUser.objects.get(sub=SUB).person
    index = reverse("wagtailusers_users:index")
    for address in (index, f"{index}?q=learner", reverse("wagtailusers_users:index_results"), f"{index}?q={person.username}"):
        page = text(admin_client.get(address, secure=True)).replace(person.username, "", 1 if "q=" in address else 0)
        assert "learner-" not in page.replace("q=learner", ""), address
    assert coach.username in text(admin_client.get(index, secure=True))


def test_an_administrator_looks_up_the_persons_record(admin_client, joined, reflection):
    user = PlatformUser.objects.get(sub=SUB)
    page = text(admin_client.get(reverse("learner_record", args=[user.key]), secure=True))
    assert SECRET not in page
    assert user.person.username not in page


def test_an_administrator_of_the_platform_who_acts_as_the_teacher(reflection, staff_course, module, track):
    browser = Client()
    location, _page = staff_course(browser, track, sub=SUB, custom={"launch_key": track.launch_key, "actual_user": "root"})
    gets_nothing(browser, addresses(reflection, module, track)[:-3], inside(location, ""))
    changes_nothing(browser, reflection, module, inside(location, ""))


def test_a_copied_address(joined, reflection, module, track):
    browser = Client()
    gets_nothing(browser, addresses(reflection, module, track)[:-3], joined)
    changes_nothing(browser, reflection, module, joined)


def test_a_launch_of_another_platforms_same_sub(reflection, staff_course, module, track):
    """Only registration and sub together are somebody: the same number elsewhere is somebody else."""
    user = PlatformUser.objects.get(sub=SUB)
    browser = Client()
    location, _page = staff_course(browser, track, sub=SUB.upper())
    assert PlatformUser.objects.get(sub=SUB.upper()) != user
    gets_nothing(browser, addresses(reflection, module, track)[:-3], inside(location, ""))
    changes_nothing(browser, reflection, module, inside(location, ""))


def test_a_crafted_launch_that_names_somebody_elses_things(reflection, staff_course, module, track):
    """What a platform may send besides: keys of a text as the launch key, and as a custom parameter."""
    browser = Client()
    custom = {"launch_key": track.launch_key, "key": str(reflection.key), "person": "1", "visit_key": "x", "person_key": "x"}
    location, _page = staff_course(browser, track, sub="crafty", custom=custom)
    gets_nothing(browser, addresses(reflection, module, track)[:-3], inside(location, ""))


def test_a_token_of_somebody_else(client_https, client, joined, reflection, coach, admin_user):
    """Of a leader, a lead, an administrator, a coach with whom nothing is shared: with every scope there is, whatever its owner may."""
    person = PlatformUser.objects.get(sub=SUB).person
    others = [admin_user, coach, make_person("lead", group=LEADS), make_person("principal"), User.objects.create_user("teacher")]
    paths = ("me/", "me/enrolments/", "me/reflections/", "me/hours/", "me/certificates/", "me/export/", "platforms/", "tracks/", "modules/")
    for other in others:
        headers = {"Authorization": f"Bearer {token_for(other, *all_scopes())}"}
        for path in (*paths, f"me/reflections/{reflection.key}/", f"modules/{reflection.module_key}/"):
            answer = client_https.get(f"/api/v1/{path}", headers=headers)
            assert answer.status_code in {200, 403, 404}
            for private in (SECRET, NAME, SUB, person.username, str(reflection.key)):
                assert private not in answer.content.decode(), (other, path)
        client_https.delete("/api/v1/me/?sure=1", headers=headers)
        assert Reflection.objects.filter(pk=reflection.pk).exists()


def test_a_token_of_an_account_that_was_made_by_joining(client_https, reflection):
    """Whoever could write one into the database would still open nothing with it."""
    person = PlatformUser.objects.get(sub=SUB).person
    for _ in range(2):
        answer = client_https.get("/api/v1/me/", headers={"Authorization": f"Bearer {token_for(person, 'me')}"})
        assert answer.status_code == 401
        User.objects.filter(pk=person.pk).update(is_active=True)


def test_a_launch_s_browser_is_nobody_to_the_api(client, joined, reflection):
    for path in ("me/", "me/reflections/", "me/export/"):
        assert client.get(f"/api/v1/{path}", secure=True).status_code == 401
        assert client.get(f"{joined}/api/v1/{path}", secure=True).status_code == 404


def test_an_export_by_somebody_else(reflection, at_the_coachs, track):
    at_the_coachs.post(f"/learning/{track.launch_key}/join/", secure=True)
    data = json.loads(at_the_coachs.get("/learning/mine/?as=json", secure=True).content)
    assert SECRET not in str(data)
    assert [each["texts"] for each in data["tracks"]] == [[]]


def test_search(client_https, reflection, admin_client):
    for browser, address in (
        (client_https, "/lessons/search/?q="),
        (admin_client, "/admin/pages/search/?q="),
        (admin_client, "/admin/users/?q="),
    ):
        for word in ("smooth", "fooled", NAME):
            assert SECRET not in text(browser.get(address + word, secure=True))
    for model in MODELS:
        assert not hasattr(model, "search_fields")
    assert not list(get_search_backend().search("fooled", User))


def test_preview(admin_client, reflection, module):
    for mode in ("teacher", "teacher_in_course", "coach", "print"):
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[module.pk])
        assert SECRET not in text(admin_client.get(f"{address}?mode={mode}", secure=True))
        assert "<textarea" not in text(admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[module.pk]), secure=True))


def test_revision_history_and_references(reflection):
    assert not any(SECRET in str(revision.content) for revision in Revision.objects.all())
    names = {model._meta.model_name for model in MODELS}
    assert not ReferenceIndex.objects.filter(base_content_type__model__in=names).exists()


def test_error_pages(client, joined, module, reflection, monkeypatch):
    """A failure of ours while a text is open shows and logs none of it."""

    def broken(*args, **kwargs):
        hidden = SECRET  # noqa: F841  (a local name: what a page of errors with variables would show)
        raise RuntimeError("broken for this test")

    monkeypatch.setattr("pd_tracks.models.pages.conversations_of", broken)
    client.raise_request_exception = False
    answer = client.get(f"{joined}{module.get_url()}", secure=True)
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()


def test_logs(client, joined, module, coach, at_the_coachs, caplog):
    caplog.set_level(logging.DEBUG)
    found = written(client, joined, module)
    write(client, joined, module, "in conflict " + SECRET)
    write(client, joined, module, "x" * 20_001 + SECRET)
    share(client, joined, found, coach, NAME)
    ask(client, joined, module, coach)
    at_the_coachs.get(f"/learning/coach/texts/{found.key}/", secure=True)
    for record in caplog.records:
        if record.name.startswith("django.db"):
            continue  # a developer's own choice, and of closed texts
        for private in (SECRET, NAME, REQUEST["note"]):
            assert private not in record.getMessage()


def test_statements_carry_closed_texts(client, joined, module):
    """Not even a log of statements shows what was written."""
    with CaptureQueriesContext(connection) as statements:
        write(client, joined, module)
    assert len(statements) > 3
    assert not any(SECRET in statement["sql"] for statement in statements)


def test_an_unknown_key_and_a_private_one_look_the_same(at_the_coachs, reflection):
    unknown = "0b7c1c36-0000-4000-8000-000000000000"
    for path in ("/learning/coach/texts/{}/", "/learning/texts/{}/share/", "/learning/coach/conversations/{}/"):
        known, other = (at_the_coachs.get(path.format(key), secure=True) for key in (reflection.key, unknown))
        assert (known.status_code, known.content) == (other.status_code, other.content)


def _names_without_arguments() -> list[str]:
    """The names of every address of both admins that can be written without an argument."""

    def names(resolver, namespace=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            elif pattern.name:
                yield f"{namespace}{pattern.name}"

    found = []
    for name in sorted(set(names(get_resolver()))):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if address.startswith(("/admin/", "/django-admin/")):
            found.append(name)
    return found
