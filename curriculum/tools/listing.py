"""What families read about the tools a district has looked at: the public list, as it stands today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from curriculum.models import GradeBand, VettedTool
from curriculum.models.tools import AgreementStatus, OperatedBy, Standing
from curriculum.wording import in_language

NARROWED = {Standing.CURRENT, Standing.OVERDUE}
ICONS = {Standing.CURRENT: "check", Standing.OVERDUE: "again"}


@dataclass(frozen=True)
class BandChoice:
    key: str
    """Empty for all."""
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class ToolCard:
    slug: str
    name: str
    is_fictional: bool
    standing: str
    standing_name: str
    icon: str
    has_conditions: bool
    why_not: str
    """Empty while the approval holds."""
    purposes: tuple[str, ...]
    bands: tuple[tuple[str, str], ...]
    """Key and name."""
    operated_by: str
    level: int
    """0 where students' work never uses it."""
    level_name: str
    age_limit: str
    needs_account: bool
    agreement: str
    agreement_note: str
    conditions: tuple[str, ...]
    collected: tuple[str, ...]
    not_collected: tuple[str, ...]
    reviewed_on: date
    due_on: date
    is_overdue: bool
    reviewer_role: str
    questions: tuple[tuple[str, str, str], ...]
    """Of each of the four: its name, what it asks, what the review found."""

    @property
    def safety(self) -> str:
        return self.questions[0][2]


@dataclass(frozen=True)
class ToolList:
    bands: tuple[BandChoice, ...]
    approved: tuple[ToolCard, ...]
    resting: tuple[ToolCard, ...]
    """Approved once, and their review is overdue."""
    others: tuple[ToolCard, ...]
    has_samples: bool
    is_narrowed: bool


def tool_list(language: str, band_key: str = "") -> ToolList:
    """Every tool that was ever looked at; the approved ones for one grade band where that is asked for. Four queries."""
    bands = in_language(GradeBand.objects.order_by("order"), language)
    band_key = band_key if any(band.key == band_key for band in bands) else ""
    keys: dict[int, set[str]] = defaultdict(set)
    for tool_id, key in VettedTool.bands.through.objects.values_list("vettedtool_id", "gradeband__key"):
        keys[tool_id].add(key)
    cards = [_card(row, [band for band in bands if band.key in keys[row.decision.pk]]) for row in VettedTool.objects.as_decided(language)]
    for_band = [card for card in cards if not band_key or band_key in dict(card.bands)]
    return ToolList(
        bands=(
            BandChoice("", _("All grade bands"), not band_key),
            *(BandChoice(band.key, band.name, band.key == band_key) for band in bands),
        ),
        approved=tuple(card for card in for_band if card.standing == Standing.CURRENT),
        resting=tuple(card for card in for_band if card.standing == Standing.OVERDUE),
        others=tuple(card for card in cards if card.standing not in NARROWED),
        has_samples=any(card.is_fictional for card in cards),
        is_narrowed=bool(band_key),
    )


def _card(row: VettedTool, bands: list[GradeBand]) -> ToolCard:
    decided, standing = row.decision, row.standing()
    return ToolCard(
        slug=decided.slug,
        name=row.name,
        is_fictional=decided.is_fictional,
        standing=standing,
        standing_name=standing.label,
        icon=ICONS.get(standing, "info"),
        has_conditions=decided.status == "approved_with_conditions",
        why_not=row.why_not_now(),
        purposes=tuple(row.purposes),
        bands=tuple((band.key, band.name) for band in bands),
        operated_by=OperatedBy(decided.operated_by).label,
        level=decided.max_ai_use_level.level if decided.max_ai_use_level else 0,
        level_name=decided.max_ai_use_level.name if decided.max_ai_use_level else "",
        age_limit=row.age_limit,
        needs_account=decided.is_account_required,
        agreement=AgreementStatus(decided.agreement_status).label,
        agreement_note=row.agreement_note,
        conditions=tuple(row.conditions),
        collected=tuple(row.data_collected),
        not_collected=tuple(row.data_not_collected),
        reviewed_on=decided.reviewed_on,
        due_on=decided.review_due_on,
        is_overdue=standing is Standing.OVERDUE,
        reviewer_role=row.reviewer_role,
        questions=(
            (_("Safety"), _("What could harm a learner, and who helps?"), row.safety),
            (_("Accountability"), _("Who answers for it, and how are mistakes fixed?"), row.accountability),
            (_("Fairness"), _("For whom does it work less well?"), row.fairness),
            (_("Efficacy"), _("What shows that it helps?"), row.efficacy),
        ),
    )
