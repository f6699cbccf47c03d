"""Setting up a second factor, being made to, changing it, and losing the phone."""

from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import URLPattern, URLResolver, get_resolver

from wagtail.models import ModelLogEntry

import pytest
import time_machine

from cms.models import AuthenticatorApp, DistrictSettings, RecoveryCodes, SignIn
from cms.signin.seal import open_sealed
from cms.signin.standing import OPEN_TO_NOBODY, OPEN_WHILE_WAITING
from tests.factories.people import PASSWORD, Phone, give_phone, make_person, permissions, require_second_factor

SET_UP, ACCOUNT = "/admin/sign-in/second-factor/", "/admin/account/"
DUMMIES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "x",
}


@pytest.fixture
def lead(db):
    return make_person(group="Curriculum Leads")


@pytest.fixture
def waiting(client, lead):
    """The client of somebody who must have a second factor and has none."""
    require_second_factor("Curriculum Leads")
    client.force_login(lead)
    return client


def scan(client) -> Phone:
    """Opens the set-up page and takes its secret, as a camera does."""
    client.get(SET_UP)
    return Phone(open_sealed(client.session["sign_in_secret"]))


def set_up(client) -> Phone:
    phone = scan(client)
    answer = client.post(SET_UP, {"code": phone.code()})
    phone.recovery_codes = answer.context["codes"]
    return phone


def actions(person) -> list[str]:
    return list(ModelLogEntry.objects.filter(object_id=str(person.pk)).order_by("pk").values_list("action", flat=True))


# Setting up -----------------------------------------------------------------------------------------------------------


def test_somebody_sets_it_up_for_themselves(client, lead):
    client.force_login(lead)
    assert "Set it up" in client.get(ACCOUNT).content.decode()
    phone = set_up(client)
    assert len(set(phone.recovery_codes)) == 10
    assert client.get(ACCOUNT).status_code == 200
    assert actions(lead) == ["cms.second_factor.set_up"]


def test_a_wrong_first_code_changes_nothing(client, lead):
    client.force_login(lead)
    phone = scan(client)
    answer = client.post(SET_UP, {"code": "abc"})
    assert "That code is not right." in answer.content.decode()
    assert not AuthenticatorApp.objects.exists()
    assert scan(client).secret == phone.secret


def test_the_first_code_cannot_be_used_again_to_sign_in(client, lead):
    client.force_login(lead)
    phone = scan(client)
    code = phone.code()
    client.post(SET_UP, {"code": code})
    client.logout()
    client.post("/admin/login/", {"username": "lead", "password": PASSWORD})
    assert client.post("/admin/sign-in/code/", {"code": code}).status_code == 200


def test_the_picture_is_drawn_here(client, lead):
    client.force_login(lead)
    answer = client.get(SET_UP)
    assert answer.context["picture"].startswith("data:image/svg+xml")
    assert "https://" not in answer.context["picture"]
    assert "no-store" in answer["Cache-Control"]


def test_other_devices_are_signed_out_by_it(client, lead):
    SignIn.objects.create(user=lead, device="Elsewhere", password_mark="x")
    client.force_login(lead)
    set_up(client)
    assert SignIn.objects.get().device != "Elsewhere"


# Being made to --------------------------------------------------------------------------------------------------------


def test_who_must_have_one_is_led_there_and_then_goes_on(waiting):
    answer = waiting.get("/admin/reports/locked/")
    assert answer["Location"] == f"{SET_UP}?next=%2Fadmin%2Freports%2Flocked%2F"
    phone = scan(waiting)
    done = waiting.post(SET_UP, {"code": phone.code(), "next": "/admin/reports/locked/"})
    assert done.context["next"] == "/admin/reports/locked/"
    assert waiting.get("/admin/").status_code == 200


def test_who_need_not_goes_on(client, lead):
    require_second_factor("Other group")
    client.force_login(lead)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("asked", "status"), [(True, 302), (False, 200)])
def test_superusers_have_a_switch_of_their_own(client, db, asked, status):
    require_second_factor(superusers=asked)
    client.force_login(make_person("root", is_superuser=True))
    assert client.get("/admin/").status_code == status


def test_the_district_says_who_in_its_settings(client, lead):
    client.force_login(make_person("root", is_superuser=True))
    address = client.get("/admin/settings/cms/districtsettings/", follow=True).redirect_chain[-1][0]
    form = client.get(address).context["form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}
    group = Group.objects.get(name="Curriculum Leads")
    client.post(address, {**data, "second_factor_groups": [group.pk], "second_factor_for_superusers": "on"})
    settings = DistrictSettings.load()
    assert (list(settings.second_factor_groups.all()), settings.second_factor_for_superusers) == ([group], True)


def test_signing_out_is_open_while_waiting(waiting):
    waiting.post("/admin/sign-in/out/")
    assert not SignIn.objects.exists()


def test_elsewhere_they_are_nobody(waiting):
    """A teacher's file opens to whoever may open the administration; not to somebody who waits."""
    response = waiting.get("/about/")
    assert not response.wsgi_request.user.is_authenticated


def test_a_form_sent_by_somebody_who_waits_is_refused(waiting):
    assert waiting.post("/admin/account/", {"name_email-first_name": "X"}).status_code == 403


def routes(patterns, prefix="", names=()):
    """(an address with made-up parts, its route's name) for every pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + made_up(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + made_up(pattern.pattern), pattern.name or ""


def made_up(pattern) -> str:
    """An address that the pattern's route matches, with x or 1 for each part."""
    route = str(pattern).strip("^$")
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, DUMMIES.get(kind, "x"))
    return route


