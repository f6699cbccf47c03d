"""Keeps launch tokens, tokens of the API, login hints and sign-in links out of log lines, whoever writes them."""

import logging
import re

LAUNCH_TOKEN = re.compile(r"/s/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
# What platforms put in the address of a login: hints that stand for a person there.
LTI_QUERY = re.compile(r"(/lti/[a-z/\[\]]*)\?[^\s\"']+")
# Links from an e-mail, and what the district's single sign-on sends a browser back with.
SIGN_IN_QUERY = re.compile(r"(/admin/sign-in/[a-z/-]*)\?[^\s\"']+")
# Of the REST API (cms.models.tokens).
API_TOKEN = re.compile(r"wm_[0-9a-f]{64}")
# Whoever holds an unused invitation may connect a platform.
INVITATION = re.compile(r"/lti/register/[A-Za-z0-9_-]+")
# Whoever holds the link of an e-mail may switch that e-mail off.
STOP = re.compile(r"/learning/e-mail/[^/\s\"']+")


def without_tokens(text: str) -> str:
    """The text with every launch token, every token of the API, every invitation, every link that stops e-mail, and every query sent to an LTI endpoint or a page of signing in, replaced."""
    for pattern, replacement in (
        (LAUNCH_TOKEN, "/s/[launch]"),
        (INVITATION, "/lti/register/[invitation]"),
        (API_TOKEN, "[token]"),
        (STOP, "/learning/e-mail/[stop]"),
        (LTI_QUERY, r"\1?[parameters]"),
        (SIGN_IN_QUERY, r"\1?[parameters]"),
    ):
        text = pattern.sub(replacement, text)
    return text


class NoTokensFilter(logging.Filter):
    """Rewrites the record's final text; also the traceback, which may quote a URL."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        cleaned = without_tokens(text)
        if cleaned != text:
            record.msg, record.args = cleaned, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_tokens(record.exc_text)
        return True
