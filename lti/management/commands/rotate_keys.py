"""Publishes a new tool key; an old one goes once its successor has been out for two days."""

from django.core.management.base import BaseCommand

from lti.services.keys import rotate_keys


class Command(BaseCommand):
    help = "Publishes a new tool key and retires those with a successor two days old. Safe to run from cron."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")

    def handle(self, *args, **options):
        made, retired = rotate_keys(dry_run=options["dry_run"])
        self.stdout.write(f"keys made: {made}, retired: {retired}{' (dry run)' if options['dry_run'] else ''}")
