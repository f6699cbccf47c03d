"""Takes the pictures of a guide: a browser, one page at a time, saved small. Knows nothing of what is on them."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page

MOST_BYTES = 150_000
WIDTH, HEIGHT = 1280, 860
COLOURS = (256, 128, 64, 32)


class NotThereYet(Exception):
    """This installation has no such screen. The step is left out, with the reason."""


@dataclass
class Camera:
    """Runs steps in order, each in the browser window of the person who takes it, and keeps going where one is not there yet."""

    browser: Browser
    tool: str
    folder: Path
    pages: dict[str, Page] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def page_of(self, person: str) -> Page:
        """The window of one person, opened when first asked for."""
        if person not in self.pages:
            context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce")
            context.set_default_timeout(10_000)
            self.pages[person] = context.new_page()
        return self.pages[person]

    def run(self, name: str, step: Callable[["Camera"], None]) -> None:
        """One step. Its picture has its name; a step that finds its screen missing says why and is skipped."""
        try:
            step(self)
        except (NotThereYet, Error) as why:
            self.left_out[name] = str(why).splitlines()[0]
            say(f"  left out  {name}: {self.left_out[name]}")

    def take(self, person: str, name: str, *, focus: str = "") -> None:
        """Saves what this person's window shows, scrolled to `focus` where one is named, as a picture under 150 KB."""
        page = self.page_of(person)
        page.wait_for_load_state("networkidle")
        if focus:
            page.locator(focus).first.evaluate("element => element.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(400)  # panels slide in
        data = small(page.screenshot())
        path = self.folder / f"{name}.png"
        path.write_bytes(data)
        self.taken.append(path.name)
        say(f"  {len(data) // 1_000:>4} KB  {path.name}")


def small(picture: bytes) -> bytes:
    """The same picture with as many colours as fit into 150 KB; narrower where even few do not."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    while True:
        for colours in COLOURS:
            data = io.BytesIO()
            image.quantize(colours, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
            if data.tell() <= MOST_BYTES:
                return data.getvalue()
        image = image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
