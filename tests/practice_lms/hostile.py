"""Launches that a tool must refuse, and odd ones that it must accept, each under a name.

A launch that was signed properly is taken apart, changed in one way and signed again. The tables say what changes;
changes.py how, and compact.py how a token is put together.
"""

from django.conf import settings

from practice_lms.changes import Change, both, claim, draft, header, inside, post, times, without
from practice_lms.compact import Draft
from practice_lms.courses import INSTITUTION, INSTRUCTOR, LEARNER, MEMBERSHIP

Fields = list[tuple[str, str]]

DAY = 86400
CLIENT = settings.CLIENT_ID

MUST_BE_REFUSED: dict[str, Change] = {
    # the known bad payloads of the certification guide
    "no_kid": lambda target: target.headers.pop("kid"),
    "wrong_kid": header(kid="imstester_66067"),
    "wrong_lti_version": claim(VERSION="11.3"),
    "no_lti_version": without("VERSION"),
    "not_lti_message": lambda target: setattr(target, "claims", {"name": "badltilaunch"}),
    "missing_lti_claims": without("aud", "iss", "sub", "DEPLOYMENT_ID", "ROLES"),
    "timestamps_incorrect": claim(iat=11111, exp=22222),
    "no_message_type": without("MESSAGE_TYPE"),
    "no_roles": without("ROLES"),
    "no_deployment_id": without("DEPLOYMENT_ID"),
    "no_resource_link": without("RESOURCE_LINK"),
    "no_resource_link_id": claim(RESOURCE_LINK={"title": "x"}),
    "no_sub": without("sub"),
    # other claims
    "version_number": claim(VERSION=1.3),
    "wrong_message_type": claim(MESSAGE_TYPE="LtiFoo"),
    "message_type_lower_case": claim(MESSAGE_TYPE="ltiresourcelinkrequest"),
    "roles_not_list": claim(ROLES="Instructor"),
    "roles_not_text": claim(ROLES=[1, None]),
    "wrong_deployment_id": claim(DEPLOYMENT_ID="dep-unknown"),
    "deployment_id_other_case": claim(DEPLOYMENT_ID=settings.DEPLOYMENT_ID.swapcase()),
    "resource_link_not_dict": claim(RESOURCE_LINK="abc"),
    "resource_link_id_number": claim(RESOURCE_LINK={"id": 7}),
    "context_without_id": claim(CONTEXT={"title": "No id"}),
    "sub_int": claim(sub=5),
    "sub_empty": claim(sub=""),
    "sub_too_long": claim(sub="x" * 4000),
    "no_target_link_uri": without("TARGET_LINK_URI"),
    "foreign_target_link_uri": claim(TARGET_LINK_URI="https://evil.example/phish"),
    "other_target_link_uri": claim(TARGET_LINK_URI=f"{settings.TOOL_LAUNCH_URL}?launch_key=other"),
    # times
    "expired": times(iat=-700, exp=-100),
    "iat_far_future": times(iat=DAY, exp=DAY + 3600),
    "iat_old_exp_valid": claim(iat=11111),
    "iat_text": claim(iat="now"),
    "exp_nan": claim(exp=float("nan")),
    "no_exp": without("exp"),
    "no_iat": without("iat"),
    "no_exp_no_iat": without("exp", "iat"),
    "exp_10_years": times(exp=3650 * DAY),
    "exp_before_iat": times(iat=0, exp=-30),
    "nbf_future": times(nbf=600),
    # who it is for and from
    "no_nonce": without("nonce"),
    "wrong_nonce": claim(nonce="n-unknown"),
    "no_iss": without("iss"),
    "wrong_iss": claim(iss="https://evil.example"),
    "iss_with_slash": claim(iss=f"{settings.ISSUER}/"),
    "no_aud": without("aud"),
    "wrong_aud": claim(aud="someone-else", azp="someone-else"),
    "aud_empty_list": claim(aud=[]),
    "aud_list_untrusted": claim(aud=[CLIENT, "other"], azp=CLIENT),
    "aud_list_wrong_azp": claim(aud=[CLIENT, "other"], azp="other"),
    "aud_list_no_azp": both(claim(aud=[CLIENT, "other"]), without("azp")),
    "aud_single_wrong_azp": claim(azp="other"),
    # signature
    "bad_signature": draft(sign_with_foreign_key=True),
    "cut_signature": lambda target: setattr(target, "raw", target.token()[:-22]),
    "changed_after_signing": lambda target: setattr(target, "raw", target.tampered()),
    "alg_none": draft(algorithm="none"),
    "alg_none_capitals": draft(algorithm="NONE"),
    "alg_hs256_pub": draft(algorithm="HS256"),
    "alg_rs512": draft(algorithm="RS512"),
    "no_alg": lambda target: setattr(target, "leave_out_alg", True),
    "kid_path": header(kid="../../etc/passwd"),
    "kid_number": header(kid=7),
    "kid_huge": header(kid="k" * 10_000),
    "header_jku": header(jku="https://evil.example/jwks"),
    "header_jwk": both(draft(sign_with_foreign_key=True), lambda target: target.embed_foreign_key()),
    "header_crit": header(crit=["x-unknown"], **{"x-unknown": True}),
    # shape of the token
    "not_a_jwt": draft(raw="abc"),
    "empty_token": draft(raw=""),
    "encrypted_token": draft(raw="eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d"),
    "bad_base64": draft(raw="%%%.%%%.%%%"),
    "body_not_object": draft(body=b"[1]"),
    "body_not_utf8": draft(body=b'{"sub": "\xff"}'),
    "body_nested": draft(body=b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "duplicate_keys": lambda target: setattr(target, "body", target.with_second_sub()),
    "huge_token": claim(padding="x" * 100_000),
    # the form around it
    "wrong_state": post(state="state-bogus"),
    "no_state": post(state=""),
    "no_id_token": lambda target: setattr(target, "leave_out_token", True),
    "two_id_tokens": lambda target: target.extra.append(("id_token", target.token())),
    "error": both(lambda target: setattr(target, "leave_out_token", True), post(error="login_required")),
    "error_with_script": both(
        lambda target: setattr(target, "leave_out_token", True),
        post(error="access_denied", error_description="<script>alert(1)</script>"),
    ),
    "error_and_token": post(error="access_denied"),
}

MUST_BE_ACCEPTED: dict[str, Change] = {
    "ok_no_roles": claim(ROLES=[]),
    "ok_short_role": claim(ROLES=["Learner"]),
    "ok_short_instructor": claim(ROLES=["Instructor"]),
    "ok_unknown_role": claim(ROLES=["http://evil.example/membership#Instructor"]),
    "ok_institution_role_only": claim(ROLES=[f"{INSTITUTION}Instructor", f"{INSTITUTION}Administrator"]),
    "ok_several_roles": claim(ROLES=[f"{INSTITUTION}Faculty", LEARNER, INSTRUCTOR]),
    "ok_administrator": claim(ROLES=[f"{MEMBERSHIP}Administrator"]),
    "ok_content_developer": claim(ROLES=[f"{MEMBERSHIP}ContentDeveloper"]),
    "ok_teaching_assistant": claim(ROLES=["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"]),
    "ok_mentor": claim(ROLES=[f"{MEMBERSHIP}Mentor"]),
    "ok_test_user": claim(ROLES=[LEARNER, "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"]),
    "ok_actual_user_other": inside("CUSTOM", actual_user="admin-9"),
    "ok_unresolved_variables": inside("CUSTOM", context_history="$Context.id.history", actual_user="$ActualUser.id", version="$X.unknown"),
    "ok_custom_odd_values": inside("CUSTOM", number=3, nothing=None, thing={"a": 1}),
    "ok_no_names": without("name", "given_name", "family_name", "email"),
    "ok_html_in_titles": both(
        inside("CONTEXT", title="<b>Period</b> <script>alert(1)</script>"), inside("RESOURCE_LINK", title="<i>x</i>")
    ),
    "ok_no_context": without("CONTEXT"),
    "ok_aud_list": claim(aud=[CLIENT]),
    "ok_no_azp": without("azp"),
    "ok_unknown_claims": claim(**{"https://elsewhere.example/claim": {"a": [1, 2]}}),
    "ok_long_sub": claim(sub="s" * 255),
    "ok_clock_ahead": times(iat=45, exp=345),
    "ok_clock_behind": times(iat=-345, exp=-45),
    "ok_script_return_url": inside("LAUNCH_PRESENTATION", return_url="javascript:alert(1)"),
    "ok_no_launch_presentation": without("LAUNCH_PRESENTATION"),
}

CHANGES = {**MUST_BE_REFUSED, **MUST_BE_ACCEPTED}


def spoil(name: str, fields: Fields) -> Fields:
    """The fields to post instead. An empty name changes nothing; an unknown one is refused before the launch starts."""
    if not name:
        return fields
    target = Draft.take_apart(dict(fields))
    CHANGES[name](target)
    return target.fields()
