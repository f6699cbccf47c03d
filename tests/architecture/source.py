"""Where the product's files are, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cms", "curriculum", "pd_tracks", "lti")


def python_files() -> list[Path]:
    """Every module of the product; not the tests."""
    return [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]


def template_files() -> list[Path]:
    """Every template of the product, wherever an app keeps it."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return [path for folder in folders for path in sorted(folder.rglob("*.html"))]
