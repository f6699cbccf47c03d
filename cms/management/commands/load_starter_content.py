"""`manage.py load_starter_content`: fills an installation with the starter content. Safe to run again."""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from cms.groups import set_up_groups


class Command(BaseCommand):
    help = "Load or update the starter content. Changes nothing that a person edited; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, help="Take the content from this folder instead of the project's own.")

    def handle(self, *args, folder: Path | None = None, **options):
        # Each app names its own loader in its AppConfig; the floor knows none of them.
        for name in [config.starter_loader for config in apps.get_app_configs() if hasattr(config, "starter_loader")]:
            self.stdout.write(f"Loading {name.split('.')[0]} …")
            self._load(import_string(name), folder)
        if written := set_up_groups():
            self._tell(f"Groups: {', '.join(written)}")
        self.stdout.write(self.style.SUCCESS("Starter content is in place."))

    def _load(self, loader, folder: Path | None) -> None:
        try:
            loader(report=self._tell, **({"folder": folder} if folder else {}))
        except Exception as error:
            # Apps raise their own classes; those with a code are problems of the content, with a message meant to be read.
            if not hasattr(error, "code"):
                raise
            raise CommandError(str(error)) from error

    def _tell(self, line: str) -> None:
        """At once, also into a pipe or a log."""
        self.stdout.write(line)
        self.stdout.flush()
