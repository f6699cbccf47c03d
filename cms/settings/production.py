"""A district's installation. Refuses to start on an unsafe value and names it."""

from urllib.parse import urlsplit

from cms.settings.base import *  # noqa: F403  (settings modules are layered this way in Django)
from cms.settings.base import (
    ALLOWED_HOSTS,
    CACHES,
    DATABASES,
    LTI_KEY_SECRET,
    OIDC,
    PRIVATE_TEXT_SECRET,
    PUBLIC_URL,
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
    TRUST_PROXY_HEADERS,
)
from cms.settings.env import BadSetting, env_bool, env_int, env_str

HTTPS_ONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY_HEADERS else None
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known-browser"
LINK_BROWSER_COOKIE_NAME, LINK_COOKIE_NAME = "__Host-link-browser", "__Host-link"


def _is_weak(secret: str) -> bool:
    return len(secret) < 50 or len(set(secret)) < 10 or "insecure" in secret


if _is_weak(SECRET_KEY):
    raise BadSetting("SECRET_KEY", "is missing or too weak: at least 50 random characters")
if any(_is_weak(secret) for secret in SECRET_KEY_FALLBACKS):
    raise BadSetting("SECRET_KEY_FALLBACKS", "holds a secret that is too weak: it still signs and opens everything SECRET_KEY does")
if LTI_KEY_SECRET and _is_weak(LTI_KEY_SECRET):
    raise BadSetting("LTI_KEY_SECRET", "is too weak: at least 50 random characters, or leave it out to use SECRET_KEY")
if PRIVATE_TEXT_SECRET and _is_weak(PRIVATE_TEXT_SECRET):
    raise BadSetting("PRIVATE_TEXT_SECRET", "is too weak: at least 50 random characters, or leave it out to use SECRET_KEY")
if not PUBLIC_URL.startswith("https://"):
    raise BadSetting("PUBLIC_URL", "must start with https:// in production")
if not ALLOWED_HOSTS or any(host.startswith(("*", ".")) for host in ALLOWED_HOSTS):
    raise BadSetting("ALLOWED_HOSTS", "must list exact host names in production")
if any(set(host) & set("/:@ ") and not host.startswith("[") for host in ALLOWED_HOSTS):
    raise BadSetting("ALLOWED_HOSTS", "must list host names alone, without https:// or a port")
if urlsplit(PUBLIC_URL).hostname not in ALLOWED_HOSTS:
    raise BadSetting("ALLOWED_HOSTS", "must contain the host of PUBLIC_URL")
if DATABASES["default"]["ENGINE"].endswith("sqlite3") and not env_bool("ALLOW_SQLITE", False):
    raise BadSetting("DATABASE_URL", "must be a postgres:// address in production (or set ALLOW_SQLITE for one small node)")
if "LocMem" in CACHES["default"]["BACKEND"] and not env_bool("ALLOW_LOCAL_CACHE", False):
    raise BadSetting("CACHE_URL", "must be a redis:// address in production (or set ALLOW_LOCAL_CACHE for one process)")
if OIDC and not OIDC.issuer.startswith("https://"):
    raise BadSetting("OIDC_ISSUER", "must start with https:// in production")
if env_str("LTI_ALLOW_LOOPBACK_HTTP", ""):
    raise BadSetting("LTI_ALLOW_LOOPBACK_HTTP", "is for development only; remove it")
if env_str("DEBUG", ""):
    raise BadSetting("DEBUG", "cannot be set in production; remove it")
# Answers of `check --deploy` that are decided, not forgotten.
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # cms.middleware.FrameOptionsMiddleware is Django's, which leaves out what a launch's platform needs
    "security.W005",  # other names below the district's domain are not ours to promise for
    "security.W008",  # cms.middleware.HttpsOnlyMiddleware: redirects reading, refuses sending
    "security.W021",  # the browsers' preload list is a decision for the whole domain too
]
