"""Signing in with the district's single sign-on: who somebody is, what is kept of them, and the way there and back."""

import json

from django.db import connection
from django.test import Client
from django.urls import reverse

from wagtail.models import ModelLogEntry

import pytest
import time_machine

from cms.models import SignIn, SingleSignOnIdentity, User
from cms.signin.oidc.errors import REASONS, SingleSignOnError
from tests.factories.people import PASSWORD, give_phone, make_person, require_second_factor
from tests.fake_provider import ISSUER, come_back, configured, ended, go_there

OWN = "/admin/sign-in/single-sign-on/own/"


def who(client) -> str:
    return client.get("/admin/sign-in/single-sign-on/own/").wsgi_request.user.get_username()


# Who somebody is ------------------------------------------------------------------------------------------------------


def test_the_first_time_makes_an_account_that_may_nothing(sign_on, client):
    assert sign_on()["Location"] == "/"
    person = User.objects.get(single_sign_on_identities__subject="sub-1")
    assert who(client) == person.username
    assert (person.first_name, person.last_name, person.email, person.is_staff, person.is_superuser) == ("", "", "", False, False)
    assert not person.has_usable_password()
    assert not person.groups.exists()
    assert not person.get_all_permissions()
    assert client.get("/admin/").status_code == 302


def test_the_second_time_it_is_the_same_one(sign_on, client):
    sign_on()
    client.logout()
    sign_on(browser=Client())
    assert SingleSignOnIdentity.objects.count() == 1


def test_another_subject_or_issuer_is_somebody_else(sign_on, settings):
    other = User.objects.create_user("other")
    SingleSignOnIdentity.objects.create(user=other, issuer="https://another.example", subject="sub-1")
    sign_on()
    sign_on("SUB-1", browser=Client())
    assert SingleSignOnIdentity.objects.values("user").distinct().count() == 3


def test_an_equal_address_or_name_opens_nobodys_account(sign_on, client):
    lead = make_person("lead")
    lead.email = "ana.secretname@district.example"
    lead.save()
    sign_on()
    assert who(client) not in {"lead", ""}


def test_nothing_that_the_provider_says_about_a_person_is_kept(sign_on, client):
    with connection.execute_wrapper(_no_names):
        sign_on()
    assert "secretname" not in json.dumps(dict(client.session), default=str).lower()
    assert {field.name for field in SingleSignOnIdentity._meta.get_fields()} == {"id", "user", "issuer", "subject", "linked_at"}


def _no_names(execute, sql, params, many, context):
    assert "secretname" not in repr(params).lower()
    return execute(sql, params, many, context)


def test_the_request_asks_for_as_little_as_there_is(client, provider):
    location = go_there(client)
    assert "scope=openid&" in location
    assert "code_challenge_method=S256" in location
    assert "redirect_uri=https%3A%2F%2Ftestserver%2Fadmin%2Fsign-in%2Fsingle-sign-on%2Fback%2F" in location


def test_one_goes_on_to_where_one_wanted(sign_on):
    assert sign_on(next="/learning/?a=1")["Location"] == "/learning/?a=1"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/s/token/x/", "/x/../s/token/", "/%73/token/", "/\\evil.example"]
)
def test_but_never_elsewhere_and_never_into_a_launch(sign_on, wanted):
    assert sign_on(next=wanted)["Location"] == "/"


def test_an_account_that_was_switched_off_stays_off(sign_on, client):
    sign_on()
    client.logout()
    SignIn.objects.all().delete()
    User.objects.filter(single_sign_on_identities__subject="sub-1").update(is_active=False)
    assert ended(sign_on()) == "account_off"


def test_signing_out_ends_our_session(sign_on, client):
    sign_on()
    client.post("/admin/sign-in/out/")
    assert not SignIn.objects.exists()
    assert client.get(OWN)["Location"].startswith("/admin/login/")


# Second factor --------------------------------------------------------------------------------------------------------


def linked(name="lead", **fields) -> User:
    person = make_person(name, **fields)
    SingleSignOnIdentity.objects.create(user=person, issuer=ISSUER, subject="sub-1")
    return person


def test_a_linked_administrator_gets_in(sign_on, client):
    linked()
    assert sign_on(next="/admin/reports/")["Location"] == "/admin/reports/"
    assert client.get("/admin/").status_code == 200