def administration():
    for address, name in routes(get_resolver("cms.urls").url_patterns):
        if address.startswith(("admin/", "django-admin/")):
            yield f"/{address}", name


def test_every_address_of_the_administration_is_closed_while_waiting(waiting):
    found = dict(administration())
    assert len(found) > 250
    open_to_them = OPEN_WHILE_WAITING | OPEN_TO_NOBODY
    let_through, cookies = {}, dict(waiting.cookies)
    for address, name in found.items():
        waiting.cookies.update(cookies)  # signing out is among them
        answer = waiting.get(address)
        is_led_away = answer.status_code == 302 and answer["Location"].startswith((SET_UP, "/admin/login/"))
        if not is_led_away and name not in open_to_them:
            let_through[address] = answer.status_code
    assert let_through == {}


def test_addresses_that_do_not_exist_are_closed_too(waiting):
    assert waiting.get("/admin/no-such-page/")["Location"].startswith(SET_UP)


# Changing it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [SET_UP, f"{SET_UP}codes/", f"{SET_UP}remove/"])
def test_changing_it_asks_for_the_password_after_ten_minutes(client, lead, page):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        client.force_login(lead)
        set_up(client)
        clock.shift(601)
        assert client.get(page)["Location"].startswith("/admin/sign-in/confirm/?next=")
        wrong = client.post("/admin/sign-in/confirm/", {"password": "wrong", "next": page})
        assert wrong.context["form"].errors["password"] == ["That is not your password. Please try again."]
        assert client.post("/admin/sign-in/confirm/", {"password": PASSWORD, "next": page})["Location"] == page
        assert client.get(page).status_code == 200


def test_new_recovery_codes_replace_the_old_ones(client, lead):
    client.force_login(lead)
    old = set_up(client).recovery_codes
    new = client.post(f"{SET_UP}codes/").context["codes"]
    assert not set(old) & set(new)
    assert RecoveryCodes.objects.get().token_set.count() == 10


def test_a_new_phone_takes_the_place_of_the_old_one(client, lead):
    client.force_login(lead)
    set_up(client)
    new = set_up(client)
    assert AuthenticatorApp.objects.get().bin_key == new.secret


def test_it_can_be_switched_off_unless_the_district_asks_for_it(client, lead):
    client.force_login(lead)
    set_up(client)
    require_second_factor("Curriculum Leads")
    refused = client.post(f"{SET_UP}remove/", follow=True)
    assert "Your district asks you to keep a second factor." in refused.content.decode()
    require_second_factor()
    client.post(f"{SET_UP}remove/")
    assert not AuthenticatorApp.objects.exists()
    assert actions(lead) == ["cms.second_factor.set_up", "cms.second_factor.remove"]
    assert client.get("/admin/").status_code == 200


# Lost phones ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, db):
    manager = make_person("manager", group="Moderators")
    manager.user_permissions.add(*permissions("change_user", "add_user"))
    client.force_login(manager)
    return manager


def test_who_manages_accounts_resets_it_and_that_is_logged(client, lead, manager):
    give_phone(lead)
    SignIn.objects.create(user=lead, device="Phone of a thief", password_mark="x")
    assert "Reset the second factor" in client.get(f"/admin/sign-in/people/{lead.pk}/").content.decode()
    client.post(f"/admin/sign-in/people/{lead.pk}/reset/")
    assert not AuthenticatorApp.objects.filter(user=lead).exists()
    assert not lead.sign_ins.exists()
    entry = ModelLogEntry.objects.get(object_id=str(lead.pk))
    assert (entry.action, entry.user) == ("cms.second_factor.remove", manager)
    assert "Second factor removed" in client.get(f"/admin/users/history/{lead.pk}/").content.decode()


def test_the_list_of_accounts_leads_there(client, lead, manager):
    assert f"/admin/sign-in/people/{lead.pk}/" in client.get("/admin/users/").content.decode()


@pytest.mark.parametrize("what", ["", "end/", "reset/"])
def test_nobody_else_may(client, lead, what):
    client.force_login(make_person("author", group="Authors"))
    address = f"/admin/sign-in/people/{lead.pk}/{what}"
    assert (client.post(address) if what else client.get(address)).status_code == 403


@pytest.mark.parametrize("what", ["", "end/", "reset/"])
def test_only_a_superuser_may_for_a_superuser(client, manager, what):
    root = make_person("root", is_superuser=True)
    address = f"/admin/sign-in/people/{root.pk}/{what}"
    assert (client.post(address) if what else client.get(address)).status_code == 403


def test_a_command_helps_the_last_administrator(lead):
    give_phone(lead)
    out = StringIO()
    call_command("reset_second_factor", "lead", stdout=out)
    assert out.getvalue() == "lead has no second factor any more and is signed out everywhere.\n"
    call_command("reset_second_factor", "lead", stdout=out)
    assert "lead had no second factor" in out.getvalue()
    assert actions(lead) == ["cms.second_factor.remove"] * 2
    with pytest.raises(CommandError, match="No account is called nobody"):
        call_command("reset_second_factor", "nobody")


def test_djangos_admin_shows_no_second_factors(client, db):
    client.force_login(make_person("root", is_superuser=True, is_staff=True))
    page = client.get("/django-admin/").content.decode()
    assert "otp_totp" not in page
    assert client.get("/django-admin/otp_totp/totpdevice/").status_code == 404
