"""Signing in to the administration: password, then a code where the account has a second factor. One door, and each code once."""

from django.core import mail, signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from cms.models import AuthenticatorApp, RecoveryCodes, SignIn
from cms.signin.browsers import browser_of, remember_browser
from tests.factories.people import PASSWORD, give_phone, make_person

LOGIN, CODE, ADMIN = "/admin/login/", "/admin/sign-in/code/", "/admin/"
DOORS = ["/admin/login/", "/django-admin/login/", "/_util/login/"]
WRONG_CODE = "That code is not right."


@pytest.fixture
def lead(db):
    return make_person()


@pytest.fixture
def phone(lead):
    return give_phone(lead)


def type_password(client, name="lead", password=PASSWORD, **data):
    return client.post(LOGIN, {"username": name, "password": password, **data})


def is_inside(client) -> bool:
    return client.get(ADMIN).status_code == 200


def errors(response) -> list[str]:
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


# Password -------------------------------------------------------------------------------------------------------------


def test_a_password_is_enough_without_a_second_factor(client, lead):
    assert type_password(client)["Location"] == ADMIN
    assert is_inside(client)


def test_unknown_name_and_wrong_password_get_the_same_answer(client, lead):
    lead_answer, nobody_answer = (type_password(client, name, "wrong") for name in ("lead", "nobody"))
    assert errors(lead_answer) == errors(nobody_answer) == ["Your username and password didn't match. Please try again."]
    assert lead_answer.status_code == nobody_answer.status_code


def test_an_account_that_was_switched_off_gets_the_same_answer_too(client, lead):
    lead.is_active = False
    lead.save()
    assert errors(type_password(client)) == ["Your username and password didn't match. Please try again."]


@pytest.mark.parametrize("door", DOORS[1:])
def test_other_doors_lead_to_the_one(client, lead, door):
    answer = client.post(f"{door}?next=/about/", {"username": "lead", "password": PASSWORD})
    assert answer["Location"] == "/admin/login/?next=%2Fabout%2F"
    assert not SignIn.objects.exists()


def test_names_of_the_doors_are_ours():
    assert [reverse(name) for name in ("wagtailadmin_login", "admin:login", "wagtailcore_login")] == DOORS


def test_a_strange_address_is_not_where_one_lands(client, lead):
    assert type_password(client, next="https://evil.example/")["Location"] == ADMIN


def test_the_cookie_ends_with_the_browser(client, lead):
    type_password(client)
    assert client.cookies["sessionid"]["expires"] == ""


# Code -----------------------------------------------------------------------------------------------------------------


def test_the_password_alone_no_longer_opens_the_door(client, phone):
    assert type_password(client)["Location"] == CODE
    assert not is_inside(client)
    assert not SignIn.objects.exists()


def test_a_code_does(client, phone):
    type_password(client, next="/admin/reports/")
    assert client.post(CODE, {"code": phone.code()})["Location"] == "/admin/reports/"
    assert is_inside(client)
    assert SignIn.objects.get().has_second_factor


def test_a_code_counts_once(client, phone):
    code = phone.code()
    for expected in (302, 200):
        type_password(client)
        answer = client.post(CODE, {"code": code})
        assert answer.status_code == expected
        client.logout()
    assert errors(answer)[0].startswith(WRONG_CODE)


@pytest.mark.parametrize(("steps", "is_right"), [(-1, True), (1, True), (-3, False), (3, False)])
def test_a_clock_may_be_half_a_minute_off(client, phone, steps, is_right):
    type_password(client)
    client.post(CODE, {"code": phone.code(steps=steps)})
    assert is_inside(client) is is_right


def test_a_recovery_code_works_once_and_says_how_many_are_left(client, phone):
    code = phone.recovery_codes[0].upper()
    type_password(client)
    client.post(CODE, {"code": code})
    assert "You have 9 left." in client.get(ADMIN).content.decode()
    client.logout()
    type_password(client)
    assert errors(client.post(CODE, {"code": code}))[0].startswith(WRONG_CODE)


def test_neither_secret_nor_codes_can_be_read_from_the_database(phone, lead):
    app, codes = AuthenticatorApp.objects.get(user=lead), RecoveryCodes.objects.get(user=lead)
    assert phone.secret.hex() not in app.key
    assert app.bin_key == phone.secret
    stored = set(codes.token_set.values_list("token", flat=True))
    assert not stored & {code.replace("-", "") for code in phone.recovery_codes}


def test_the_code_page_is_nobodys_without_a_password(client, phone):
    assert client.post(CODE, {"code": phone.code()})["Location"] == LOGIN


def test_between_password_and_code_are_at_most_ten_minutes(client, phone):
    with time_machine.travel("2026-11-26T09:00:00Z") as clock:
        type_password(client)
        clock.shift(601)
        assert client.post(CODE, {"code": phone.code()})["Location"] == LOGIN


def test_a_password_that_was_changed_meanwhile_does_not_count(client, phone, lead):
    type_password(client)
    lead.set_password("another-password-9")
    lead.save()
    assert client.post(CODE, {"code": phone.code()})["Location"] == LOGIN


def test_a_session_that_went_around_the_code_is_nobodys(client, phone, lead):
    client.force_login(lead)
    assert not is_inside(client)


def test_a_secret_nobody_can_open_is_a_wrong_code_not_a_crash(client, phone, settings, caplog):
    AuthenticatorApp.objects.update(key=AuthenticatorApp.objects.get().key[::-1].replace("=", "A"))
    type_password(client)
    assert errors(client.post(CODE, {"code": "123456"}))[0].startswith(WRONG_CODE)
    assert "was SECRET_KEY changed" in caplog.text