def test_but_the_second_factor_is_asked_as_ever(sign_on, client):
    phone = give_phone(linked())
    assert sign_on()["Location"] == "/admin/sign-in/code/"
    assert client.get("/admin/").status_code == 302
    assert not SignIn.objects.exists()
    assert client.post("/admin/sign-in/code/", {"code": phone.code()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_must_have_one_and_has_none_sets_it_up_first(sign_on, client):
    linked()
    require_second_factor("Editors")
    sign_on()
    assert client.get("/admin/")["Location"].startswith("/admin/sign-in/second-factor/")


def test_somebody_without_a_password_confirms_by_signing_in_again(sign_on, client):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        sign_on()
        assert client.get("/admin/sign-in/second-factor/").status_code == 200
        clock.shift(601)
        page = client.get("/admin/sign-in/second-factor/", follow=True)
        assert "Please sign in again" in page.content.decode()
        client.post("/admin/sign-in/confirm/", {"password": "!"})
        assert client.get("/admin/sign-in/second-factor/").status_code == 302


# Linking --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(client, provider):
    lead = make_person()
    client.force_login(lead)
    return lead


def link(client, provider, subject="sub-9"):
    answer = client.post(f"{OWN}link/")
    assert "prompt=select_account" in answer["Location"]
    return come_back(client, provider.authorize(answer["Location"], subject=subject))


def test_the_owner_links_an_account_and_ends_that_again(client, provider, lead):
    assert "Not linked to Rio Verde sign-on." in client.get("/admin/account/").content.decode()
    assert link(client, provider)["Location"] == OWN
    assert "You can sign in with Rio Verde sign-on as well." in client.get("/admin/account/").content.decode()
    assert SingleSignOnIdentity.objects.get().user == lead
    client.post(f"{OWN}unlink/")
    assert not SingleSignOnIdentity.objects.exists()
    actions = list(ModelLogEntry.objects.filter(object_id=str(lead.pk)).order_by("pk").values_list("action", flat=True))
    assert actions == ["cms.single_sign_on.link", "cms.single_sign_on.unlink"]


@pytest.mark.parametrize("what", ["link/", "unlink/"])
def test_both_ask_for_the_password_after_ten_minutes(client, provider, lead, what):
    SingleSignOnIdentity.objects.create(user=lead, issuer=ISSUER, subject="sub-1")
    SignIn.objects.update(confirmed_at="2020-01-01T00:00:00Z")
    answer = client.post(f"{OWN}{what}", headers={"referer": f"http://testserver{OWN}"})
    assert answer["Location"].startswith("/admin/sign-in/confirm/?next=")
    assert client.post("/admin/sign-in/confirm/", {"password": PASSWORD, "next": f"http://testserver{OWN}"})["Location"] == OWN


def test_signing_on_links_nothing(client, provider, lead):
    come_back(client, provider.authorize(go_there(client), subject="sub-9"))
    assert SingleSignOnIdentity.objects.get().user != lead


def test_an_identity_stays_with_its_account(client, provider, lead):
    other = make_person("other")
    SingleSignOnIdentity.objects.create(user=other, issuer=ISSUER, subject="sub-9")
    assert link(client, provider).context["code"] == "linked_to_another"
    assert SingleSignOnIdentity.objects.get().user == other


def test_an_account_has_one_identity(client, provider, lead):
    link(client, provider)
    assert link(client, provider, "sub-10").context["code"] == "account_linked_already"
    assert SingleSignOnIdentity.objects.get().subject == "sub-9"


def test_who_signed_out_on_the_way_links_nothing(client, provider, lead):
    sent = provider.authorize(client.post(f"{OWN}link/")["Location"])
    SignIn.objects.all().delete()
    assert come_back(client, sent).context["code"] in {"signed_out_meanwhile", "state_unknown"}
    assert not SingleSignOnIdentity.objects.exists()


def test_a_trip_for_one_account_does_not_link_another(client, provider, lead):
    """Signing in as somebody else empties the session; were it not so, this would hold."""
    sent = provider.authorize(client.post(f"{OWN}link/")["Location"])
    session = client.session
    session["single_sign_on"][0]["account"] = make_person("other").pk
    session.save()
    assert come_back(client, sent).context["code"] == "signed_out_meanwhile"
    assert not SingleSignOnIdentity.objects.exists()


def test_somebody_elses_trip_links_nothing(client, provider, lead):
    """The victim's browser is sent to the address with which an attacker comes back."""
    attacker = Client()
    sent = provider.authorize(go_there(attacker), subject="attacker")
    assert come_back(client, sent).context["code"] == "state_unknown"
    assert not SingleSignOnIdentity.objects.exists()


def test_the_only_way_in_is_not_taken_away(sign_on, client):
    sign_on()
    assert "so it stays linked" in client.get(OWN).content.decode()
    client.post(f"{OWN}unlink/")
    assert SingleSignOnIdentity.objects.exists()


# There and back -------------------------------------------------------------------------------------------------------


def test_without_a_single_sign_on_there_is_nothing(client, db):
    assert "single-sign-on" not in client.get("/admin/login/").content.decode()
    client.force_login(make_person())
    assert "Single sign-on" not in client.get("/admin/account/").content.decode()
    for name in ("sign_in_single", "sign_in_single_back", "sign_in_single_own", "sign_in_single_link", "sign_in_single_unlink"):
        assert [client.get(reverse(name)).status_code, client.post(reverse(name)).status_code] == [404, 404]


def test_the_button_is_on_the_page_and_only_a_button(client, provider):
    assert "Sign in with Rio Verde sign-on" in client.get("/admin/login/").content.decode()
    assert client.get("/admin/sign-in/single-sign-on/")["Location"] == "/admin/login/"
    assert "single_sign_on" not in client.session


def test_another_site_cannot_press_it(provider):
    assert Client(enforce_csrf_checks=True).post("/admin/sign-in/single-sign-on/").status_code == 403


@pytest.mark.parametrize("state", ["x", "", "x" * 9_000, "%ff%00", "%C3%BC", "&state=y"])
def test_a_state_that_is_not_ours(client, provider, state):
    sent = provider.authorize(go_there(client))
    answer = client.get(f"/admin/sign-in/single-sign-on/back/?code={sent['code']}&state={state}")
    assert ended(answer) == "state_unknown"
    assert provider.asked == []


def test_an_answer_counts_once(client, provider):
    sent = provider.authorize(go_there(client))
    assert come_back(client, sent).status_code == 302
    assert come_back(client, sent).context["code"] == "state_unknown"
    assert len(provider.asked) == 1


def test_an_answer_counts_in_the_browser_that_left(client, provider):
    assert ended(come_back(Client(), provider.authorize(go_there(client)))) == "state_unknown"


def test_ten_minutes_are_enough(client, provider):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        sent = provider.authorize(go_there(client))
        clock.shift(601)
        assert ended(come_back(client, sent)) == "state_expired"


def test_two_tabs_do_not_undo_each_other(client, provider):
    first, second = (provider.authorize(go_there(client)) for _tab in range(2))
    assert come_back(client, first).status_code == 302
    assert second["state"] != first["state"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"error": "access_denied"}, "access_denied"),
        ({"error": "login_required", "error_description": "<script>"}, "provider_error"),
        ({"error": ""}, "provider_error"),
        ({"iss": "https://evil.example", "code": "x"}, "issuer_mixed_up"),
        ({}, "code_missing"),
        ({"code": "x" * 5_000}, "code_missing"),
        ({"code": "never given out"}, "code_refused"),
    ],
)
def test_a_provider_that_says_no(client, provider, caplog, sent, code):
    state = provider.authorize(go_there(client))["state"]
    answer = come_back(client, {"state": state, **sent})
    assert ended(answer) == code
    assert "<script>" not in answer.content.decode() + caplog.text


