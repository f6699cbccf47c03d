"""Cookies work in a frame, say nothing, and never pile up."""

from django.http import HttpResponse
from django.test import RequestFactory

from lti.cookies import LAUNCH, STATE, browser_secret, has_launch_cookie, keep_only_launch_cookie, set_launch_cookie, set_state_cookie

HASH = "ab" * 32


def request_with(cookies: dict[str, str]):
    request = RequestFactory().get("/")
    request.COOKIES = dict(cookies)
    return request


def test_the_oldest_go_first_and_at_most_ten_stay():
    cookies = {f"{STATE}{number:016x}": f"{1_000 + number}.secret" for number in range(12)}
    cookies[f"{STATE}{99:016x}"] = "broken"
    response = HttpResponse()
    set_state_cookie(request_with(cookies), response, state="new", secret="s")
    dropped = {name for name, morsel in response.cookies.items() if morsel["max-age"] == 0}
    assert dropped == {f"{STATE}{number:016x}" for number in (0, 1, 2, 99)}
    assert len(cookies) - len(dropped) + 1 == 10


def test_attributes_that_a_frame_needs():
    response = HttpResponse()
    set_launch_cookie(request_with({}), response, token_hash=HASH)
    [morsel] = response.cookies.values()
    assert morsel.key.startswith("__Host-wml-")
    assert (morsel["secure"], morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (True, True, "None", "/", "")


def test_a_secret_comes_back_only_for_its_state():
    response = HttpResponse()
    set_state_cookie(request_with({}), response, state="one", secret="the-secret")
    cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    assert browser_secret(request_with(cookies), "one") == "the-secret"
    assert browser_secret(request_with(cookies), "two") == ""


def test_inside_a_launch_only_its_own_cookie_is_left():
    response = HttpResponse()
    set_launch_cookie(request_with({}), response, token_hash=HASH)
    cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    request = request_with({**cookies, "sessionid": "x", "csrftoken": "y", LAUNCH + "0" * 16: "1.z"})
    keep_only_launch_cookie(request, token_hash=HASH)
    assert cookies == request.COOKIES
    assert has_launch_cookie(request, token_hash=HASH)
    assert not has_launch_cookie(request, token_hash="cd" * 32)
