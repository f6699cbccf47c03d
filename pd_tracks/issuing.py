"""Where this installation's badges, keys and lists are, and how a certificate becomes a signed badge (Open Badges 3.0, VC-JWT).

Badges need an https address (`PUBLIC_URL`); without one a certificate is a page alone.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.public_url import public_url
from pd_tracks.badges.award import Award, Issuer
from pd_tracks.badges.credential import credential, hours, profile_document
from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.keys import jwks, key_url
from pd_tracks.badges.picture import BadgeTexts
from pd_tracks.badges.signing import sign
from pd_tracks.badges.status import StatusPlace, is_revoked, status_list
from pd_tracks.badges.verifying import verify
from pd_tracks.models.credentials import BadgeKey, BadgePlace, Credential

LIST_LASTS = timedelta(days=1)


def can_issue_badges() -> bool:
    """Whether this site has an address that badges may name."""
    return settings.PUBLIC_URL.startswith("https://")


def address(name: str, *args) -> str:
    """The public address of one of our routes, in the main language, without any launch in it."""
    with override(settings.LANGUAGE_CODE):
        return public_url(reverse(name, urlconf=settings.ROOT_URLCONF, args=args))


def issuer_of(row: Credential | None, name: str = "") -> Issuer:
    """Who vouches: the district."""
    return Issuer(id=address("badge_issuer"), name=row.issuer_name if row else name, url=public_url("/"))


def signed_badge(row: Credential) -> str:
    """The badge of a certificate that is not saved yet; "" where this site has no https address. Makes the first key where there is none."""
    if not can_issue_badges():
        return ""
    key = BadgeKey.objects.first() or BadgeKey.make()
    issuer = issuer_of(row)
    return sign(credential(_award(row), issuer), key.private_pem(), key_url(issuer.id, key.name))


def published_keys() -> dict:
    """All public keys by their addresses, old ones included."""
    return {(kid := key_url(address("badge_issuer"), key.name)): {**key.public, "kid": kid} for key in BadgeKey.objects.all()}


def key_set() -> dict:
    """The same as a key set (RFC 7517)."""
    return jwks(published_keys().values())


def profile_page(name: str) -> dict:
    """What the issuer's own address answers."""
    return profile_document(issuer_of(None, name))


def signed_list() -> str:
    """The list of badges that were taken back, as of now, for a day. Raises CannotBeOpened."""
    key, now = BadgeKey.objects.first() or BadgeKey.make(), timezone.now().replace(microsecond=0)
    issuer = address("badge_issuer")
    said = status_list(address("badge_status"), issuer, BadgePlace.revoked(), valid_from=now, valid_until=now + LIST_LASTS)
    return sign(said, key.private_pem(), key_url(issuer, key.name))


def fault_of(row: Credential) -> str:
    """What is wrong with the signed badge of a certificate, as a code of `pd_tracks.badges.errors`; "" where it holds."""
    now = timezone.now()
    said = status_list(
        address("badge_status"),
        address("badge_issuer"),
        [row.place.index] if row.place.revoked_at else [],
        valid_from=now,
        valid_until=now + LIST_LASTS,
    )
    try:
        verify(row.signed, keys=published_keys(), now=now, is_revoked=lambda badge: is_revoked(badge, said))
    except BadgeError as error:
        return error.code
    return ""


def picture_of(row: Credential) -> BadgeTexts:
    """The words on its picture, in its language."""
    with override(row.language):
        said = hours_in_words(row.minutes)
        return BadgeTexts(
            title=row.title,
            hours=said,
            label=_("Professional learning"),
            description=_("A badge: %(title)s, %(hours)s") % {"title": row.title, "hours": said},
            language=_language(row),
        )


def hours_in_words(minutes: int) -> str:
    """`2.5 hours`, in the language that is spoken."""
    number = hours(minutes)
    # Two texts and not a plural of a number with a fraction, which gettext does not know.
    return _("1 hour") if number == 1 else _("%(number)s hours") % {"number": number_format(number)}


def _award(row: Credential) -> Award:
    days = sorted(date.fromisoformat(module["done"]) for module in row.modules)
    with override(row.language):
        said = hours_in_words(row.minutes)
        return Award(
            id=address("certificate", row.key),
            subject_id=f"urn:uuid:{row.subject}",
            achievement_id=address("achievement", row.track_key),
            achievement_name=row.title,
            description=row.purpose,
            criteria_narrative=criteria(),
            criteria_url=address("achievement", row.track_key),
            minutes=row.minutes,
            minutes_available=row.minutes_available,
            hours_name=_("Hours of professional learning"),
            hours_sentence=_("Credits are hours of professional learning: %(hours)s.") % {"hours": said},
            valid_from=row.issued_at.replace(microsecond=0),
            language=_language(row),
            version="; ".join(f"{module['title']}: {module['version']}" for module in row.modules),
            started_at=_noon(days[0]),
            ended_at=_noon(days[-1]),
            status=StatusPlace(address("badge_status"), row.place.index),
            recipient_name=row.name,
        )


def criteria() -> str:
    """By what hours are counted, in the language that is spoken."""
    return _(
        "Each module counts with its published minutes once the teacher says that they are done with it. Nothing is graded, and nobody rates it."
    )


def _language(row: Credential) -> str:
    first, dash, rest = row.language.partition("-")
    return f"{first}{dash}{rest.upper() if len(rest) == 2 else rest.title()}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
