"""What an administrator does about each reason: one table for the connect page, the registration page and the guide."""

from django.utils.translation import gettext_lazy as _

ASK_AGAIN = _("Make a new invitation on the Connect page and paste its address into your platform.")

REGISTRATION = {
    "invitation_unknown": (_("We do not know this invitation."), ASK_AGAIN),
    "invitation_used": (_("This invitation was used already."), ASK_AGAIN),
    "invitation_expired": (_("This invitation has expired."), ASK_AGAIN),
    "rate_limited": (_("Too many tries in one minute."), _("Wait a minute, then try again.")),
    "request_bad": (
        _("This is the address of an invitation."),
        _("Do not open it yourself: paste it into your platform as the registration URL (in Moodle: Tool URL)."),
    ),
    "configuration_not_https": (_("Your platform gave an address that does not start with https."), _("Switch https on in your platform.")),
    "configuration_unreachable": (
        _("Your platform did not give us its configuration."),
        _("Check that its address can be reached from the internet and does not lead on to another one, then try again."),
    ),
    "configuration_unreadable": (_("Your platform’s configuration cannot be read."), _("Enter the values by hand.")),
    "issuer_bad": (_("Your platform names no usable issuer."), _("Check the site address in your platform’s settings.")),
    "issuer_elsewhere": (
        _("Your platform names an issuer on another host than its configuration."),
        _("Check the site address in your platform’s settings; it must be the one you use in the browser."),
    ),
    "no_rs256": (_("Your platform does not sign with RS256."), _("Update your platform, or switch RS256 on.")),
    "no_private_key_jwt": (_("Your platform does not offer private_key_jwt."), _("Update your platform.")),
    "no_id_token": (_("Your platform does not offer id_token answers."), _("Update your platform.")),
    "endpoint_missing": (_("Your platform left out one of its addresses."), _("Enter the values by hand.")),
    "endpoint_not_https": (_("One of your platform’s addresses does not start with https."), _("Switch https on in your platform.")),
    "endpoint_elsewhere": (
        _("One of your platform’s addresses is on a host that does not belong to its issuer."),
        _("If that is right, enter the values by hand."),
    ),
    "renews_another": (_("This invitation is for another platform."), ASK_AGAIN),
    "registration_unanswered": (_("Your platform did not answer our registration."), ASK_AGAIN),
    "registration_refused": (_("Your platform refused our registration."), ASK_AGAIN),
    "registration_unreadable": (_("Your platform’s answer to our registration cannot be read."), ASK_AGAIN),
    "client_taken": (
        _("Your platform gave a client ID that is in your list with other addresses."),
        _("To renew that connection, make an invitation that names it."),
    ),
}

_KEYS = _("Check the public keyset address here, and that your platform’s keys were not exchanged by hand.")
_CLIENT = _("Copy the client ID from your platform again: the long one.")
_REPORT = _("Your platform sent something that LTI 1.3 does not allow. Update it, or send its support the reason code.")
_AGAIN = _("Nothing to change: the link was old, or opened twice. It opens again from the course.")

REFUSALS = {
    "login_unknown_platform": _("The issuer or client ID here differs from what your platform sends. Copy both again, exactly."),
    "login_ambiguous_client": _("Your platform sends no client ID and two connections have its issuer. Switch one off or remove it."),
    "login_field_missing": _("Check the login initiation address in your platform."),
    "login_target_foreign": _("Check the target link address in your platform: it must be the launch address shown on this page."),
    "registration_disabled": _("This connection is not switched on. Look at its values, then activate it."),
    "deployment_unknown": _("Approve the deployment under LMS connection, Deployments."),
    "deployment_mismatch": _("Your platform names two different deployments. Remove the tool from the course and add it again."),
    "platform_error": _("Your platform refused to say who it is. Check the redirect address there: it must be ours to the letter."),
    "jwks_unreachable": _("Your platform’s public keyset did not answer. Check its address here."),
    "kid_missing": _KEYS,
    "kid_unknown": _KEYS,
    "key_mismatch": _KEYS,
    "signature_bad": _KEYS,
    "key_weak": _("Your platform’s key is shorter than 2,048 bits. Make a new one there."),
    "iss_mismatch": _("Copy the issuer from your platform again: a closing slash counts."),
    "state_issuer_mismatch": _("Two connections are mixed up. Compare the issuer and client ID of both."),
    "aud_mismatch": _CLIENT,
    "aud_untrusted": _CLIENT,
    "time_expired": _("Compare the clocks: your platform’s, or this server’s, is off by more than a minute."),
    "time_issued": _("Compare the clocks: your platform’s, or this server’s, is off by more than a minute."),
    "time_not_before": _("Compare the clocks: your platform’s, or this server’s, is off by more than a minute."),
    "target_foreign": _("Check the target link address in your platform: it must be the launch address shown on this page."),
    "target_mismatch": _("Check the target link address in your platform: it must be the launch address shown on this page."),
    "target_unknown": _("The link names a lesson that is not here. Add it to the course again."),
    "sub_missing": _("Let your platform send its own user ID (not a name)."),
    "roles_missing": _("Let your platform send roles."),
    "may_not_place": _("Only teachers and administrators of a course may add links."),
    **dict.fromkeys(
        ["state_invalid", "state_browser_mismatch", "nonce_mismatch", "nonce_replayed", "launch_ended", "ticket_invalid", "method"], _AGAIN
    ),
}


def mend_of(code: str) -> str:
    """What to do about a refusal with this code ("code" or "code:claim")."""
    return str(REFUSALS.get(code.partition(":")[0], _REPORT))
