"""`manage.py publish_counts`: this week's counts of who joined and who is done. Safe to run again and from cron; a week is published once."""

from django.core.management.base import BaseCommand

from pd_tracks.services.publishing import publish_counts


class Command(BaseCommand):
    help = "Publishes this week's counts of educators' learning, once a week, by the counting rule."

    def handle(self, *args, **options):
        publication = publish_counts()
        if publication is None:
            self.stdout.write("This week's counts are published already.")
        else:
            self.stdout.write(f"Counts of the week of {publication.week}: {publication.counts.count()} shown.")
