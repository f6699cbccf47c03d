"""Which account a person of the single sign-on is here. The only writer of `SingleSignOnIdentity`.

Found by issuer and subject alone. An account that exists is never taken over because a name or an e-mail address is the same: its owner links
it, while signed in to it.
"""

import uuid

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from wagtail.log_actions import log

from cms.models import SingleSignOnIdentity, User
from cms.signin.oidc.errors import SingleSignOnError


def person_for(subject: str) -> User:
    """The account of this person; at their first sign-in a new one, without name, address, password or rights.

    Raises SingleSignOnError account_off.
    """
    person = _find(subject)
    if person is None:
        try:
            person = _make(subject)
        except IntegrityError:  # the same person at the same moment in another tab
            person = _find(subject)
    if person is None or not person.is_active or person.came_by_joining:
        raise SingleSignOnError("account_off")
    return person


def identity_of(user: User) -> SingleSignOnIdentity | None:
    """Whether this account is linked to the provider of today."""
    return user.single_sign_on_identities.filter(issuer=settings.OIDC.issuer).first()


def link_account(*, user: User, subject: str) -> None:
    """From now on the single sign-on opens this account too. Logged. Raises SingleSignOnError: linked_to_another, account_linked_already."""
    owner = _find(subject)
    if owner == user:
        return
    if owner is not None:
        raise SingleSignOnError("linked_to_another")
    try:
        with transaction.atomic():
            SingleSignOnIdentity.objects.create(user=user, issuer=settings.OIDC.issuer, subject=subject)
            log(instance=user, action="cms.single_sign_on.link", user=user)
    except IntegrityError as error:
        raise SingleSignOnError("account_linked_already") from error


@transaction.atomic
def unlink_account(*, user: User) -> bool:
    """The single sign-on no longer opens this account. Logged. Never for an account that nothing else opens; returns whether it was done."""
    if not user.has_usable_password():
        return False
    identity = identity_of(user)
    if identity:
        identity.delete()
        log(instance=user, action="cms.single_sign_on.unlink", user=user)
    return identity is not None


def _find(subject: str) -> User | None:
    found = SingleSignOnIdentity.objects.select_related("user").filter(issuer=settings.OIDC.issuer, subject=subject).first()
    return found and found.user


@transaction.atomic
def _make(subject: str) -> User:
    person = get_user_model()(username=f"person-{uuid.uuid4().hex}")
    person.set_unusable_password()
    person.save()
    SingleSignOnIdentity.objects.create(user=person, issuer=settings.OIDC.issuer, subject=subject)
    return person
