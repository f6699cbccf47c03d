"""Prints what this installation holds about people, as Markdown: the table in docs/privacy.md."""

from django.core.management.base import BaseCommand

from cms.data_inventory import inventory


class Command(BaseCommand):
    help = "Prints every model that holds something about a person, its columns, and when its rows go."

    def handle(self, *args, **options):
        self.stdout.write(inventory(), ending="")
