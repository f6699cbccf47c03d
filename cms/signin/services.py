"""Everything that changes a sign-in or a second factor. Views ask first (`is_confirmed`, `may_manage`); these do.

Codes are checked by django-otp, with the device's row locked: a code counts once, also when it arrives twice at the same moment.
"""

import logging
import secrets
from base64 import b32encode
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wagtail.log_actions import log

from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from cms.models import AuthenticatorApp, DistrictSettings, RecoveryCodes, SignIn
from cms.models.signin import password_mark
from cms.signin.devices import device_words
from cms.signin.seal import fingerprint, seal

logger = logging.getLogger(__name__)
SECRET_BYTES = 20
CODES, CODE_BYTES = 10, 5
TOLERANCE = 1
"""Steps of half a minute that a phone's clock may be off; django-otp follows a clock that drifts further."""


@dataclass(frozen=True)
class CodeAnswer:
    """What became of a code somebody typed."""

    is_right: bool
    wait_seconds: int = 0
    codes_left: int | None = None
    """How many recovery codes are left, where one was used."""


def begin_sign_in(*, user: AbstractBaseUser, user_agent: str) -> SignIn:
    """Notes that this person signed in, and forgets all sign-ins that are over, whoever's they were."""
    SignIn.objects.over().delete()
    return SignIn.objects.create(user=user, device=device_words(user_agent), password_mark=password_mark(user))


def end_sign_ins(*, user: AbstractBaseUser, but: SignIn | None = None, key: UUID | None = None) -> int:
    """Ends one sign-in of this person (by its key) or all of them, but one. Returns how many."""
    ended = SignIn.objects.filter(user=user).exclude(pk=but.pk if but else None)
    if key:
        ended = ended.filter(key=key)
    return ended.delete()[0]


def has_second_factor(user: AbstractBaseUser) -> bool:
    return AuthenticatorApp.objects.filter(user=user, confirmed=True).exists()


def must_have_second_factor(user: AbstractBaseUser) -> bool:
    """What the district settings say, in one query."""
    asked = Q(second_factor_groups__user=user)
    if user.is_superuser:
        asked |= Q(second_factor_for_superusers=True)
    return DistrictSettings.objects.filter(asked).exists()


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def secret_as_text(secret: bytes) -> str:
    """How a person types it where a camera cannot read it."""
    text = b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@transaction.atomic
def set_up_second_factor(*, sign_in: SignIn, secret: bytes, code: str) -> list[str] | None:
    """Makes the app with this secret the person's only one, ends their other sign-ins, and returns new recovery codes.

    None where the code is not the app's. The code is spent with it.
    """
    totp = TOTP(secret)
    if not code.isdecimal() or not totp.verify(int(code), tolerance=TOLERANCE):
        return None
    user = sign_in.user
    AuthenticatorApp.objects.filter(user=user).delete()
    AuthenticatorApp.objects.create(
        user=user, name="app", key=seal(secret), confirmed=True, tolerance=TOLERANCE, last_t=totp.t(), drift=totp.drift
    )
    end_sign_ins(user=user, but=sign_in)
    sign_in.has_second_factor = True
    sign_in.save(update_fields=["has_second_factor"])
    log(instance=user, action="cms.second_factor.set_up", user=user)
    return make_recovery_codes(user=user)


@transaction.atomic
def make_recovery_codes(*, user: AbstractBaseUser) -> list[str]:
    """New codes, shown this once. Earlier ones no longer work."""
    RecoveryCodes.objects.filter(user=user).delete()
    device = RecoveryCodes.objects.create(user=user, name="codes", confirmed=True)
    codes = [b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _number in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=fingerprint(code)) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


@transaction.atomic
def accept_code(*, user: AbstractBaseUser, code: str, is_known_browser: bool = False) -> CodeAnswer:
    """Spends a code of the app or a recovery code. Never raises for a wrong one: the count of wrong codes has to be kept.

    In a browser where the owner has signed in before, nobody waits for wrong codes that were typed elsewhere.
    """
    code = code.replace(" ", "").replace("-", "").lower()
    model = AuthenticatorApp if code.isdecimal() else RecoveryCodes
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return CodeAnswer(is_right=False)
    if is_known_browser:
        device.throttle_reset(commit=False)
    is_allowed, why_not = device.verify_is_allowed()
    if not is_allowed:
        return CodeAnswer(is_right=False, wait_seconds=max(1, int((why_not["locked_until"] - timezone.now()).total_seconds()) + 1))
    try:
        is_right = device.verify_token(code)
    except ValueError:
        logger.error("the second factor of user %s cannot be read: was SECRET_KEY changed without SECRET_KEY_FALLBACKS?", user.pk)
        is_right = False
    left = device.token_set.count() if is_right and model is RecoveryCodes else None
    return CodeAnswer(is_right=is_right, codes_left=left)


@transaction.atomic
def remove_second_factor(*, user: AbstractBaseUser, by: AbstractBaseUser | None) -> bool:
    """Takes app and codes away; a new phone can then be set up. Ends the person's sign-ins unless they did it themselves. Logged.

    `by` is None for the command line. Returns whether there was anything to take away.
    """
    had_one = has_second_factor(user)
    AuthenticatorApp.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    if by != user:
        end_sign_ins(user=user)
    SignIn.objects.filter(user=user).update(has_second_factor=False)
    log(instance=user, action="cms.second_factor.remove", user=by)
    return had_one


def may_manage(manager: AbstractBaseUser, user: AbstractBaseUser) -> bool:
    """Who may end somebody's sign-ins and reset their second factor: who may edit accounts, and only a superuser a superuser's."""
    may_edit = manager.has_perm(f"cms.change_{get_user_model()._meta.model_name}")
    return may_edit and (manager.is_superuser or not user.is_superuser)
