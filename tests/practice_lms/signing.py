"""The platform itself: Open edX's LtiAdvantageConsumer, told about our courses.

Open edX calls its platform class a consumer. What it does not offer (own role lists, a locale, deep-linking data,
several published keys) is added in the subclass.
"""

import secrets
import time
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from edx_django_utils.cache import TieredCache
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.lti_1p3.constants import LTI_1P3_CONTEXT_TYPE
from lti_consumer.lti_1p3.consumer import LtiAdvantageConsumer
from lti_consumer.lti_1p3.deep_linking import LtiDeepLinking
from lti_consumer.lti_1p3.key_handlers import PlatformKeyHandler

from practice_lms.courses import PEOPLE, Activity, Course, Person
from practice_lms.state import LAUNCH_SECONDS, STATE, PendingLaunch

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
NOTICES_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
COPIED = "LtiContextCopyNotice"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST = "LtiDeepLinkingRequest"


def absolute(name: str, *args) -> str:
    return settings.ISSUER + reverse(name, args=args)


@lru_cache(maxsize=4)
def key_handler(pem: str, kid: str) -> PlatformKeyHandler:
    """Kept, because reading and checking a private key takes far longer than signing with it."""
    return PlatformKeyHandler(pem, kid)


class Placement(LtiDeepLinking):
    """Deep linking that takes resource links only and sends `data`, by which the answer is recognised."""

    data = ""

    def get_lti_deep_linking_launch_claim(self, *args, **kwargs):
        return super().get_lti_deep_linking_launch_claim(title="Add to the course", accept_types=["ltiResourceLink"], extra_data=self.data)


class PracticePlatform(LtiAdvantageConsumer):
    def __init__(self):
        super().__init__(
            iss=settings.ISSUER,
            lti_oidc_url=settings.TOOL_LOGIN_URL,
            lti_launch_url=settings.TOOL_LAUNCH_URL,
            client_id=STATE.client_id,
            deployment_id=STATE.deployment_id,
            rsa_key=None,  # see key_handler
            rsa_key_id=None,
            redirect_uris=[settings.TOOL_LAUNCH_URL],
            tool_keyset_url=settings.TOOL_JWKS_URL,
        )
        self.key_handler = key_handler(STATE.key, STATE.kid)
        self.placed_claims: dict = {}

    def _check_if_scope_is_valid(self, scope: str) -> bool:
        return scope == NOTICES_SCOPE or super()._check_if_scope_is_valid(scope)

    def get_lti_launch_message(self, *args, **kwargs):
        return {**super().get_lti_launch_message(*args, **kwargs), **self.placed_claims}

    def describe(self, launch: PendingLaunch) -> None:
        """Puts everything about this launch into the message that will be signed."""
        person, course = PEOPLE[launch.person_id], STATE.courses[launch.course_id]
        self.launch_url = launch.target_link_uri
        self.set_user_data(person.id, None, person.name, person.email)
        self.placed_claims = {
            f"{CLAIM}roles": list(course.roles[person.id]),
            "given_name": person.given_name,
            "family_name": person.family_name,
            "locale": "en-US",
            f"{CLAIM}platformnotificationservice": {
                "platform_notification_service_url": absolute("notices"),
                "service_versions": ["1.0"],
                "scope": [NOTICES_SCOPE],
                "notice_types_supported": [COPIED],
            },
        }
        self.set_context_claim(course.id, [LTI_1P3_CONTEXT_TYPE.course_section], course.title, course.label)
        self.enable_nrps(absolute("members", course.id))
        if launch.activity_id:
            self._describe_activity(course.find_activity(launch.activity_id), course, person, launch.document_target)
        else:
            self.dl = Placement(settings.TOOL_LAUNCH_URL, absolute("deep_linking_return"))
            self.dl.data = secrets.token_urlsafe(12)
            STATE.placements[self.dl.data] = course.id

    def _describe_activity(self, activity: Activity, course: Course, person: Person, document_target: str) -> None:
        self.set_resource_link_claim(activity.resource_link_id, title=activity.title)
        self.set_launch_presentation_claim(document_target, absolute("course", course.id))
        self.lti_claim_launch_presentation[f"{CLAIM}launch_presentation"]["locale"] = "en-US"
        own = [number for (_, number), item in course_line_items(course.id) if is_for(item, activity)]
        line_item_url = absolute("line_item", course.id, own[0]) if len(own) == 1 else None
        self.enable_ags(absolute("line_items", course.id), line_item_url, allow_programmatic_grade_interaction=True)
        if activity.custom is not None:
            self.set_custom_parameters({**fixed_parameters(person), **replaced(activity.custom, activity, course, person)})

    def public_keys(self) -> dict:
        """The current public key, and retired ones that are still published."""
        keys = self.get_public_keyset()["keys"]
        for kid, pem in STATE.retired_keys:
            keys += key_handler(pem, kid).get_public_jwk()["keys"]
        return {"keys": [{**key, "use": "sig", "alg": "RS256"} for key in keys]}


def fixed_parameters(person: Person) -> dict[str, str]:
    """One variable without a value, one the LMS does not know (left as it was written), one it fills in."""
    return {"context_history": "", "link_history": "$ResourceLink.id.history", "actual_user": person.id}


def replaced(custom: dict[str, str], activity: Activity, course: Course, person: Person) -> dict[str, str]:
    """Custom parameters with the variables that this LMS knows filled in; the others stay as they were written."""
    known = {
        "$Context.id.history": ",".join(course.history),
        "$ResourceLink.id.history": ",".join(activity.history),
        "$ActualUser.id": person.id,
    }
    return {name: known.get(value, value) for name, value in custom.items()}


def course_line_items(course_id: str) -> list[tuple[tuple[str, int], dict]]:
    return [(key, item) for key, item in sorted(STATE.line_items.items()) if key[0] == course_id]


def is_for(item: dict, activity: Activity) -> bool:
    return item.get("resourceLinkId") == activity.resource_link_id


def begin_launch(
    person: Person, course: Course, activity: Activity | None, *, document_target: str = "iframe", bad: str = ""
) -> dict[str, str]:
    """Remembers a launch and returns the parameters of the login initiation. No activity means deep linking."""
    target = settings.TOOL_LAUNCH_URL
    if activity:
        target = activity.url or target
        if activity.query:
            target = f"{target}?{activity.query}"
    hint = STATE.remember_launch(
        PendingLaunch(person.id, course.id, activity.id if activity else "", document_target, target, bad, time.time())
    )
    launch_data = Lti1p3LaunchData(
        user_id=person.id,
        user_role=None,
        config_id=STATE.client_id,
        resource_link_id=activity.resource_link_id if activity else "",
        message_type=RESOURCE_LINK_REQUEST if activity else DEEP_LINKING_REQUEST,
    )
    TieredCache.set_all_tiers(hint, launch_data, django_cache_timeout=LAUNCH_SECONDS)
    return {
        "iss": settings.ISSUER,
        "login_hint": person.id,
        "target_link_uri": target,
        "lti_message_hint": hint,
        "client_id": STATE.client_id,
        "lti_deployment_id": STATE.deployment_id,
    }
