"""What every installation shares. Reads the environment; `dev`, `test` and `production` only override."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

import dj_database_url
from csp.constants import NONE, SELF

from cms.settings.env import BadSetting, env_bool, env_choice, env_int, env_list, env_origins, env_str, env_time_zone, env_url
from cms.settings.mail import mail_server
from cms.settings.oidc import single_sign_on

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

# Identity -----------------------------------------------------------------------------------------------------------
SECRET_KEY = env_str("SECRET_KEY", "")
# Older secrets still accepted for reading (signatures, encrypted tool keys) while a new one is rolled out.
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", [])
PUBLIC_URL = env_url("PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", [urlsplit(PUBLIC_URL).hostname])
CSRF_TRUSTED_ORIGINS = [f"{urlsplit(PUBLIC_URL).scheme}://{urlsplit(PUBLIC_URL).netloc}"]
DEBUG = False
# Believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy that always sets both.
TRUST_PROXY_HEADERS = env_bool("TRUST_PROXY_HEADERS", False)
# Answer plain http with 308 (reading) or 400 (sending) instead of serving it.
HTTPS_ONLY = False

# Apps ---------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    # Before cms, which takes their pages out of Django's admin again (cms.admin).
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "cms",
    "curriculum",
    "pd_tracks",
    "lti",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.users_app.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_htmx",
    "corsheaders",
    # Not rest_framework itself: Wagtail would then offer its pages for browsing interfaces.
    "drf_spectacular",
    "knox",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Outermost, and before a launch's path is rewritten: there is no API inside a launch.
    "corsheaders.middleware.CorsMiddleware",
    "cms.api.errors.ProblemsMiddleware",
    "cms.middleware.HttpsOnlyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.PartitionedCookiesMiddleware",
    # Takes /s/<token> off the path before anything looks at the URL, the session or the user.
    "lti.middleware.LaunchPathMiddleware",
    "cms.middleware.FramePolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # From here on `request.user` is somebody only where the sign-in still holds.
    "cms.signin.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.middleware.NotReadyToPublishMiddleware",
    "cms.middleware.FrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cms.middleware.ViewerMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
# The only routes that exist under /s/<token>/ (design: an allow-list).
LAUNCH_URLCONF = "cms.launch_urls"
WSGI_APPLICATION = "cms.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context_processors.viewer",
            ],
        },
    },
]

# Data ---------------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE_OPTIONS = {
    # Write transactions take the lock when they begin, so two launches queue instead of failing half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(url: str) -> dict:
    """Django's database dictionary for an sqlite:// or postgres:// address."""
    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise BadSetting("DATABASE_URL", "must be an sqlite:// or postgres:// address") from error
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**config.get("OPTIONS", {}), **SQLITE_OPTIONS}
    elif config["ENGINE"].endswith("postgresql"):
        # Five seconds: a page that cannot reach its database should say so, not hang.
        config["OPTIONS"] = {"connect_timeout": 5, **config.get("OPTIONS", {})}
    else:
        raise BadSetting("DATABASE_URL", "must be an sqlite:// or postgres:// address")
    return config


