"""Makes the pictures of the guides anew: python -m tests.guides.screenshots

Starts a Waymark of its own with the starter content and the practice LMS beside it, as `make demo` does, so that the pictures
are always of the same content and nobody's data is in them. Steps whose screen is missing are named and left out.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.servers import ROOT, running_pair
from tests.conftest import NO_BROWSER, find_chromium
from tests.guides.camera import Camera, say
from tests.guides.curriculum_lead import Story
from tests.guides.lms_admin import AdminStory
from tests.guides.teacher import TeacherStory


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the pictures of docs/guides anew.")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "guides" / "images", help="folder for the pictures")
    parser.add_argument("--only", default="", help="only pictures whose name begins so, such as teacher-")
    arguments = parser.parse_args()
    folder, only = arguments.to, arguments.only
    chromium = find_chromium() or sys.exit(NO_BROWSER)
    folder.mkdir(parents=True, exist_ok=True)
    say("Starting Waymark with the starter content ...")
    with tempfile.TemporaryDirectory() as temporary, running_pair(Path(temporary)) as pair, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        camera = Camera(browser, pair.tool, folder)
        for story in (Story(pair.manage), TeacherStory(pair.manage, pair.platform), AdminStory(pair.manage)):
            for name, step in story.steps():
                if name.startswith(only):
                    camera.run(name, step)
        browser.close()
    say(f"{len(camera.taken)} pictures in {folder}, {len(camera.left_out)} left out.")
    for name in sorted({path.name for path in folder.glob("*.png")} - set(camera.taken)):
        say(f"  from an earlier run: {name}")


if __name__ == "__main__":
    main()
