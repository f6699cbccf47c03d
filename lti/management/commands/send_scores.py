"""manage.py send_scores: delivers completions that wait for gradebooks."""

import time

from django.core.management.base import BaseCommand, CommandParser

from lti.services.scores import send_due


class Command(BaseCommand):
    help = "Sends completions that are due to the gradebooks of platforms. Safe to run twice, beside itself and from cron."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="stay, and look for new ones every few seconds")
        parser.add_argument("--seconds", type=float, default=3, help="with --watch: how long to wait between two looks")

    def handle(self, *args, watch: bool, seconds: float, **options) -> None:
        while True:
            ended = send_due()
            if ended or not watch:
                said = ", ".join(f"{count} {state}" for state, count in sorted(ended.items()))
                self.stdout.write(said or "Nothing to send.")
            if not watch:
                return
            time.sleep(seconds)