def cache(url: str) -> dict:
    """Django's cache dictionary for locmem:// or redis://. Files and databases are no place for launch data."""
    try:
        scheme = urlsplit(url).scheme if urlsplit(url).port != 0 else ""
    except ValueError:
        scheme = ""
    if scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "waymark"}
    if scheme in {"redis", "rediss"}:
        return {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "waymark",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    raise BadSetting("CACHE_URL", "must be a locmem:// or redis:// address")


DATABASES = {"default": database(env_str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'waymark.sqlite3'}"))}
CACHES = {"default": cache(env_str("CACHE_URL", "locmem://"))}

AUTH_USER_MODEL = "cms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Marks a browser in which somebody has signed in before (cms.signin.browsers).
KNOWN_BROWSER_COOKIE_NAME = "known-browser"
# How long a sign-in to the administration lasts: without anything being done, and in all.
SIGN_IN_IDLE_MINUTES = env_int("SIGN_IN_IDLE_MINUTES", 240, minimum=5)
SIGN_IN_HOURS = env_int("SIGN_IN_HOURS", 12, minimum=1)
# The cookie goes when the browser is closed; SIGN_IN_HOURS ends what is left open.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SIGN_IN_HOURS * 3_600

# An e-mail link: which browser asked for it, and the link itself while its page is open (cms.signin.link_views).
LINK_BROWSER_COOKIE_NAME, LINK_COOKIE_NAME = "link-browser", "link"
# What need not be waited for is done by a thread once the answer is out (cms.later). Tests do it at once.
LATER_IN_THREADS = True
# The district's single sign-on; None where there is none (cms.signin.oidc).
OIDC = single_sign_on(
    issuer=env_str("OIDC_ISSUER", ""),
    client_id=env_str("OIDC_CLIENT_ID", ""),
    client_secret=env_str("OIDC_CLIENT_SECRET", ""),
    name=env_str("OIDC_NAME", ""),
    scopes=env_list("OIDC_SCOPES", []),
    required_claims=env_list("OIDC_REQUIRED_CLAIMS", []),
)
# Development only: let it use http and loopback addresses. Production refuses such an issuer.
OIDC_ALLOW_LOOPBACK_HTTP = False

# Language and time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = env_time_zone("TIME_ZONE", "America/Los_Angeles")
USE_I18N = True
USE_TZ = True

# Files --------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = "/media/"
MEDIA_ROOT = env_str("MEDIA_ROOT", str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# One id_token is at most 64 KB; nobody needs to post more than this to a public page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
# Wagtail's page editor posts a field per block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Browser safety -----------------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# `no-referrer` would break Django's CSRF check on pages with forms; launches set their own (lti.middleware).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    # Wagtail's own admin needs inline scripts and styles; it is framed by nobody (X-Frame-Options).
    "EXCLUDE_URL_PREFIXES": ["/admin/", "/django-admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

# E-mail -------------------------------------------------------------------------------------------------------------
_mail = mail_server(env_str("EMAIL_URL", "smtp://localhost"))
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.host, _mail.port, _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.use_tls, _mail.use_ssl, 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("EMAIL_FROM", f"Waymark <waymark@{urlsplit(PUBLIC_URL).hostname}>")

# Tasks --------------------------------------------------------------------------------------------------------------
# Where what Wagtail and we put off is done: by the process that asks, or by `manage.py db_worker`, from rows.
TASK_BACKENDS = {"IMMEDIATE": "django_tasks.backends.immediate.ImmediateBackend", "DATABASE": "django_tasks_db.DatabaseBackend"}
TASKS = {"default": {"BACKEND": TASK_BACKENDS[env_choice("TASKS_BACKEND", list(TASK_BACKENDS), "IMMEDIATE")]}}

# Wagtail ------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Waymark"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_I18N_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "cms.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.Document"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.file_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.file_forms.DocumentForm"
# No SVG: it is a program as much as a picture, and a picture of 1,200 pixels does for all we show.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env_int("PICTURE_MEGABYTES", 10, minimum=1) * 1024 * 1024
# A small file can unfold to a picture that fills the memory.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = env_int("DOCUMENT_MEGABYTES", 20, minimum=1) * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
# Never a redirect to the storage's own address, which would open to whoever has it (cms.files).
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Reviewers may publish what they approve, and nothing else.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.approval.publish_approved"
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# People ---------------------------------------------------------------------------------------------------------------
# Closes what teachers write for themselves. Defaults to SECRET_KEY so that a small installation has one secret.
PRIVATE_TEXT_SECRET = env_str("PRIVATE_TEXT_SECRET", "")
PRIVATE_TEXT_SECRET_FALLBACKS = env_list("PRIVATE_TEXT_SECRET_FALLBACKS", [])

# LTI ----------------------------------------------------------------------------------------------------------------
# Development only: let platforms use http and loopback addresses. Production refuses it.
LTI_ALLOW_LOOPBACK_HTTP = False
# Per browser address and minute. A school sits behind one address: keep this well above a bell-time rush.
# Clock difference with a platform that is forgiven, in seconds.
LTI_LEEWAY_SECONDS = 60
LTI_LOGINS_PER_MINUTE = env_int("LTI_LOGINS_PER_MINUTE", 900, minimum=10)
LTI_REFUSALS_PER_MINUTE = env_int("LTI_REFUSALS_PER_MINUTE", 300, minimum=10)
# Encrypts the private tool keys at rest. Defaults to SECRET_KEY so that a small installation has one secret.
LTI_KEY_SECRET = env_str("LTI_KEY_SECRET", "")

# REST API -----------------------------------------------------------------------------------------------------------
# Requests of one token, and of one address without a token, per minute.
API_REQUESTS_PER_MINUTE_TOKEN = env_int("API_REQUESTS_PER_MINUTE_TOKEN", 600, minimum=10)
API_REQUESTS_PER_MINUTE_ANONYMOUS = env_int("API_REQUESTS_PER_MINUTE_ANONYMOUS", 120, minimum=10)
# Other sites whose pages may read the API in a browser. Never with cookies: tokens and public content alone.
CORS_ALLOWED_ORIGINS = env_origins("API_ALLOWED_ORIGINS", [])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "DELETE"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "authorization", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "Content-Language"]
# Tokens (ADR 0023). Our model takes the place of the library's, which then has no table.
KNOX_TOKEN_MODEL = "cms.ApiToken"  # noqa: S105  (the name of a model)
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_PREFIX": "wm_",
    "AUTH_HEADER_PREFIX": "Bearer",
    "SECURE_HASH_ALGORITHM": "hashlib.sha512",
    "AUTH_TOKEN_CHARACTER_LENGTH": 64,
}
# All the rest is said by our own views (cms.api.views): Wagtail's administration uses the same framework and keeps its ways.
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "cms.api.schema.ApiSchema"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Waymark",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Public content of Waymark for a district's own tools, and one's own learning. Read only; see docs/api.md.",
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Names for choices that several resources have under one name.
    "ENUM_NAME_OVERRIDES": {
        "CheckKindEnum": ["multiple_choice", "short_answer", "reflection"],
        "SectionKindEnum": ["read", "try_it", "reflect"],
        "PolicyKindEnum": ["policy", "regulation", "family_letter"],
        "PolicyStatusEnum": ["sample_not_adopted", "proposed", "adopted"],
        "ToolStatusEnum": ["approved", "approved_with_conditions", "under_review", "not_approved", "retired"],
        "DeploymentStatusEnum": ["pending", "approved", "disabled"],
    },
    "PREPROCESSING_HOOKS": ["cms.api.schema.ours_alone"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "cms.api.schema.add_problem"],
    "SERVERS": [{"url": "/", "description": "This installation"}],
}

# Logs ---------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "cms.logs.NoTokensFilter"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": env_choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # Refusals have a line of their own (lti.refusals); "Not Found: …" for each would only repeat them.
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # Each step of drawing a PDF, and each table of its fonts.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"
