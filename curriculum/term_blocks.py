"""The lists that words of the progression hold: alignments to frameworks, and texts for single grade bands.

They keep keys and not rows, so that a competency can be shown without asking for frameworks; a key that is not there is
refused when an editor saves.
"""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks


def framework_choices() -> list[tuple[str, str]]:
    """Every framework by its key, named in the site's main language where it has a name there."""
    return list({framework.key: framework.name for framework in _frameworks()}.items())


def domain_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every domain, under the name of its framework."""
    names, domains = dict(framework_choices()), _domains()
    return [(names[key], [(domain, domain) for domain in domains[key]]) for key in names if domains[key]]


def band_choices() -> list[tuple[str, str]]:
    """Every grade band by its key, youngest first."""
    from curriculum.models import GradeBand  # noqa: PLC0415  (the models have these blocks in their fields)

    return list({band.key: band.name for band in _main_language_last(GradeBand.objects.order_by("order"))}.items())


class KeyBlock(blocks.ChoiceBlock):
    """A choice among rows, by their keys. Asks the database for them only in a form, never when a value is read."""

    def normalize_choice(self, value):
        # Wagtail looks a value up among the choices to learn its type; ours are all texts.
        return value

    def get_searchable_content(self, value):
        return []


class AlignmentBlock(blocks.StructBlock):
    framework = KeyBlock(label=_("Framework"), choices=framework_choices)
    domain = KeyBlock(label=_("Domain"), choices=domain_choices, help_text=_("One of that framework's own."))
    code = blocks.CharBlock(label=_("Code"), required=False, max_length=40, help_text=_("Only where you checked that it matches."))

    class Meta:
        icon = "link"
        label = _("Alignment")
        description = _("A place in somebody else's framework that this competency corresponds to.")
        preview_value = {"framework": "", "domain": "", "code": ""}

    def clean(self, value):
        value = super().clean(value)
        domains = _domains().get(value["framework"], [])
        if not self.is_deferred_validation and value["domain"] not in domains:
            text = _("This is no domain of that framework. Its domains: %(domains)s.")
            message = ValidationError(text, params={"domains": ", ".join(domains)}, code="other_framework")
            raise blocks.StructBlockValidationError(block_errors={"domain": message})
        return value


class AlignmentsBlock(blocks.StreamBlock):
    alignment = AlignmentBlock()


class BandTextBlock(blocks.StructBlock):
    band = KeyBlock(label=_("Grade band"), choices=band_choices)
    text = blocks.TextBlock(label=_("Text"), rows=2)

    class Meta:
        icon = "calendar-alt"
        label = _("For one grade band")
        description = _("What is true for this grade band alone.")
        preview_value = {"band": "", "text": "Supervised, in class, with a vetted tool."}


class BandTextsBlock(blocks.StreamBlock):
    band_text = BandTextBlock()

    def clean(self, value):
        value = super().clean(value)
        counts = Counter(item.value["band"] for item in value)
        if not self.is_deferred_validation and max(counts.values(), default=0) > 1:
            raise blocks.StreamBlockValidationError(
                non_block_errors=[ValidationError(_("Write one text for each grade band."), code="band_twice")]
            )
        return value


def _frameworks() -> list:
    from curriculum.models import Framework  # noqa: PLC0415  (the models have these blocks in their fields)

    return _main_language_last(Framework.objects.order_by("name"))


def _domains() -> dict[str, list[str]]:
    """By framework, the domains in every language it is there in."""
    domains: dict[str, dict[str, None]] = {}
    for framework in _frameworks():
        domains.setdefault(framework.key, {}).update(dict.fromkeys(framework.domains))
    return {key: list(names) for key, names in domains.items()}


def _main_language_last(rows) -> list:
    from wagtail.models import Locale  # noqa: PLC0415  (is not ready while models are being made)

    main = Locale.get_default().pk
    return sorted(rows, key=lambda row: row.locale_id == main)
