"""manage.py send_scores: delivers completions that wait for gradebooks."""

import signal
import threading
import time

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from lti.services.notices import subscribe_due
from lti.services.scores import send_due

SUBSCRIBE_SECONDS = 300


class Command(BaseCommand):
    help = (
        "Sends completions that are due to the gradebooks of platforms, and asks platforms that offer it to tell when a course is copied. "
        "Safe to run twice, beside itself and from cron."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._is_stopping = threading.Event()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="stay, and look for new ones every few seconds")
        parser.add_argument("--seconds", type=float, default=3, help="with --watch: how long to wait between two looks")

    def handle(self, *args, watch: bool, seconds: float, **options) -> None:
        if not watch:
            subscribe_due()
            self._once(says_nothing=True)
            return
        self._stops_when_told()
        subscribed = 0.0
        while not self._is_stopping.is_set():
            close_old_connections()
            try:
                if time.monotonic() - subscribed > SUBSCRIBE_SECONDS:
                    subscribed = time.monotonic()
                    subscribe_due()
                self._once(says_nothing=False)
            except (OperationalError, InterfaceError) as error:
                # The database was restarted, or is busy: what was being sent keeps its lease for two minutes and is tried again.
                self.stderr.write(f"The database did not answer ({type(error).__name__}); looking again in {seconds:g} s.")
                connection.close()
            self._is_stopping.wait(seconds)

    def _stops_when_told(self) -> None:
        """SIGTERM and Ctrl-C let the score in hand come to its end: nothing waits for a lease to run out."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_told: self._is_stopping.set())

    def _once(self, *, says_nothing: bool) -> None:
        ended = send_due(is_stopping=self._is_stopping.is_set)
        said = ", ".join(f"{count} {state}" for state, count in sorted(ended.items()))
        if said or says_nothing:
            self.stdout.write(said or "Nothing to send.")
