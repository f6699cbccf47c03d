"""The self-test of one connection: each check asks one thing, takes at most a request or two, and names the field and its mend."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from cms.outgoing import Answer, FetchError, send
from lti.errors import LtiError
from lti.models import Deployment, Launch, Registration
from lti.protocol.access import FORM, assertion_claims, read_token, token_request
from lti.protocol.dynamic_registration import SCOPES
from lti.protocol.keyset import check_keys
from lti.protocol.seal import new_secret
from lti.services.dynamic_registration import own_addresses
from lti.services.keys import signed
from lti.services.refusals import recent_refusals

CLOCK_SECONDS = 60
TOGETHER_SECONDS = 20
"""For all checks in one request: a platform that is slow in everything must not keep a worker of ours for minutes."""


@dataclass(frozen=True)
class Result:
    """What one check found. `state` is good, bad or open (nothing to see yet)."""

    state: str
    title: str
    detail: str = ""
    mend: str = ""
    saved: str = ""
    sent: str = ""


def good(title: str, detail: str = "") -> Result:
    return Result("good", title, detail)


def bad(title: str, mend: str, **more: str) -> Result:
    return Result("bad", title, mend=mend, **more)


def _ask(method: str, url: str, *, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
    return send(method, url, headers=headers or {"Accept": "application/json"}, body=body, allow_loopback=settings.LTI_ALLOW_LOOPBACK_HTTP)


def check_activation(registration: Registration) -> Result:
    if registration.is_active:
        return good(_("Switched on"))
    return bad(_("Not activated"), _("Compare the values with your platform, then press “Activate”."))


def check_client_id(registration: Registration) -> Result:
    """What the platform sent lately, against what is saved."""
    for refusal in recent_refusals(registration):
        if refusal.code in {"login_unknown_platform", "aud_mismatch"} and refusal.client_id not in {"", registration.client_id}:
            return bad(
                _("Not right: Client ID"),
                _("Copy the client ID from your platform again. It is the long one, often under “Details”."),
                saved=registration.client_id,
                sent=refusal.client_id,
            )
    return good(_("Client ID"), registration.client_id)


def check_keyset(registration: Registration) -> Result:
    """The platform's keys, fetched now: there, readable, strong enough."""
    title = _("Not right: Public keyset address")
    try:
        answer = _ask("GET", registration.jwks_url)
        said = answer.json() if answer.status == 200 else None
    except FetchError as error:
        return bad(
            title, _("It did not answer as a keyset does (%(why)s). Copy the address again.") % {"why": error}, saved=registration.jwks_url
        )
    if said is None:
        why = _("It answered with status %(status)s. Copy the address again.") % {"status": answer.status}
        return bad(title, why, saved=registration.jwks_url)
    try:
        count, bits = check_keys(said)
    except LtiError as error:
        if error.code == "key_weak":
            return bad(_("Key too weak"), _("Let your platform make an RSA key of 2,048 bits or more."))
        return bad(title, _("There is no RS256 key at this address. Copy the address again."), saved=registration.jwks_url)
    return good(_("Keys found"), _("%(count)s, the weakest of %(bits)s bits") % {"count": count, "bits": bits})


def check_clock(registration: Registration) -> Result:
    """This server's clock against the Date header of the platform."""
    try:
        date = _ask("GET", registration.jwks_url).headers.get("date", "")
        skew = round(parsedate_to_datetime(date).timestamp() - time.time())
    except (FetchError, ValueError, TypeError, OverflowError):
        return Result("open", _("Clock"), _("Your platform did not say what time it is."))
    if abs(skew) <= CLOCK_SECONDS:
        return good(_("Clocks agree"), _("%(seconds)s seconds apart") % {"seconds": abs(skew)})
    return bad(
        _("Clocks differ"),
        _("They are %(seconds)s seconds apart. Set the clock of your platform’s server, or of this one (NTP).") % {"seconds": abs(skew)},
    )


def check_sign_in(registration: Registration) -> Result:
    """Asks the authentication address as a launch would, for nobody. It must be there, and know our redirect address and client id."""
    launch = own_addresses().launch
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "login_hint": "self-test",
        "client_id": registration.client_id,
        "redirect_uri": launch,
        "state": new_secret(),
        "nonce": new_secret(),
    }
    url = registration.auth_login_url
    title = _("Not right: Authentication request address")
    try:
        answer = _ask("GET", f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}", headers={"Accept": "text/html"})
    except FetchError as error:
        return bad(title, _("It did not answer (%(why)s). Copy the address again.") % {"why": error}, saved=url)
    if answer.status in {404, 405, 410}:
        return bad(title, _("It answered with status %(status)s. Copy the address again.") % {"status": answer.status}, saved=url)
    said = answer.body[:20_000].decode("utf-8", "replace").lower()
    if answer.status in {400, 401, 403} and "redirect" in said:
        return bad(
            _("Not right: Redirect address in your platform"), _("Copy our launch address into it, with the closing slash."), saved=launch
        )
    if answer.status in {400, 401, 403} and ("client_id" in said or "client id" in said):
        return bad(_("Not right: Client ID"), _("Copy the client ID from your platform again."), saved=registration.client_id)
    return good(_("Sign-in address answers"), url)


