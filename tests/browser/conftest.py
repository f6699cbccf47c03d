"""A real Chromium against real servers. Each test has a browser of its own, so nothing is left over from another."""

import json
from contextlib import contextmanager

import pytest

from tests.browser.servers import running_pair

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    # Frames of another site stay in the process of their page. Playwright (1.65) loses a frame for ever that leaves for a process of its
    # own, comes back and leaves again before its page answered in between, as a launch does: from us to the platform and to us. What
    # browsers do about cookies is the same.
    *("--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process"),
]


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """Waymark and the practice LMS, running."""
    with running_pair(tmp_path_factory.mktemp("servers")) as running:
        yield running


@pytest.fixture(scope="module")
def playwright():
    """Ends with the file: while it runs, Django takes this thread for an asynchronous one and refuses the database."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415  (only where browser tests run)

    expect.set_options(timeout=15_000)  # as for what is clicked, below: a busy computer is no failure
    with sync_playwright() as started:
        yield started


@pytest.fixture
def browse(playwright, chromium_path, tmp_path, pair):
    """Opens a browser: `with browse(blocked="third-party") as context`. `blocked`: "", "third-party", or "frame" for no cookie at
    all of the tool while it is inside the platform's pages. `script=False`: with the setting a person has. (Playwright's own
    option reaches a frame of another site only after it began to load.)"""

    @contextmanager
    def opened(*, blocked: str = "", script: bool = True, width: int = 1280, height: int = 900, **options):
        profile = tmp_path / f"profile-{blocked or 'plain'}-{width}-{len(list(tmp_path.iterdir()))}"
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(_preferences(blocked, pair, script=script)))
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=chromium_path, args=ARGUMENTS, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(15_000)
        try:
            yield context
        except Exception as failed:
            failed.add_note(_what_is_seen(context))
            raise
        finally:
            context.close()

    return opened


def _what_is_seen(context) -> str:
    """Every frame's address and words: a failure's own message does not look into frames."""
    lines = []
    for page in context.pages:
        for frame in page.frames:
            try:
                words = " ".join(frame.inner_text("body", timeout=2_000).split())
            except Exception as unreadable:  # noqa: BLE001 - whatever is wrong with a frame is what the reader wants to know
                words = f"({unreadable})"
            lines.append(f"{frame.name or 'page'} {frame.url}\n    {words[:2_000]}")
    return "\n".join(lines)


def _preferences(blocked: str, pair, *, script: bool) -> dict:
    profile: dict = {}
    if not script:
        profile["default_content_setting_values"] = {"javascript": 2}
    if blocked:
        profile["cookie_controls_mode"] = 1  # "Block third-party cookies", the setting a person finds
    if blocked == "frame":
        profile["content_settings"] = {"exceptions": {"cookies": {f"{pair.tool},{pair.platform}": {"setting": 2}}}}
    return {"profile": profile}
