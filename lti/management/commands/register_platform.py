"""Adds a platform from the command line; the admin has a form for the same."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from lti.services.registrations import register_platform

FIELDS = {
    "name": "what you call it",
    "issuer": "the platform ID, exactly as the platform shows it",
    "client_id": "the client ID the platform gave this tool",
    "auth_login_url": "where authentication requests go",
    "auth_token_url": "where access tokens come from",
    "jwks_url": "the platform's public keyset",
}


class Command(BaseCommand):
    help = "Adds a platform, or updates the one with the same issuer and client id. Safe to run twice."

    def add_arguments(self, parser):
        for name, text in FIELDS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", required=True, help=text)
        parser.add_argument("--deployment-id", required=True, action="append", help="may be given several times")
        parser.add_argument("--token-audience", default="", help="only where it differs from the access token address")

    def handle(self, *args, **options):
        values = {name: options[name].strip() for name in [*FIELDS, "token_audience"]}
        try:
            registration, changed = register_platform(deployment_ids=options["deployment_id"], **values)
        except ValidationError as error:
            lines = [f"--{name.replace('_', '-')}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
            raise CommandError("Nothing was changed.\n" + "\n".join(lines)) from error
        self.stdout.write(f"{registration.name}: {'saved' if changed else 'already as given'}")
