"""Tells everybody what they have to review. Run it weekly, or daily: docs/runbooks/reviews.md."""

from django.core.management.base import BaseCommand, CommandError

from cms.reviews.digest import send_digests


class Command(BaseCommand):
    help = "Sends each owner, else the curriculum leads, what is overdue, due within 14 days or asked for. Once a day at most."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count and send nothing")

    def handle(self, *args, **options):
        done = send_digests(dry_run=options["dry_run"])
        verb = "would send" if options["dry_run"] else "sent"
        self.stdout.write(f"{verb}: {done.sent} digests about {done.items} items; {done.already} sent earlier today")
        if done.unread:
            self.stderr.write(f"nobody to tell of {done.unread} items: give them an owner, or set the contact in the district settings")
        if done.failed:
            raise CommandError(f"could not be sent: {done.failed} digests. Run it again to try those again")
