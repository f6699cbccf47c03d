"""Keys of our own in use: one for a single platform, and what a rotation publishes and signs with."""

from datetime import timedelta

from django.utils import timezone

import jwt
import pytest

from lti.models import ToolKey
from lti.services.keys import give_own_key, published_keys, rotate_keys, signed

pytestmark = pytest.mark.django_db


def kid_of(token: str) -> str:
    return jwt.get_unverified_header(token)["kid"]


def test_a_platform_may_have_a_key_of_its_own(platform):
    own = give_own_key(platform.registration)
    assert kid_of(signed({}, platform.registration)) != own.kid, "not before every platform can have read it"
    ToolKey.objects.filter(pk=own.pk).update(created_at=timezone.now() - timedelta(hours=2))
    assert kid_of(signed({}, platform.registration)) == own.kid
    assert kid_of(signed({})) != own.kid
    assert own.kid in {key["kid"] for key in published_keys()}
    assert give_own_key(platform.registration) == own


def test_2_9_a_new_key_is_published_before_its_use_and_the_old_stays_a_day(platform):
    old = kid_of(signed({}))
    ToolKey.objects.update(created_at=timezone.now() - timedelta(days=3))
    rotate_keys()
    kids = {key["kid"] for key in published_keys()}
    assert len(kids) == 2
    assert kid_of(signed({})) == old, "the new one is only shown"
    ToolKey.objects.update(created_at=timezone.now() - timedelta(days=3))
    ToolKey.objects.filter(kid=old).update(created_at=timezone.now() - timedelta(days=6))
    rotate_keys()
    assert kid_of(signed({})) != old
    assert old in {key["kid"] for key in published_keys()}, "a message signed with it may be on its way"
    ToolKey.objects.filter(kid=old).update(retired_at=timezone.now() - timedelta(days=2))
    assert old not in {key["kid"] for key in published_keys()}