def test_the_page_has_a_code_and_the_log_has_it_too(client, provider, caplog):
    caplog.set_level("INFO")
    state = provider.authorize(go_there(client))["state"]
    page = come_back(client, {"state": state, "error": "access_denied"}).content.decode()
    assert "<code>access_denied</code>" in page
    assert "You were not let through by Rio Verde sign-on" in page
    assert "single sign-on ended: code=access_denied" in caplog.text
    assert state not in caplog.text


def test_trips_are_counted(client, provider):
    with time_machine.travel("2026-11-26T09:00:30Z", tick=False):
        answers = [client.post("/admin/sign-in/single-sign-on/").status_code for _number in range(901)]
    assert answers[899:] == [302, 429]


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claims", [{"hd": "district.example"}, {"hd": ["x", "district.example"]}])
def test_a_required_claim_that_is_there(sign_on, provider, settings, claims):
    settings.OIDC = configured(required_claims=(("hd", "district.example"),))
    provider.claims = claims
    assert sign_on().status_code == 302


@pytest.mark.parametrize(
    "claims", [{}, {"hd": "gmail.example"}, {"hd": "district.example.evil"}, {"hd": None}, {"hd": {"district.example": 1}}]
)
def test_a_required_claim_that_is_not(sign_on, provider, settings, claims):
    settings.OIDC = configured(required_claims=(("hd", "district.example"),))
    provider.claims = claims
    assert ended(sign_on()) == "not_among_those"
    assert not SingleSignOnIdentity.objects.exists()


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_a_page_of_its_own_status(client, provider, monkeypatch, code):
    def give_up(*args, **kwargs):
        raise SingleSignOnError(code)

    monkeypatch.setattr("cms.signin.oidc.views.come_home", give_up)
    answer = come_back(client, {})
    assert ended(answer) == code
    assert answer.status_code == REASONS[code][0]
