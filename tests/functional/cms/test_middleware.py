"""Small request and response rules that hold for the whole site."""

from django.http import HttpResponse
from django.test import RequestFactory

import pytest

from cms.middleware import (
    FrameOptionsMiddleware,
    FramePolicyMiddleware,
    HttpsOnlyMiddleware,
    PartitionedCookiesMiddleware,
    ViewerMiddleware,
)
from cms.viewer import PUBLIC, Viewer


@pytest.fixture
def https_only(settings):
    settings.HTTPS_ONLY = True


def answer_ok(request):
    return HttpResponse("ok")


# http to https -------------------------------------------------------------------------------------------------------


def test_reading_over_http_moves_to_https(https_only, client):
    answer = client.get("/about/?a=1")
    assert answer.status_code == 308
    assert answer["Location"] == "https://testserver/about/?a=1"


def test_sending_over_http_is_refused(https_only, client):
    """A redirect would hide that the data had already travelled in the clear."""
    answer = client.post("/lti/launch/", {"id_token": "secret"})
    assert answer.status_code == 400
    assert "Location" not in answer


def test_probes_answer_over_http(https_only, client):
    assert client.get("/healthz").status_code == 200


def test_https_is_served(https_only):
    request = RequestFactory().get("/", secure=True)
    assert HttpsOnlyMiddleware(answer_ok)(request).content == b"ok"


def test_unknown_host_is_not_reflected(https_only, client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


# Cookies -------------------------------------------------------------------------------------------------------------


def cookie(**attributes) -> str:
    def view(request):
        response = HttpResponse()
        response.set_cookie("name", "value", **attributes)
        return response

    return PartitionedCookiesMiddleware(view)(RequestFactory().get("/")).cookies["name"].OutputString()


def test_cookie_for_a_frame_is_partitioned():
    assert "Partitioned" in cookie(secure=True, samesite="None")


@pytest.mark.parametrize("attributes", [{}, {"secure": True}, {"secure": True, "samesite": "Lax"}, {"samesite": "None"}])
def test_other_cookies_are_not(attributes):
    assert "Partitioned" not in cookie(**attributes)


# Framing -------------------------------------------------------------------------------------------------------------


def framed_by(*ancestors):
    request = RequestFactory().get("/")
    if ancestors:
        request.frame_ancestors = ancestors
    response = FramePolicyMiddleware(FrameOptionsMiddleware(answer_ok))(request)
    directives = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    return directives, response


def test_public_pages_are_framed_by_themselves_only():
    directives, response = framed_by()
    assert directives["frame-ancestors"] == "'self'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_launch_pages_are_framed_by_their_platform():
    directives, response = framed_by("https://lms.example")
    assert directives["frame-ancestors"] == "https://lms.example"
    assert "X-Frame-Options" not in response


def test_policy_allows_nothing_inline():
    directives, _response = framed_by()
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"


def test_one_launch_does_not_open_the_next_page():
    framed_by("https://lms.example")
    directives, _response = framed_by()
    assert directives["frame-ancestors"] == "'self'"


# Viewer --------------------------------------------------------------------------------------------------------------


def test_every_request_has_the_public_viewer(rf):
    request = rf.get("/")
    ViewerMiddleware(answer_ok)(request)
    assert request.viewer is PUBLIC


def test_viewer_of_a_launch_is_kept(rf):
    request = rf.get("/")
    request.viewer = viewer = Viewer(in_launch=True)
    ViewerMiddleware(answer_ok)(request)
    assert request.viewer is viewer


def test_headers_of_a_public_page(site, client_https):
    answer = client_https.get("/about/")
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sessionid" not in answer.cookies
