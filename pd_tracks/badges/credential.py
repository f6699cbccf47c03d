"""What a badge says: the credential of Open Badges 3.0, before it is signed.

It says who learned what, for how long. It has no place for evidence, for an e-mail address or for a judgement of somebody's work, and the
name of the person is in it only when the caller gives it: a signed badge cannot be called back from whoever holds a copy.
"""

from decimal import ROUND_HALF_UP, Decimal

from pd_tracks.badges.award import Alignment, Award, Issuer
from pd_tracks.badges.status import status_entry
from pd_tracks.badges.wire import BADGES_CONTEXT, CREDENTIALS_CONTEXT, write_time

SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}


def credential(award: Award, issuer: Issuer) -> dict:
    """The OpenBadgeCredential (section of that name) as JSON, to be signed by `signing.sign`. Valid by the schema of the standard."""
    return _present(
        {
            "@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
            "id": award.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": award.achievement_name,
            "description": award.description,
            "issuer": profile(issuer),
            "validFrom": write_time(award.valid_from),
            "validUntil": award.valid_until and write_time(award.valid_until),
            "credentialSubject": _subject(award),
            "credentialSchema": [SCHEMA],
            "credentialStatus": award.status and status_entry(award.status),
        }
    )


def profile(issuer: Issuer) -> dict:
    """The issuer inside a credential ("Profile"). Its name is what wallets show."""
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def profile_document(issuer: Issuer) -> dict:
    """What is answered at the issuer's own address: the same, readable by itself."""
    return {"@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT], **profile(issuer)}


def hours(minutes: int) -> Decimal:
    """Minutes as hours, to the hundredth, without zeros at the end."""
    exact = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()


def _subject(award: Award) -> dict:
    # One object with hashed=False: the name is there to be read, and only when it was asked for ("IdentityObject").
    name = {"type": "IdentityObject", "hashed": False, "identityHash": award.recipient_name, "identityType": "name"}
    earned = {"type": ["Result"], "resultDescription": _hours_id(award), "value": f"{hours(award.minutes):f}", "status": "Completed"}
    return _present(
        {
            "id": award.subject_id,
            "type": ["AchievementSubject"],
            "identifier": [name] if award.recipient_name else None,
            "activityStartDate": award.started_at and write_time(award.started_at),
            "activityEndDate": award.ended_at and write_time(award.ended_at),
            "creditsEarned": _number(award.minutes),
            "achievement": _achievement(award),
            "result": [earned],
        }
    )


def _achievement(award: Award) -> dict:
    image = {"id": award.image_url, "type": "Image", "caption": award.image_caption or None}
    return _present(
        {
            "id": award.achievement_id,
            "type": ["Achievement"],
            "achievementType": str(award.type),
            "name": award.achievement_name,
            "description": award.description,
            "criteria": {"id": award.criteria_url, "narrative": f"{award.criteria_narrative}\n\n{award.hours_sentence}"},
            "creditsAvailable": _number(award.minutes_available or award.minutes),
            # Credits have no unit of their own in the standard, so the hours are said a second time, under their name.
            "resultDescription": [
                {"id": _hours_id(award), "type": ["ResultDescription"], "name": award.hours_name, "resultType": "Result"},
            ],
            "inLanguage": award.language,
            "version": award.version or None,
            "alignment": [_alignment(each) for each in award.alignments] or None,
            "image": _present(image) if award.image_url else None,
        }
    )


def _alignment(alignment: Alignment) -> dict:
    return _present(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework or None,
            "targetCode": alignment.code or None,
            "targetType": alignment.type or None,
        }
    )


def _hours_id(award: Award) -> str:
    return f"{award.achievement_id}#hours"


def _number(minutes: int) -> int | float:
    value = hours(minutes)
    return int(value) if value == value.to_integral() else float(value)


def _present(members: dict) -> dict:
    return {name: value for name, value in members.items() if value is not None}
