"""Why a policy cannot go live."""

from django.utils.translation import gettext as _

from cms.policies.documents import needs_note


def policy_problems(policy) -> dict[str, str]:
    """Field name to message; empty where it can."""
    problems = {}
    if not policy.clauses:
        problems["clauses"] = _("A policy needs at least one clause.")
    if policy.is_adopted and not policy.adopted_on:
        problems["adopted_on"] = _("Say when it was adopted, or choose another status.")
    if needs_note(policy):
        problems["change_note"] = _("The text changed. Tell everybody in a sentence what you changed.")
    return problems
