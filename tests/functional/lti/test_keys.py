"""The tool's own keys: made on the first run, encrypted at rest, several published during a rotation."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import jwt
import time_machine
from jwcrypto.jwk import JWK

from lti.models import ToolKey


def published() -> list[dict]:
    return Client().get("/lti/jwks/", secure=True).json()["keys"]


def test_a_key_is_there_after_the_first_migration(db):
    assert ToolKey.objects.count() == 1


def test_the_public_part_verifies_what_the_private_part_signs(db):
    [shown] = published()
    assert shown["kty"] == "RSA"
    assert (shown["alg"], shown["use"]) == ("RS256", "sig")
    assert not set(shown) & {"d", "p", "q", "dp", "dq", "qi"}
    token = jwt.encode({"a": 1}, ToolKey.objects.get().private_pem(), algorithm="RS256")
    assert jwt.decode(token, JWK.from_json(json.dumps(shown)).export_to_pem(), algorithms=["RS256"]) == {"a": 1}
    assert JWK.from_json(json.dumps(shown)).get_op_key("verify").key_size == 2048


def test_the_private_part_is_unreadable_in_the_database(db, settings):
    key = ToolKey.objects.get()
    assert b"PRIVATE" not in bytes(key.private_pem_encrypted)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret that is long enough for all checks"
    assert b"PRIVATE" in key.private_pem()


def test_readiness_names_the_keys_when_the_secret_is_lost(db, settings):
    assert Client().get("/readyz", secure=True).status_code == 200
    settings.SECRET_KEY = "another secret that is long enough for all checks"
    response = Client().get("/readyz", secure=True)
    assert response.status_code == 503
    assert "SECRET_KEY" in response.json()["keys"]


def test_rotation_publishes_the_new_before_it_drops_the_old(db):
    old = ToolKey.objects.get()
    call_command("rotate_keys", stdout=StringIO())
    assert len(published()) == 1, "the first key is new enough"
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        call_command("rotate_keys", "--dry-run", stdout=StringIO())
        assert len(published()) == 1
        call_command("rotate_keys", stdout=StringIO())
        call_command("rotate_keys", stdout=StringIO())
        kids = [key["kid"] for key in published()]
        assert len(kids) == 2
        assert kids[1] == old.kid
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        call_command("rotate_keys", stdout=StringIO())
        assert old.kid in [key["kid"] for key in published()], "a message signed with it may still be on its way"
    with time_machine.travel(timezone.now() + timedelta(days=7, hours=1), tick=False):
        assert old.kid not in [key["kid"] for key in published()]
        assert published()
