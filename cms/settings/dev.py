"""A laptop: http on loopback, a SQLite file, a secret made on first run."""

import secrets

from cms.settings.base import *  # noqa: F403  (settings modules are layered this way in Django)
from cms.settings.base import SECRET_KEY, STORAGES, VAR_DIR

STATIC_ROOT = VAR_DIR / "static"  # WhiteNoise wants it there, though files are found where they lie
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if not SECRET_KEY:
    # Kept in a file so that sessions, launches and encrypted tool keys survive a restart.
    secret_file = VAR_DIR / "dev-secret"
    try:
        with secret_file.open("x", encoding="utf-8") as new_file:
            new_file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    SECRET_KEY = secret_file.read_text(encoding="utf-8")

DEBUG = False
ALLOWED_HOSTS = ["*"]
LTI_ALLOW_LOOPBACK_HTTP = OIDC_ALLOW_LOOPBACK_HTTP = True
# A proxy on the same laptop may speak https for us.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
