"""What is forgotten, and when."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import time_machine

from lti.models import Launch, Membership, PlatformUser, SpentNonce

LEFT = (Launch, Membership, PlatformUser, SpentNonce)


def counts() -> list[int]:
    return [model.objects.count() for model in LEFT]


def test_a_person_who_stops_coming_is_forgotten(platform):
    client = Client()
    platform.launch(client, sub="stays-away")
    platform.launch(client, sub="comes-back")
    assert counts() == [2, 2, 2, 2]
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        platform.serve()
        platform.launch(client, sub="comes-back")
        call_command("purge_expired", stdout=StringIO())
        assert counts() == [3, 2, 2, 1]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        out = StringIO()
        call_command("purge_expired", "--dry-run", stdout=out)
        assert counts() == [3, 2, 2, 1]
        assert "would delete: 2 launches" in out.getvalue()
        call_command("purge_expired", stdout=StringIO())
        assert counts() == [1, 1, 1, 0]
        assert PlatformUser.objects.get().sub == "comes-back"
        call_command("purge_expired", stdout=StringIO())
        assert counts() == [1, 1, 1, 0]
