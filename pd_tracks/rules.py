"""What a module must keep to be published. Drafts may be incomplete, and saving asks none of this."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.minutes import minutes_of


def module_problems(module) -> dict[str, str]:
    """Why this module cannot be published: field name to message. Empty when it can."""
    problems = {}
    if not module.purpose.strip():
        problems["purpose"] = _("Start with the purpose: what can somebody do after this module?")
    if not module.sections:
        problems["sections"] = _("A module needs at least one part.")
    if not module.evidence_of_completion.strip():
        problems["evidence_of_completion"] = _("Say when somebody is done. Their own word counts; nothing is handed in.")
    minutes = minutes_of(module.sections)
    if module.sections and module.pd_minutes not in {None, minutes}:
        text = ngettext(
            "The parts add up to %(sum)s minute, but the module says %(said)s.",
            "The parts add up to %(sum)s minutes, but the module says %(said)s.",
            minutes,
        )
        problems["pd_minutes"] = text % {"sum": minutes, "said": module.pd_minutes}
    return problems
