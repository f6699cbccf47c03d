"""Forgets what is no longer needed. Run it daily."""

from django.core.management.base import BaseCommand

from cms.housekeeping import in_words, run


class Command(BaseCommand):
    help = "Deletes what is past its time, in every app (district settings say how old). Safe to run from cron."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count and delete nothing")

    def handle(self, *args, **options):
        counts = run("purge_expired", dry_run=options["dry_run"])
        self.stdout.write(f"{'would delete' if options['dry_run'] else 'deleted'}: {in_words(counts)}")
