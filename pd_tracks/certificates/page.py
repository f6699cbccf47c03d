"""What a certificate's page, paper and badge say: from its row alone, never from its owner's."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

import segno

from pd_tracks.badges.errors import BadgeError
from pd_tracks.certificates.issuing import address, fault_of, hours_in_words
from pd_tracks.models import Credential


@dataclass(frozen=True)
class ModuleLine:
    title: str
    version: int
    minutes: int
    done: date


@dataclass(frozen=True)
class CertificateView:
    """`fault`: why the signed badge does not hold, in plain words; empty where it does or there is none."""

    key: str
    title: str
    purpose: str
    language: str
    name: str
    issuer: str
    hours: str
    minutes: int
    minutes_available: int
    modules: tuple[ModuleLine, ...]
    first_day: date
    last_day: date
    issued_at: datetime
    revoked_at: datetime | None
    has_badge: bool
    fault: str
    url: str
    qr: str
    """The address as a picture (data URI)."""


def certificate_view(row: Credential) -> CertificateView:
    """One certificate; its badge is checked as anybody would check it."""
    modules = tuple(ModuleLine(each["title"], each["version"], each["minutes"], date.fromisoformat(each["done"])) for each in row.modules)
    days = sorted(module.done for module in modules)
    url = address("certificate", row.key)
    fault = fault_of(row) if row.signed else ""
    return CertificateView(
        key=str(row.key),
        title=row.title,
        purpose=row.purpose,
        language=row.language,
        name=row.name,
        issuer=row.issuer_name,
        hours=hours_in_words(row.minutes),
        minutes=row.minutes,
        minutes_available=row.minutes_available,
        modules=modules,
        first_day=days[0],
        last_day=days[-1],
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        has_badge=bool(row.signed),
        fault=_in_words(fault),
        url=url,
        qr=segno.make(url, error="m").svg_data_uri(scale=4, border=2),
    )


def _in_words(fault: str) -> str:
    """For whoever looks; being taken back is said apart."""
    if fault in {"", "revoked"}:
        return ""
    if fault == "row_differs":
        return _("What is shown here is not what was signed. Do not rely on it, and tell who runs this site.")
    return BadgeError(fault).message
