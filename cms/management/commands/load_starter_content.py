"""`manage.py load_starter_content`: fills an installation with the starter content. Safe to run again."""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Load or update the starter content. Changes nothing that a person edited; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, help="Take the content from this folder instead of the project's own.")

    def handle(self, *args, folder: Path | None = None, **options):
        # Each app names its own loader in its AppConfig; the floor knows none of them.
        for name in [config.starter_loader for config in apps.get_app_configs() if hasattr(config, "starter_loader")]:
            self.stdout.write(f"Loading {name.split('.')[0]} …")
            self._load(import_string(name), folder)
        self.stdout.write(self.style.SUCCESS("Starter content is in place."))

    def _load(self, loader, folder: Path | None) -> None:
        try:
            loader(report=self.stdout.write, **({"folder": folder} if folder else {}))
        except Exception as error:
            # Apps raise their own classes; those with a code are problems of the content, with a message meant to be read.
            if not hasattr(error, "code"):
                raise
            raise CommandError(str(error)) from error
