from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cms.signin.services import remove_second_factor


class Command(BaseCommand):
    help = "Takes somebody's second factor away, so that they can set up a new one, and signs them out everywhere. For a lost phone."

    def add_arguments(self, parser):
        parser.add_argument("user", help="the name they sign in with")

    def handle(self, *args, user, **options):
        try:
            person = get_user_model().objects.get_by_natural_key(user)
        except get_user_model().DoesNotExist as error:
            raise CommandError(f"No account is called {user}.") from error
        had_one = remove_second_factor(user=person, by=None)
        self.stdout.write(f"{user} {'has no second factor any more' if had_one else 'had no second factor'} and is signed out everywhere.")
