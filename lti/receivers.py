"""Joins `lti` to what happens elsewhere: after a migration, and when readiness is asked."""

from cms.people import forget_if_only_ours
from cms.progress import Progress
from lti.models import Registration, ToolKey
from lti.services.completion import record
from lti.services.keys import published_keys
from lti.services.learner_record import accounts_made_from


def make_first_key(sender, **kwargs):
    """The tool has a key from its first run on."""
    published_keys()


def keep_completion(sender, progress: Progress, **kwargs):
    """Somebody finished something: kept, and queued for the gradebook where a teacher asked for that, in the sender's transaction."""
    record(progress)


def keys_are_readable(sender, **kwargs) -> tuple[str, str]:
    """For /readyz: a key is published, and its private part opens with today's secrets."""
    key = ToolKey.objects.in_use().first()
    if key is None:
        return "keys", "none"
    try:
        key.private_pem()
    except ValueError:
        return "keys", "cannot be opened: SECRET_KEY or LTI_KEY_SECRET changed"
    return "keys", ""


def forget_accounts_of(sender, instance: Registration, **kwargs):
    """A platform is about to be deleted with its pseudonyms: the accounts that stood for them alone would be nobody's."""
    for account in accounts_made_from(instance):
        forget_if_only_ours(account)
