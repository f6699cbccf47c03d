"""WSGI entry point: `gunicorn cms.wsgi`. Production settings unless told otherwise, so a slip is a safe one."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()
