"""Keeps launch tokens out of log lines, whoever writes them."""

import logging
import re

LAUNCH_TOKEN = re.compile(r"/s/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
REPLACEMENT = "/s/[launch]"


def without_tokens(text: str) -> str:
    """The text with every launch token replaced."""
    return LAUNCH_TOKEN.sub(REPLACEMENT, text)


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
