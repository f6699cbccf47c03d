"""Forgets what is no longer needed. Run it daily."""

from django.core.management.base import BaseCommand

from cms.models import DistrictSettings
from lti.services.launch import purge_expired


class Command(BaseCommand):
    help = "Deletes old launches, spent nonces and unused pseudonyms (district settings say how old). Safe to run from cron."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count and delete nothing")

    def handle(self, *args, **options):
        counts = purge_expired(launch_days=DistrictSettings.load().launch_retention_days, dry_run=options["dry_run"])
        said = ", ".join(f"{count} {name}" for name, count in counts.items())
        self.stdout.write(f"{'would delete' if options['dry_run'] else 'deleted'}: {said}")
