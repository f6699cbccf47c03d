"""A load that is killed leaves nothing behind, and the next one ends as if nothing had happened. Real processes, a real file."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.once

MOMENTS = ("All files are in order.", "framework:", "competency:", "Curriculum page created", "  Can I Trust This?", "lesson:")
A_MINUTE = 60


class Installation:
    """A database of its own, and the product's command on it."""

    def __init__(self, file: Path):
        self.file = file

    def manage(self, *arguments: str) -> subprocess.Popen:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": f"sqlite:///{self.file}"}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603

    def load(self) -> str:
        process = self.manage("load_starter_content")
        output, _none = process.communicate(timeout=A_MINUTE)
        assert process.returncode == 0, output
        return output

    def load_until(self, moment: str) -> None:
        """Kills the load as soon as it says this; so it also says it then, and not at the end."""
        process = self.manage("load_starter_content")
        for line in process.stdout:
            if line.startswith(moment):
                break
        else:
            pytest.fail(f"never said {moment}")
        process.send_signal(signal.SIGKILL)
        process.stdout.close()
        assert process.wait(timeout=A_MINUTE) == -signal.SIGKILL

    def rows(self, query: str) -> list[tuple]:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(query).fetchall()

    def picture(self) -> dict:
        """How many rows each table has; and all of what the loader remembers, what lessons say, and what families read."""
        tables = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        counts = {table: self.rows(f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608
        memory = self.rows("SELECT kind, slug, source_hash, written FROM curriculum_starterrecord ORDER BY kind, slug")
        lessons = self.rows("SELECT lesson_id, number, document FROM curriculum_lessonversion ORDER BY lesson_id, number")
        notes = self.rows("SELECT lesson_id, language, title, note FROM curriculum_familynote ORDER BY lesson_id, language")
        pages = self.rows("SELECT path, url_path, title, live FROM wagtailcore_page ORDER BY path")
        return {**counts, "memory": memory, "lessons": lessons, "notes": notes, "page list": pages}


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """A migrated database without content."""
    installation = Installation(tmp_path_factory.mktemp("loader") / "empty.sqlite3")
    output, _none = installation.manage("migrate", "--verbosity", "0").communicate(timeout=4 * A_MINUTE)
    assert installation.rows("SELECT count(*) FROM django_migrations") != [(0,)], output
    return installation.file


def installation_from(empty: Path, name: str) -> Installation:
    return Installation(Path(shutil.copy(empty, empty.with_name(name))))


def test_a_load_that_is_killed_again_and_again_ends_as_one_that_was_not(empty):
    undisturbed, killed = installation_from(empty, "undisturbed.sqlite3"), installation_from(empty, "killed.sqlite3")
    before = killed.picture()
    started = time.monotonic()
    undisturbed.load()
    assert time.monotonic() - started < A_MINUTE
    for moment in MOMENTS:
        killed.load_until(moment)
        assert killed.picture() == before, moment
    assert "lesson: 27 created" in killed.load()
    assert killed.picture() == undisturbed.picture()
    again = killed.load()
    assert "lesson: 27 unchanged" in again
    assert "left alone" not in again
    assert killed.picture() == undisturbed.picture()


def test_an_update_that_is_killed_leaves_what_was_there(empty, tmp_path):
    installation = installation_from(empty, "updated.sqlite3")
    installation.load()
    before = installation.picture()
    # As if the files had changed since: the loader no longer knows what it last read.
    with closing(sqlite3.connect(installation.file)) as database:
        database.execute("UPDATE curriculum_starterrecord SET source_hash = 'older'")
        database.commit()
    forgetful = installation.picture()
    installation.load_until("  Can I Trust This?")
    assert installation.picture() == forgetful
    assert "lesson: 27 updated" in installation.load()
    after = installation.picture()
    # The same words give no new version, whatever was saved again.
    assert (after["lessons"], after["notes"], after["page list"]) == (before["lessons"], before["notes"], before["page list"])