def test_an_earlier_secret_key_still_opens_it(client, phone, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer secret that only this test knows, long enough for all"
    type_password(client)
    client.post(CODE, {"code": phone.code()})
    assert is_inside(client)


# Too many tries -------------------------------------------------------------------------------------------------------


def test_after_six_wrong_passwords_one_waits(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        for _number in range(6):
            type_password(client, password="wrong")
        assert errors(type_password(client)) == ["Too many tries. Please wait 8 minutes, then try again."]
    with time_machine.travel("2026-11-26T09:10:00Z", tick=False):
        assert type_password(client).status_code == 302


def test_a_name_that_nobody_has_waits_just_the_same(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        for name in ("lead", "nobody"):
            answers = [type_password(client, name, "wrong") for _number in range(7)]
            assert errors(answers[-1]) == ["Too many tries. Please wait 8 minutes, then try again."]


def sign_out(client):
    """As the button does; the test client's own `logout` would forget every cookie."""
    client.post("/admin/logout/")


def test_a_stranger_elsewhere_does_not_keep_the_owner_out(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        assert type_password(client).status_code == 302
        sign_out(client)
        for number in range(40):
            held_back = type_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), password="wrong")
        assert errors(held_back) == ["Too many tries. Please wait 3 minutes, then try again."]
        assert type_password(client).status_code == 302


def test_nor_does_somebody_behind_the_same_address(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        type_password(client)
        sign_out(client)
        for _number in range(7):
            held_back = type_password(Client(), password="wrong")
        assert errors(held_back) == ["Too many tries. Please wait 8 minutes, then try again."]
        assert type_password(client).status_code == 302


def test_a_known_browser_may_not_try_for_ever_either(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        type_password(client)
        sign_out(client)
        for _number in range(7):
            held_back = type_password(client, password="wrong")
        assert errors(held_back) == ["Too many tries. Please wait 8 minutes, then try again."]


@pytest.mark.parametrize(
    "value", ["", "x", "a:b:c", signing.dumps("lead", salt="waymark.signin.browser")], ids=["empty", "word", "parts", "other salt"]
)
def test_a_made_up_cookie_makes_no_known_browser(rf, value):
    request = rf.get("/", headers={"cookie": f"known-browser={value}"})
    assert browser_of(request, "lead") == ""


def test_a_known_browser_is_known_for_one_account(rf):
    cookie = remember_browser(HttpResponse(), "Lead").cookies["known-browser"]
    request = rf.get("/", headers={"cookie": f"known-browser={cookie.value}"})
    assert browser_of(request, "lead")
    assert not browser_of(request, "other")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_password_alone_makes_no_known_browser(client, phone):
    type_password(client)
    assert "known-browser" not in client.cookies
    client.post(CODE, {"code": phone.code()})
    assert "known-browser" in client.cookies


def test_one_address_that_tries_many_names_waits(client, lead):
    with time_machine.travel("2026-11-26T09:02:30Z", tick=False):
        answers = [type_password(client, f"name-{number}", "wrong") for number in range(121)]
    assert errors(answers[119]) == ["Your username and password didn't match. Please try again."]
    assert errors(answers[120]) == ["Too many tries. Please wait 8 minutes, then try again."]


def test_wrong_codes_make_the_next_one_wait_but_never_for_long(client, phone, lead):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        type_password(client)
        assert errors(client.post(CODE, {"code": "000000"}))[0].startswith(WRONG_CODE)
        assert errors(client.post(CODE, {"code": phone.code()})) == ["Please wait 2 seconds, then try again."]
        app = AuthenticatorApp.objects.get()
        for _number in range(30):
            app.throttle_increment()
        clock.shift(5 * 60)
        assert AuthenticatorApp.objects.get().verify_is_allowed() == (True, None)


def test_wrong_codes_typed_elsewhere_do_not_keep_the_owner_out(client, phone):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        type_password(client)
        assert client.post(CODE, {"code": phone.code()}).status_code == 302
        sign_out(client)
        clock.shift(60)
        thief = Client(REMOTE_ADDR="203.0.113.9")
        type_password(thief)
        for _number in range(6):
            thief.post(CODE, {"code": "000000"})
        type_password(client)
        assert client.post(CODE, {"code": phone.code()}).status_code == 302


# Password reset -------------------------------------------------------------------------------------------------------


def test_a_letter_resets_the_password_and_the_code_is_still_asked(client, phone):
    client.post("/admin/password_reset/", {"email": "lead@example.org"})
    address = next(word for word in mail.outbox[0].body.split() if "/confirm/" in word).removeprefix("https://testserver")
    form = client.get(address)["Location"]
    client.post(form, {"new_password1": "a-new-password-77", "new_password2": "a-new-password-77"})
    assert not is_inside(client)
    assert type_password(client, password="a-new-password-77")["Location"] == CODE


def test_letters_are_counted_and_nobody_learns_who_has_an_account(client, lead):
    with time_machine.travel("2026-11-26T09:10:30Z", tick=False):
        for address in ("lead@example.org", "nobody@example.org"):
            answers = [client.post("/admin/password_reset/", {"email": address}) for _number in range(4)]
            assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
            assert errors(answers[-1]) == ["Too many tries. Please wait 50 minutes, then try again."]
        assert len(mail.outbox) == 3


def test_nobody_learns_it_from_the_time_the_page_takes(client, lead, monkeypatch, django_assert_num_queries):
    waiting = []
    monkeypatch.setattr("cms.signin.forms.later", waiting.append)
    for address in ("lead@example.org", "nobody@example.org"):
        with django_assert_num_queries(0):
            client.post("/admin/password_reset/", {"email": address})
    assert mail.outbox == []
    for work in waiting:
        work()
    assert [message.to for message in mail.outbox] == [["lead@example.org"]]
