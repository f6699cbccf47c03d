"""Production refuses to start on an unsafe value and names it. Each case is a fresh process, as at a real start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAFE = {
    "SECRET_KEY": "kXq7-made-up-for-tests-only-9vTzLw3BnRf0aHyUeJdPcGsM5oQi",
    "LTI_KEY_SECRET": "pW4s-another-one-made-up-for-tests-2KxZt8EbVhYqNmCjRuDf",
    "PUBLIC_URL": "https://waymark.example.org",
    "ALLOWED_HOSTS": "waymark.example.org",
    "DATABASE_URL": "postgres://waymark@127.0.0.1/waymark",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
}


def start(**changes) -> subprocess.CompletedProcess:
    """Loads the production settings with SAFE and the changes; None takes a variable away."""
    environment = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    environment["PATH"] = os.environ["PATH"]
    code = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'cms.settings.production'; import django; django.setup()"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_starts_on_safe_values():
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123456789"),
        ("PUBLIC_URL", None),
        ("PUBLIC_URL", "http://waymark.example.org"),
        ("PUBLIC_URL", "waymark.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("PUBLIC_URL", "https://waymark.example.org/way"),
        ("PUBLIC_URL", "https://waymark.example.org:abc"),
        ("PUBLIC_URL", "https://["),
        ("ALLOWED_HOSTS", ".example.org"),
        ("ALLOWED_HOSTS", "https://waymark.example.org"),
        ("ALLOWED_HOSTS", "waymark.example.org:443"),
        ("ALLOWED_HOSTS", "another.example.org"),
        ("SECRET_KEY_FALLBACKS", "abc"),
        ("LTI_KEY_SECRET", "x"),
        ("PRIVATE_TEXT_SECRET", "x"),
        ("CACHE_URL", "redis://h:abc/0"),
        ("LOG_LEVEL", "verbose"),
        ("TIME_ZONE", "Mars/Base"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:////tmp/waymark.sqlite3"),
        ("DATABASE_URL", "mysql://waymark@127.0.0.1/waymark"),
        ("CACHE_URL", None),
        ("CACHE_URL", "locmem://"),
        ("CACHE_URL", "file:///tmp/cache"),
        ("LTI_ALLOW_LOOPBACK_HTTP", "1"),
        ("DEBUG", "1"),
        ("HSTS_SECONDS", "soon"),
        ("TRUST_PROXY_HEADERS", "perhaps"),
    ],
)
def test_unsafe_value_is_named(variable, value):
    done = start(**{variable: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Waymark cannot start: {variable} ")
    assert "Traceback" not in done.stderr


SINGLE_SIGN_ON = {"OIDC_ISSUER": "https://sso.district.example", "OIDC_CLIENT_ID": "waymark", "OIDC_CLIENT_SECRET": "made-up"}


def test_starts_with_a_single_sign_on():
    done = start(**SINGLE_SIGN_ON)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [("OIDC_ISSUER", "http://localhost:9400"), ("OIDC_ISSUER", None), ("OIDC_CLIENT_ID", None), ("OIDC_CLIENT_SECRET", None)],
)
def test_half_a_single_sign_on_is_named(variable, value):
    done = start(**{**SINGLE_SIGN_ON, variable: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Waymark cannot start: {variable} ")


def test_secret_value_is_never_repeated():
    secret = "hunter2-but-too-short"
    assert secret not in start(SECRET_KEY=secret).stderr


def test_one_small_node_may_do_without_services():
    done = start(DATABASE_URL="sqlite:////tmp/unused.sqlite3", ALLOW_SQLITE="1", CACHE_URL=None, ALLOW_LOCAL_CACHE="1")
    assert done.returncode == 0, done.stderr
