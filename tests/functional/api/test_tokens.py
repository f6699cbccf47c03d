"""A token does what its scopes say and its owner may do at that moment: made, used, taken away."""

import re
from datetime import timedelta

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

import pytest
import time_machine

from cms.api.scopes import all_scopes, scopes_for
from cms.dates import district_today
from cms.housekeeping import run
from cms.models import ApiToken, SignIn, User
from tests.factories.people import require_second_factor
from tests.functional.api.conftest import Caller, token_for

TOKENS = "/admin/sign-in/tokens/"
TOKEN = re.compile(r"wm_[0-9a-f]{64}")


def at(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def made(browser, **changes) -> str:
    answer = browser.post(f"{TOKENS}new/", {"name": "District website", "days": "90", "scopes": ["teacher"], **changes}, secure=True)
    assert answer.status_code == 200, answer.content
    return TOKEN.search(answer.content.decode()).group()


# Making ---------------------------------------------------------------------------------------------------------------


def test_it_is_shown_once_and_kept_as_a_hash(lead):
    browser = at(lead)
    token = made(browser)
    row = ApiToken.objects.get()
    assert (row.user, row.name, row.scopes) == (lead, "District website", ["teacher"])
    assert token not in str(ApiToken.objects.values())
    assert row.expiry.date() == (timezone.now() + timedelta(days=90)).date()
    listed = browser.get(TOKENS, secure=True).content.decode()
    assert "District website" in listed
    assert not TOKEN.search(listed)
    assert row.digest not in listed
    assert Caller(token).get("strands/").status_code == 200


def test_only_what_one_may_use_is_offered(lead, coach, admin):
    assert set(all_scopes()) == {"teacher", "me", "participation", "people", "platforms"}
    assert {scope.name for scope in scopes_for(lead)} == {"teacher", "me"}
    assert {scope.name for scope in scopes_for(coach)} == {"me", "people", "participation"}
    assert {scope.name for scope in scopes_for(admin)} == {"teacher", "me", "participation", "platforms"}
    page = at(coach).get(f"{TOKENS}new/", secure=True).content.decode()
    assert 'value="people"' in page
    assert 'value="teacher"' not in page
    answer = at(coach).post(f"{TOKENS}new/", {"name": "x", "days": "1", "scopes": ["teacher"]}, secure=True)
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"days": "366"},
        {"days": "0"},
        {"days": "9" * 30},
        {"days": ""},
        {"name": ""},
        {"name": "\x00"},
        {"name": "x" * 81},
        {"scopes": ["\x00"]},
    ],
)
def test_what_cannot_be_is_named_and_nothing_typed_is_lost(lead, changes):
    answer = at(lead).post(f"{TOKENS}new/", {"name": "Kept", "days": "30", "scopes": ["me"], **changes}, secure=True)
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
    assert ('value="Kept"' in answer.content.decode()) == ("name" not in changes)


def test_nobody_has_very_many(lead):
    for _ in range(20):
        token_for(lead)
    answer = at(lead).post(f"{TOKENS}new/", {"name": "x", "days": "1"}, secure=True)
    assert answer.status_code == 422
    assert ApiToken.objects.count() == 20


def test_making_asks_for_the_password_again(lead):
    browser = at(lead)
    SignIn.objects.update(confirmed_at=timezone.now() - timedelta(minutes=11))
    answer = browser.post(f"{TOKENS}new/", {"name": "x", "days": "1"}, secure=True)
    assert answer["Location"].startswith("/admin/sign-in/confirm/")
    assert not ApiToken.objects.exists()


def test_the_second_factor_comes_first(lead):
    require_second_factor("Editors")
    for path in (TOKENS, f"{TOKENS}new/"):
        assert at(lead).get(path, secure=True)["Location"].startswith("/admin/sign-in/second-factor/")
    assert at(lead).post(f"{TOKENS}new/", {"name": "x", "days": "1"}, secure=True).status_code == 403
    assert not ApiToken.objects.exists()


def test_nobody_makes_one_without_signing_in_or_a_form_token(lead):
    assert "/admin/login/" in Client().get(TOKENS, secure=True)["Location"]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead)
    assert browser.post(f"{TOKENS}new/", {"name": "x", "days": "1"}, secure=True).status_code == 403


def test_the_menu_and_the_account_page_lead_there(lead):
    assert TOKENS in at(lead).get("/admin/", secure=True).content.decode()
    assert TOKENS in at(lead).get("/admin/account/", secure=True).content.decode()


# Using ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        *("Bearer", "Bearer ", "Bearer x", "Bearer wm_" + "0" * 64, "Bearer wm_" + "0" * 63, "Bearer a b", "Bearer \x00", "Bearer é"),
        "Bearer wm_" + "f" * 9000,
    ],
)
def test_what_is_no_token_of_ours(api, value):
    answer = api.client.get("/api/v1/strands/", secure=True, HTTP_AUTHORIZATION=value)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_not_in_the_address(api, lead):
    token = token_for(lead, "me")
    for name in ("token", "access_token", "api_key"):
        assert api.get("me/", {name: token}).status_code == 401
        assert api.get("lessons/", {name: token}).status_code == 400


