"""The record of one person of a platform, or of everybody: to hand over to the district, or to erase with a receipt."""

import json

from django.core.management.base import BaseCommand, CommandError

from lti.models import Registration
from lti.services.learner_record import Receipt, erase_everybody, erase_person, find_person, lines_of_all, note_disclosure, record_of


class Command(BaseCommand):
    help = (
        "Prints everything Waymark keeps about a person, as JSON; with --erase, deletes it and prints a receipt. Whose pseudonym it is, "
        "the platform knows: ask its administrator for the person's id there (its `sub`)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--issuer", required=True, help="the platform ID, exactly as it is registered")
        parser.add_argument("--client-id", default="", help="only where the platform is registered more than once")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--sub", help="the person's id on the platform")
        whose.add_argument("--everybody", action="store_true", help="of this platform: one record a line; for a platform that leaves")
        parser.add_argument("--erase", action="store_true", help="delete it. With --everybody the platform is switched off first")
        parser.add_argument("--confirm", default="", help="with --everybody --erase: the platform's name, as a safeguard")

    def handle(self, *args, **options):
        registration = self._registration(options["issuer"], options["client_id"])
        if options["everybody"]:
            self._everybody(registration, erase=options["erase"], confirm=options["confirm"])
            return
        person = find_person(registration, options["sub"])
        if person is None:
            self.stdout.write(f"Nothing is kept about this person of {registration.full_name}.")
        elif options["erase"]:
            self._print(erase_person(person))
        else:
            note_disclosure(registration)
            self.stdout.write(json.dumps(record_of(person), ensure_ascii=False, indent=2))

    def _everybody(self, registration: Registration, *, erase: bool, confirm: str) -> None:
        if not erase:
            note_disclosure(registration)
            for line in lines_of_all(registration):
                self.stdout.write(line)
        elif confirm != registration.name:
            raise CommandError(f"Nothing was erased. To erase everybody of this platform, add --confirm {registration.name!r}")
        else:
            self._print(erase_everybody(registration))

    def _registration(self, issuer: str, client_id: str) -> Registration:
        found = Registration.objects.filter(issuer=issuer)
        found = list(found.filter(client_id=client_id) if client_id else found)
        if not found:
            raise CommandError("--issuer: no platform is registered with it" + (" and this --client-id" if client_id else ""))
        if len(found) > 1:
            raise CommandError("--client-id: needed, because this issuer is registered more than once")
        return found[0]

    def _print(self, receipt: Receipt) -> None:
        whose = f"person {receipt.sub}" if receipt.sub else "everybody"
        self.stdout.write(f"Receipt {receipt.number}: erased at {receipt.erased_at.isoformat()}, {receipt.platform}, {whose}")
        for name, count in receipt.named_counts:
            self.stdout.write(f"  {name}: {count}")
        self.stdout.write("What the platform keeps itself, such as its gradebook, is deleted there.")
