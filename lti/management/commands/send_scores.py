"""manage.py send_scores: delivers completions that wait for gradebooks."""

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

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="stay, and look for new ones every few seconds")
        parser.add_argument("--seconds", type=float, default=3, help="with --watch: how long to wait between two looks")

    def handle(self, *args, watch: bool, seconds: float, **options) -> None:
        if not watch:
            subscribe_due()
            self._once(says_nothing=True)
            return
        subscribed = 0.0
        while True:
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
            time.sleep(seconds)

    def _once(self, *, says_nothing: bool) -> None:
        ended = send_due()
        said = ", ".join(f"{count} {state}" for state, count in sorted(ended.items()))
        if said or says_nothing:
            self.stdout.write(said or "Nothing to send.")
