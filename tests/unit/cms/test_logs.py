"""No launch token reaches a log line, whoever writes it."""

import logging
import logging.config
from types import SimpleNamespace

from django.conf import settings

import pytest
from gunicorn.config import Config

from cms.gunicorn import Logger
from cms.logs import NoTokensFilter, without_tokens

TOKEN = "Zm9vYmFyLWJhel9xdXV4LTAxMjM0NTY3ODlhYmNkZWY"  # 43 characters, as a launch's


@pytest.mark.parametrize(
    "text", ["/s/{}/", "/s/{}", "GET /s/{}/curriculum/ HTTP/1.1", "https://waymark.example/s/{}?a=1", "'/s/{}' and /s/{}/"]
)
def test_token_is_replaced(text):
    cleaned = without_tokens(text.format(TOKEN, TOKEN))
    assert TOKEN not in cleaned
    assert "/s/[launch]" in cleaned


@pytest.mark.parametrize("text", ["Bearer {}", "{}", "?token={}&a=1", "'{}'"])
def test_a_token_of_the_api_is_replaced(text):
    token = "wm_" + "0a" * 32
    assert without_tokens(text.format(token)) == text.format("[token]")


@pytest.mark.parametrize("text", ["/s/short/", f"/s/{TOKEN}x/", f"/static/{TOKEN}", "/curriculum/s/"])
def test_other_text_stays(text):
    assert without_tokens(text) == text


def test_links_that_stop_e_mail_are_replaced():
    line = "GET /es/learning/e-mail/WzEsImNvYWNoIl0:1vK:aa-b_c/ HTTP/1.1"
    assert without_tokens(line) == "GET /es/learning/e-mail/[stop]/ HTTP/1.1"


def record(message, *args, exc_info=None):
    return logging.LogRecord("any", logging.INFO, __file__, 1, message, args, exc_info)


def test_filter_cleans_message_and_arguments():
    entry = record("slow: %s after %d ms", f"/s/{TOKEN}/page/", 20)
    assert NoTokensFilter().filter(entry)
    assert entry.getMessage() == "slow: /s/[launch]/page/ after 20 ms"


def test_filter_leaves_lazy_arguments_of_clean_records():
    entry = record("slow: %s", "/page/")
    NoTokensFilter().filter(entry)
    assert entry.args == ("/page/",)


def test_filter_cleans_the_traceback():
    try:
        raise ValueError(f"no page at /s/{TOKEN}/page/")
    except ValueError as error:
        entry = record("failed", exc_info=(type(error), error, error.__traceback__))
    NoTokensFilter().filter(entry)
    assert TOKEN not in logging.Formatter().format(entry)


def test_every_handler_of_ours_has_the_filter():
    assert all("no_tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


def test_access_log_has_no_token():
    path = f"/s/{TOKEN}/page/"
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request = SimpleNamespace(headers=[("REFERER", f"https://waymark.example{path}")])
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": "",
        "HTTP_REFERER": f"https://waymark.example{path}",
    }
    took = SimpleNamespace(seconds=0, microseconds=10)
    atoms = Logger(Config()).atoms(answer, request, environ, took)
    assert TOKEN not in repr(dict(atoms))
