"""The file somebody takes along: the same facts twice, for people and for programs."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string

from pd_tracks.own.hours import YearOfHours

NAME = "my-waymark-learning"


def zip_of(data: dict, years: tuple[YearOfHours, ...]) -> bytes:
    """A zip with a page that any browser reads and the same as JSON. `data`: from `pd_tracks.own.data`. Small: one person's own words."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}/{NAME}.html", render_to_string("pd_tracks/own_file.html", {"data": data, "years": years}))
        archive.writestr(f"{NAME}/{NAME}.json", json.dumps(data, ensure_ascii=False, indent=2))
    return buffer.getvalue()
