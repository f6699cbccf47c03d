"""Fills a development database with many lessons in the shapes of the starter content: `python -m tests.bench.seed 99`.

Makes every unit of every grade band, with its lessons, so many times more. For looking at size by hand; the benchmarks and the
tests call the same function. Refuses a database without starter content, and production settings.
"""

import os
import sys

USAGE = "usage: python -m tests.bench.seed TIMES    (TIMES: how often each unit is made again, 1 to 1000)"
MOST = 1000


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    import django  # noqa: PLC0415  (after the settings are named)
    from django.conf import settings  # noqa: PLC0415  (after the settings are named)

    if len(arguments) != 1 or not arguments[0].isdecimal() or not 1 <= int(arguments[0]) <= MOST:
        print(USAGE, file=sys.stderr)
        return 2
    if settings.SETTINGS_MODULE == "cms.settings.production":
        print("Made-up lessons do not belong in an installation.", file=sys.stderr)
        return 2
    django.setup()
    from django.db import transaction  # noqa: PLC0415  (needs the settings)

    from curriculum.models import LessonPage  # noqa: PLC0415  (needs the apps to be ready)
    from tests.factories.many import multiply_progression  # noqa: PLC0415  (needs the models)

    if not LessonPage.objects.live().exists():
        print("Load the starter content first: python manage.py load_starter_content", file=sys.stderr)
        return 1
    with transaction.atomic():
        print(f"{multiply_progression(int(arguments[0])):,} lessons")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
