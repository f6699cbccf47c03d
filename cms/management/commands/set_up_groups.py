"""`manage.py set_up_groups`: the groups and the workflow a district starts with. Safe to run again."""

from django.core.management.base import BaseCommand

from cms.groups import GROUPS, set_up_groups


class Command(BaseCommand):
    help = (
        "Make the groups Curriculum Leads, Authors, Reviewers, Coaches and Leaders where they are missing, and the workflow between them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="Give existing groups back their first permissions. Their people stay.")

    def handle(self, *args, reset: bool = False, **options):
        written = set_up_groups(reset=reset)
        for name in GROUPS:
            self.stdout.write(f"{name}: {'permissions written' if name in written else 'left as it is'}")
