"""Where this installation's badges, keys and lists are, and how a certificate becomes a signed badge (Open Badges 3.0, VC-JWT).

Badges need an https address (`PUBLIC_URL`); without one a certificate is a page alone.
"""

import hashlib
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
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
from pd_tracks.badges.status import StatusPlace, status_list
from pd_tracks.badges.verifying import verify
from pd_tracks.models.credentials import BadgeKey, BadgePlace, Credential

LIST_LASTS = timedelta(days=1)
LIST_KEPT_SECONDS = 5 * 60


def can_issue_badges() -> bool:
    """Whether this site has an address that badges may name."""
    return settings.PUBLIC_URL.startswith("https://")


def address(name: str, *args) -> str:
    """The public address of one of our routes, in the main language, without any launch in it."""
    with override(settings.LANGUAGE_CODE):
        return public_url(reverse(name, urlconf=settings.ROOT_URLCONF, args=args))


def issuer_of(name: str) -> Issuer:
    """Who vouches: the district."""
    return Issuer(id=address("badge_issuer"), name=name, url=public_url("/"))


def sign_badge(row: Credential) -> None:
    """Gives a certificate that is not saved yet its place in the list and its badge; nothing where this site has no https address. Makes the
    first key where there is none. Raises CannotBeOpened, IntegrityError (the place was taken), BadgeError status_full."""
    if not can_issue_badges():
        return
    key = BadgeKey.objects.first() or BadgeKey.make()
    row.place = BadgePlace.take()
    issuer = issuer_of(row.issuer_name)
    row.issuer_url = issuer.id
    row.signed = sign(credential(_award(row), issuer), key.private_pem(), key_url(issuer.id, key.name))


def published_keys(issuer_url: str) -> dict:
    """All public keys by their addresses below this issuer, old ones included."""
    return {(kid := key_url(issuer_url, key.name)): {**key.public, "kid": kid} for key in BadgeKey.objects.all()}


def key_set() -> dict:
    """The same as a key set (RFC 7517), where this site is now."""
    return jwks(published_keys(address("badge_issuer")).values())


def profile_page(name: str) -> dict:
    """What the issuer's own address answers."""
    return profile_document(issuer_of(name))


def signed_list() -> str | None:
    """The list of badges that were taken back, as of now, for a day; None while there is no badge. Kept for some minutes, because signing takes
    a tenth of a second. Raises CannotBeOpened."""
    key = BadgeKey.objects.first()
    if key is None:
        return None
    revoked = BadgePlace.revoked()
    issuer = address("badge_issuer")
    name = "badge-list:" + hashlib.sha256(f"{issuer} {key.name} {revoked}".encode()).hexdigest()
    known = cache.get(name)
    if known is None:
        now = timezone.now().replace(microsecond=0)
        said = status_list(address("badge_status"), issuer, revoked, valid_from=now, valid_until=now + LIST_LASTS)
        known = sign(said, key.private_pem(), key_url(issuer, key.name))
        cache.set(name, known, LIST_KEPT_SECONDS)
    return known


def fault_of(row: Credential) -> str:
    """What is wrong with the signed badge of a certificate, as a code of `pd_tracks.badges.errors` or "row_differs"; "" where it holds and
    says what the row says."""
    try:
        said = verify(row.signed, keys=published_keys(row.issuer_url), now=timezone.now(), is_revoked=lambda _badge: bool(row.revoked_at))
    except BadgeError as error:
        return error.code
    except ValueError:
        return "key_unknown"
    subject, status = said.credential["credentialSubject"], said.credential.get("credentialStatus", {})
    names = [each.get("identityHash") for each in subject.get("identifier", [])]
    is_same = (
        said.credential["id"].endswith(f"/{row.key}/")
        and said.subject_id == f"urn:uuid:{row.subject}"
        and subject["achievement"].get("name") == row.title
        and subject.get("creditsEarned") == float(hours(row.minutes))
        and names == ([row.name] if row.name else [])
        and subject["achievement"].get("version") == versions_of(row)
        and status.get("statusListIndex") == str(row.place.index if row.place else "")
    )
    return "" if is_same else "row_differs"


def versions_of(row: Credential) -> str:
    """Which version of which module it certifies, in one line."""
    return "; ".join(f"{module['title']}: {module['version']}" for module in row.modules)


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
            version=versions_of(row),
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
