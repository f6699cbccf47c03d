"""The district's day. A person who works in another time zone does not move its dates."""

import datetime

from django.utils import timezone


def district_today() -> datetime.date:
    """Today where the schools are, wherever the person is who looks."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def district_day(moment: datetime.datetime) -> datetime.date:
    """The day on which something happened, there."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
