"""Publishes a new tool key where it is time, and closes texts anew after a secret was changed."""

from django.core.management.base import BaseCommand

from cms.housekeeping import in_words, run


class Command(BaseCommand):
    help = (
        "Publishes a new tool key and retires those with a successor two days old; closes with the newest secret what an older one closed. "
        "Safe to run from cron."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *args, **options):
        counts = run("rotate_keys", dry_run=options["dry_run"])
        self.stdout.write(f"{in_words(counts)}{' (dry run)' if options['dry_run'] else ''}")
