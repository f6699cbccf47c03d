"""Queues the e-mail about learning. Run it daily: docs/runbooks/install.md."""

from django.core.management.base import BaseCommand, CommandError

from pd_tracks.notices.tasks import count_due, queue_notices


class Command(BaseCommand):
    help = "Queues what waits for coaches, and the reminders that teachers asked for. Nobody is sent two of a kind on a day. Safe to run twice."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count and send nothing")

    def handle(self, *args, **options):
        if options["dry_run"]:
            self.stdout.write(f"would queue: {count_due().due} notices")
            return
        done = queue_notices()
        self.stdout.write(f"queued: {done.due} notices; sent at once: {done.sent}")
        if done.failed:
            raise CommandError(f"could not be sent: {done.failed} notices. Run it again to try those again")