def test_the_day_of_its_last_use_and_no_more(lead):
    caller = Caller(token_for(lead))
    caller.get("strands/")
    assert ApiToken.objects.get().last_used_on == district_today()
    assert {field.name for field in ApiToken._meta.concrete_fields} == {
        *("digest", "token_key", "user", "created", "expiry", "key", "name", "scopes", "last_used_on")
    }


@pytest.mark.parametrize("change", [{"is_active": False}, {"came_by_joining": True}], ids=["switched off", "made by joining"])
def test_an_owner_who_does_not_count(lead, change):
    caller = Caller(token_for(lead, "teacher"))
    User.objects.filter(pk=lead.pk).update(**change)
    assert caller.get("strands/").status_code == 401


def test_over_and_revoked(lead):
    token = token_for(lead, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1), tick=False):
        assert Caller(token).get("strands/").status_code == 401
    assert ApiToken.objects.exists()
    at(lead).post(f"{TOKENS}{ApiToken.objects.get().key}/revoke/", secure=True)
    assert Caller(token).get("strands/").status_code == 401


def test_scope_and_right_both(lead, admin):
    path = "platforms/"
    assert Caller().get(path).status_code == 401
    assert Caller(token_for(admin, "me", "teacher")).get(path).status_code == 403
    assert Caller(token_for(lead, "platforms")).get(path).status_code == 403
    assert Caller(token_for(admin, "platforms")).get(path).status_code == 200


def test_who_loses_a_right_loses_it_in_their_tokens(lead):
    lead.user_permissions.add(Permission.objects.get(codename="view_registration"))
    caller = Caller(token_for(lead, "platforms"))
    assert caller.get("platforms/").status_code == 200
    lead.user_permissions.clear()
    assert caller.get("platforms/").status_code == 403


def test_a_session_opens_no_scope(client, admin):
    client.force_login(admin)
    assert client.get("/api/v1/platforms/", secure=True).status_code == 401


def test_the_teachers_part(lead, coach, api):
    key = api.all_of("lessons/")[0]["key"]
    path = f"lessons/{key}/"
    assert Caller(token_for(lead, "teacher")).get(path).json()["teacher"]["prep_html"]
    for token in (token_for(lead), token_for(lead, "me", "participation", "platforms"), token_for(coach, "teacher", "people")):
        assert Caller(token).get(path).json()["teacher"] is None


def test_a_scope_that_nobody_knows_opens_nothing(lead):
    assert Caller(token_for(lead, "everything", "*")).get("platforms/").status_code == 403


def test_platforms_without_their_secrets(admin, platform):
    body = Caller(token_for(admin, "platforms")).get("platforms/")
    row = body.json()["results"][0]
    assert set(row) == {"name", "issuer", "client_id", "is_active", "deployments"}
    assert row["client_id"] == platform.registration.client_id
    assert platform.registration.auth_token_url not in body.content.decode()


# Seeing and revoking ----------------------------------------------------------------------------------------------------


def test_one_sees_and_revokes_one_s_own(lead, coach):
    token_for(coach)
    key = ApiToken.objects.get().key
    assert "Heron reader" not in at(lead).get(TOKENS, secure=True).content.decode()
    at(lead).post(f"{TOKENS}{key}/revoke/", secure=True)
    assert ApiToken.objects.count() == 1
    assert at(lead).get(f"{TOKENS}everybody/", secure=True).status_code == 403


def test_a_superuser_sees_whose_they_are_and_revokes_them(coach, admin):
    token = token_for(coach, "me", "people")
    row = ApiToken.objects.get()
    page = at(admin).get(f"{TOKENS}everybody/", secure=True).content.decode()
    assert "Noor Haddad" in page
    assert "Heron reader" in page
    for secret in (token, row.digest, row.token_key):
        assert secret not in page
    assert ApiToken.objects.exists()
    at(admin).get(f"{TOKENS}{row.key}/revoke/", secure=True)
    assert ApiToken.objects.exists()
    at(admin).post(f"{TOKENS}{row.key}/revoke/", secure=True)
    assert not ApiToken.objects.exists()


def test_what_is_over_is_purged(lead):
    token_for(lead, days=-1)
    token_for(lead, days=1)
    assert run("purge_expired", dry_run=True)["API tokens"] == 1
    assert ApiToken.objects.count() == 2
    assert run("purge_expired", dry_run=False)["API tokens"] == 1
    assert ApiToken.objects.count() == 1
    assert run("purge_expired", dry_run=False)["API tokens"] == 0
