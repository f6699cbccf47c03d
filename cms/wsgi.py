"""WSGI entry point: `gunicorn cms.wsgi`. Production settings unless told otherwise, so a slip is a safe one."""

import os
import re

from django.core.wsgi import get_wsgi_application

CHARSET = re.compile(r"\s*;\s*charset\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()


def application(environ, start_response):
    """Django's application. A request's own charset is ignored: names such as `rot13` are codecs Python knows and HTTP does not,
    and Django would fail on them before any of our code runs. Browsers and platforms send UTF-8."""
    content_type = environ.get("CONTENT_TYPE", "")
    if "charset" in content_type.lower():
        environ["CONTENT_TYPE"] = CHARSET.sub("", content_type)
    return django_application(environ, start_response)
