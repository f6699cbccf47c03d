"""What a browser would not send and somebody does. Each case once answered 500 or gave away what it should not."""

from io import BytesIO
from pathlib import Path

from django.core import signals
from django.db import close_old_connections
from django.test import Client

import pytest
from gunicorn.config import Config

from cms.gunicorn import Logger
from cms.wsgi import application

CODECS = ["rot13", "hex", "base64", "zlib", "idna", "undefined", "no-such-charset", "utf-16", '"rot13"']


def raw(path: str, query: str = "", content_type: str = "", method: str = "GET", body: bytes = b"") -> str:
    """The status line of the WSGI application itself, below everything the test client tidies up."""
    statuses = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": content_type, "SERVER_NAME": "testserver",
        "SERVER_PORT": "443", "wsgi.url_scheme": "https", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), "SCRIPT_NAME": "",
    }  # fmt: skip
    # As Django's own test client does: a request that begins must not close the connection this test's transaction is on.
    signals.request_started.disconnect(close_old_connections)
    try:
        b"".join(application(environ, lambda status, headers, exc_info=None: statuses.append(status)))
    finally:
        signals.request_started.connect(close_old_connections)
    return statuses[0]


@pytest.mark.parametrize("codec", CODECS)
def test_a_charset_that_is_no_charset(db, codec):
    content_type = f"text/html; charset={codec}"
    assert raw("/nothing/", "a=%41", content_type).startswith("404")
    assert raw("/lti/login/", "iss=a", content_type).startswith("400")
    multipart = f"multipart/form-data; boundary=b; charset={codec}"
    body = b'--b\r\nContent-Disposition: form-data; name="iss"\r\n\r\na\r\n--b--\r\n'
    assert raw("/lti/login/", "", multipart, "POST", body).startswith("400")
    assert raw("/lti/open/", "", multipart, "POST", body).startswith("400")


@pytest.mark.parametrize(
    "path",
    [
        "images/../documents/private.txt",
        "images/%2e%2e/documents/private.txt",
        "images/..%2fdocuments/private.txt",
        "documents/private.txt",
    ],
)
def test_documents_cannot_be_reached_beside_pictures(db, settings, tmp_path, path):
    media = Path(settings.MEDIA_ROOT)
    (media / "documents").mkdir(parents=True, exist_ok=True)
    (media / "images").mkdir(exist_ok=True)
    private = media / "documents" / "private.txt"
    private.write_text("private")
    try:
        assert raw(f"/media/{path}")[:3] in {"400", "404"}
        assert raw(f"/media/{path.replace('%2e', '.').replace('%2f', '/')}")[:3] in {"400", "404"}
    finally:
        private.unlink()


def test_no_token_in_gunicorns_error_log(capfd):
    token = "A1-_" * 10 + "abc"
    logger = Logger(Config())
    logger.error("Error handling request GET /s/%s/curriculum/", token)
    heard = "".join(capfd.readouterr())
    assert "/s/[launch]/" in heard
    assert token not in heard


def test_odd_paths_are_not_found(db):
    client = Client()
    for path in ("/%00/", "/a%0ab/", "//", "/" + "a/" * 400, "/ü/", "/%ff%fe/", "/..;/", "/s/", "/s//"):
        assert client.get(path, secure=True).status_code < 500, path
