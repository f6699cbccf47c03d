"""Django settings of the practice LMS. No database, no installed app; `serve.py` sets the environment read here."""

import os
import secrets
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PORT = os.environ["PRACTICE_LMS_PORT"]

# What the two sides agreed on when the tool was registered.
ISSUER = f"http://localhost:{PORT}"
TOOL = os.environ["PRACTICE_LMS_TOOL"]
CLIENT_ID = os.environ["PRACTICE_LMS_CLIENT_ID"]
DEPLOYMENT_ID = os.environ["PRACTICE_LMS_DEPLOYMENT_ID"]
TOOL_LOGIN_URL = f"{TOOL}/lti/login/"
TOOL_LAUNCH_URL = f"{TOOL}/lti/launch/"
TOOL_JWKS_URL = f"{TOOL}/lti/jwks/"

# Read by lti_consumer: the name becomes the tool_platform claim.
PLATFORM_NAME = "Practice LMS"
LMS_ROOT_URL = ISSUER
OPENEDX_TELEMETRY = []  # Open edX code would look for a monitoring service

SECRET_KEY = secrets.token_urlsafe(32)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "practice_lms.urls"
APPEND_SLASH = False
INSTALLED_APPS = []
DATABASES = {}
USE_TZ = True
LANGUAGE_CODE = "en"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",  # lti_consumer keeps launch data in this cache
    "practice_lms.middleware.count_hits",
    "practice_lms.middleware.find_person",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [FOLDER / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "lti_consumer": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
