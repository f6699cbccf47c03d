"""Addresses that leave the browser: canonical links, e-mail, QR codes, PDFs, task arguments.

Inside a launch every internal link carries the launch's token (`/s/<token>/…`). `page.full_url` and
`request.build_absolute_uri()` would carry it out. Everything that leaves goes through `public_url`, which cannot.
"""

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf

from wagtail.models import Page

from cms.logs import LAUNCH_TOKEN


def public_url(target: Page | str) -> str:
    """The address of a page, or of a path such as "/curriculum/", on PUBLIC_URL and without any launch in it.

    Whatever the text, the answer is on our own site: the path is put behind PUBLIC_URL, never resolved against it.
    """
    if isinstance(target, str):
        return f"{settings.PUBLIC_URL}/{LAUNCH_TOKEN.sub('', target).lstrip('/')}"
    prefix, urlconf = get_script_prefix(), get_urlconf()
    set_script_prefix("/")
    set_urlconf(None)
    try:
        parts = target.get_url_parts()
    finally:
        set_script_prefix(prefix)
        set_urlconf(urlconf)
    path = parts[2] if parts and parts[2] else "/"
    return f"{settings.PUBLIC_URL}/{path.lstrip('/')}"
