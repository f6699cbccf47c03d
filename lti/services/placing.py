"""Placing lessons and units in a course (Deep Linking 2.0): from the platform's request to the one answer it gets."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.picker import Choice
from cms.public_url import public_url
from lti.errors import LtiError
from lti.models import Context, Launch, Placing
from lti.protocol.placing import ContentItem, DeepLinkingSettings, response_claims
from lti.protocol.scores import FULL
from lti.protocol.seal import new_secret
from lti.services.keys import signed
from lti.services.line_items import TAG

FRAME_PIXELS = (900, 700)
WAIT_SECONDS = 3_600
"""How long a frame waits for what is chosen in a tab."""
# In every link itself: some platforms pass on only what stands there (Schoology), and leave what they do not know as it is.
VARIABLES = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history", "actual_user": "$ActualUser.id"}


class AlreadyAnswered(Exception):
    """The platform has had its answer: each request is answered once."""


@dataclass(frozen=True)
class Wishes:
    """What a teacher wants of all links of one answer."""

    stays_on_version: bool = False
    returns_completion: bool = False


@dataclass(frozen=True)
class Answer:
    """Where the browser posts, and the signed text it posts there in the field `JWT`."""

    return_url: str
    return_origin: str
    token: str
    count: int


def begin_placing(launch: Launch, asked: DeepLinkingSettings, *, waiting: str = "") -> Placing:
    """Keeps what the platform asked, on our side, under the launch. Raises LtiError where the answer could not be sent safely.

    `waiting`: hash of the secret of a frame that will take the answer; "" where this browser window posts it itself.
    """
    if not asked.return_origin.startswith("https://") and not settings.LTI_ALLOW_LOOPBACK_HTTP:
        raise LtiError("deep_linking_invalid", "deep_link_return_url")
    return Placing.objects.create(launch=launch, settings=asdict(asked), waiting_hash=waiting or None)


def asked_of(placing: Placing) -> DeepLinkingSettings:
    """What the platform asked. Raises AlreadyAnswered once that is forgotten."""
    if placing.answered_at:
        raise AlreadyAnswered
    return DeepLinkingSettings.from_json(placing.settings)


def may_return_completion(asked: DeepLinkingSettings) -> bool:
    """Whether to offer a column in the gradebook: a platform that says nothing about them is asked, one that says no is not."""
    return asked.accept_line_item is not False


@transaction.atomic
def answer_placing(placing: Placing, choices: tuple[Choice, ...], wishes: Wishes, *, message: str = "", error: str = "") -> Answer:
    """The one answer to a platform: these links in this order, or none of them (section 4.5). Raises AlreadyAnswered.

    `message` is shown by the platform to the teacher, where it shows any; `error` says why nothing could be chosen.
    """
    asked = asked_of(placing)
    items = _items(choices, wishes, asked)
    _close(placing, choices[: len(items)], settings={})
    return _signed_answer(placing.launch, asked, items, message=message, error=error)


@transaction.atomic
def leave_answer(placing: Placing, choices: tuple[Choice, ...], wishes: Wishes, *, error: str = "") -> int:
    """The choice of a tab, kept for the frame that waits for it; returns how many links. Raises AlreadyAnswered."""
    items = _items(choices, wishes, asked_of(placing))
    _close(placing, choices[: len(items)], answer={"items": items, "error": error})
    return len(items)


@transaction.atomic
def take_answer(placing: Placing) -> Answer:
    """What a tab left, signed now, because platforms take a message for minutes only. Once: then it is forgotten. Raises AlreadyAnswered."""
    left = Placing.objects.filter(pk=placing.pk, answered_at__isnull=False, taken_at=None)
    if not left.update(taken_at=timezone.now(), settings={}, answer={}):
        raise AlreadyAnswered
    asked = DeepLinkingSettings.from_json(placing.settings)
    return _signed_answer(placing.launch, asked, placing.answer["items"], error=placing.answer["error"])


def _close(placing: Placing, chosen: tuple[Choice, ...], **values: object) -> None:
    if not Placing.objects.filter(pk=placing.pk, answered_at=None).update(answered_at=timezone.now(), **values):
        raise AlreadyAnswered
    if chosen and placing.launch.context_id:
        Context.objects.filter(pk=placing.launch.context_id).update(last_placed_key=chosen[-1].launch_key)


def _signed_answer(launch: Launch, asked: DeepLinkingSettings, items: list[dict], *, message: str = "", error: str = "") -> Answer:
    claims = response_claims(
        client_id=launch.registration.client_id,
        issuer=launch.registration.issuer,
        deployment_id=launch.deployment.id_on_platform,
        nonce=new_secret(),
        settings=asked,
        items=items,
        message=message,
        error=error,
    )
    return Answer(asked.return_url, asked.return_origin, signed(claims, launch.registration), len(items))


def _items(choices: tuple[Choice, ...], wishes: Wishes, asked: DeepLinkingSettings) -> list[dict]:
    chosen = choices if asked.accept_multiple else choices[:1]
    return [_item(choice, wishes, asked).as_claim() for choice in chosen]


def _item(choice: Choice, wishes: Wishes, asked: DeepLinkingSettings) -> ContentItem:
    own = {"launch_key": str(choice.launch_key)}
    if wishes.stays_on_version and choice.version:
        own["version"] = str(choice.version)
    has_column = wishes.returns_completion and choice.can_be_finished and may_return_completion(asked)
    if has_column:
        own["completion"] = "1"
    url = f"{public_url('/lti/launch/')}?{urlencode(own)}"
    review = {"reviewableStatus": ["Completed"], "label": _("When it was finished"), "url": url}
    line_item = {
        "scoreMaximum": FULL,
        "label": choice.title,
        "resourceId": str(choice.launch_key),
        "tag": TAG,
        "submissionReview": review,
    }
    return ContentItem(
        url=url,
        title=choice.title,
        text=choice.text,
        custom=own | VARIABLES,
        icon_url=public_url(f"{settings.STATIC_URL}cms/icon-64.png"),
        frame=FRAME_PIXELS if "iframe" in asked.accept_targets else None,
        line_item=line_item if has_column else None,
    )