def check_tokens(registration: Registration) -> Result:
    """An access token for each scope, asked for anew."""
    deployment = registration.deployments.filter(status=Deployment.Status.APPROVED).order_by("pk").first()
    url, refused = registration.auth_token_url, []
    until = time.monotonic() + 15
    for scope in SCOPES:
        claims = assertion_claims(
            client_id=registration.client_id,
            audience=registration.token_audience or url,
            deployment_id=deployment.id_on_platform if deployment else "",
        )
        try:
            answer = _ask(
                "POST",
                url,
                headers={"Content-Type": FORM, "Accept": "application/json"},
                body=token_request(signed(claims, registration), (scope,)),
            )
            if answer.status == 200:
                read_token(answer, (scope,))
                continue
            said = answer.json()
        except FetchError as error:
            mend = _("It did not answer as it should (%(why)s). Copy the address again.") % {"why": error}
            return bad(_("Not right: Access token address"), mend, saved=url)
        code = said.get("error") if isinstance(said, dict) else ""
        if code != "invalid_scope":
            return _token_refused(registration, answer.status, code)
        refused.append(scope.rpartition("/")[2])
        if time.monotonic() > until:
            break
    if refused:
        text = _("Lessons open all the same. Not allowed by your platform: %(scopes)s.") % {"scopes": ", ".join(refused)}
        return Result("open", _("Some services are off"), text)
    return good(_("Access tokens"), _("given for all %(count)s services") % {"count": len(SCOPES)})


def _token_refused(registration: Registration, status: int, code: object) -> Result:
    if code in {"invalid_client", "unauthorized_client", "invalid_grant"}:
        return bad(
            _("Not right: Client ID, token audience, or our keyset address in your platform"),
            _("Compare the client ID. Then check that your platform has our keyset address and can reach it."),
            saved=registration.client_id,
        )
    mend = _("It answered with status %(status)s. Copy the address again.") % {"status": status}
    return bad(_("Not right: Access token address"), mend, saved=registration.auth_token_url)


def check_deployment(registration: Registration) -> Result:
    states = list(registration.deployments.values_list("status", flat=True))
    if Deployment.Status.APPROVED in states:
        return good(_("Deployment known"), _("%(count)s may launch") % {"count": states.count(Deployment.Status.APPROVED)})
    if Deployment.Status.PENDING in states:
        return bad(_("Deployment not approved"), _("Approve it under LMS connection, Deployments."))
    return Result("open", _("No deployment yet"), _("Open a lesson once from your platform; then approve the deployment it names."))


def check_last_launch(registration: Registration) -> Result:
    last = Launch.objects.filter(registration=registration).order_by("-created_at").values_list("created_at", flat=True).first()
    if last is None:
        return Result("open", _("No launch yet"), _("Open a lesson from your platform, then run this test again."))
    return good(_("Last launch"), f"{last:%Y-%m-%d %H:%M} UTC")


def check_frames(registration: Registration) -> Result:
    """Who may show lessons inside their pages. Others get an empty frame."""
    return good(_("Lessons may be shown inside"), ", ".join(registration.frame_ancestors))


CHECKS: dict[str, Callable[[Registration], Result]] = {
    "activation": check_activation,
    "client": check_client_id,
    "keys": check_keyset,
    "clock": check_clock,
    "sign-in": check_sign_in,
    "tokens": check_tokens,
    "deployment": check_deployment,
    "launch": check_last_launch,
    "frames": check_frames,
}


def run_all(registration: Registration) -> list[Result]:
    """Every check, for a page without scripts; those not begun in twenty seconds say so."""
    until = time.monotonic() + TOGETHER_SECONDS
    results = []
    for check in CHECKS.values():
        if time.monotonic() < until:
            results.append(check(registration))
        else:
            late = _("Your platform answers slowly. Run this test again, or with scripts switched on, where each check has its own time.")
            results.append(Result("open", _("Not checked: no time was left"), late))
    return results
