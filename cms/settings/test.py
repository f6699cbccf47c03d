"""The test suite: fast hashing, memory mail, no background surprises. The database still comes from DATABASE_URL."""

from cms.settings.base import *  # noqa: F403  (settings modules are layered this way in Django)
from cms.settings.base import CACHES, STORAGES, TASK_BACKENDS, VAR_DIR

STATIC_ROOT = VAR_DIR / "static"  # WhiteNoise wants it there, though files are found where they lie
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "a secret that only the tests know, long enough for every check"  # noqa: S105  (made up, for tests only)
PUBLIC_URL = WAGTAILADMIN_BASE_URL = "https://testserver"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = ["https://testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# A busy computer is not a Redis that is away: what a test put into the cache must still be there.
if "OPTIONS" in CACHES["default"]:
    CACHES["default"]["OPTIONS"] |= {"socket_connect_timeout": 30, "socket_timeout": 30}
# Tests pretend to be any platform; `responses` stands in for the network, sockets are closed.
LTI_ALLOW_LOOPBACK_HTTP = True
LTI_LOGINS_PER_MINUTE = 900
OIDC, OIDC_ALLOW_LOOPBACK_HTTP = None, True
LATER_IN_THREADS = False
TASKS = {"default": {"BACKEND": TASK_BACKENDS["IMMEDIATE"]}}
