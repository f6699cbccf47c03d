"""Makes what the search finds, and what the reports know of links, again from what is published now. Safe to run twice and at any time."""

from django.core.management.base import BaseCommand
from django.db import connection

from curriculum.links import rebuild_links
from curriculum.search import drafts, storage, writing


class Command(BaseCommand):
    help = "Make the search's catalog, and the list of links, again from what is published now."

    def handle(self, *args, **options):
        storage.prepare(connection)
        self.stdout.write(f"{writing.rebuild()} lessons, units and competencies can be found.")
        self.stdout.write(f"{drafts.rebuild_texts()} lessons can be found by their editors, drafts and teacher notes too.")
        self.stdout.write(f"{rebuild_links()} links inside the site are known.")
        if storage.forgives_typos(connection):
            self.stdout.write("Mistyped words are forgiven (pg_trgm).")
        else:
            self.stdout.write("Mistyped words are not forgiven: that needs PostgreSQL with the extension pg_trgm.")
