"""Certificates that somebody claims from their hours, and the badges that come with them."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO

from django.conf import settings as django_settings

import jsonschema
import pytest
from jwcrypto import jwk, jws
from openbadgeslib.ob3 import OB3Verifier
from PIL import Image
from pypdf import PdfReader

from lti.models import PlatformUser
from pd_tracks.badges import baking, status
from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.verifying import verify, verify_status_list
from pd_tracks.badges.wire import from_base64url
from pd_tracks.certificates.paper import certificate_pdf
from pd_tracks.models import BadgeKey, BadgePlace, Credential, HoursEntry, ModulePage
from pd_tracks.services import claim
from tests.functional.pd_tracks.steps import SITE, SUB, claimed, mark, text

pytestmark = pytest.mark.django_db


def test_nothing_is_certified_without_hours(client, joined, track):
    address = f"{joined}/learning/{track.launch_key}/certificate/"
    assert "There is nothing to certify yet" in text(client.get(address, secure=True))
    answer = client.post(address, {"name": ""}, secure=True)
    assert answer.status_code == 422
    assert not Credential.objects.exists()
    assert not BadgePlace.objects.exists()


def test_the_screen_before_says_what_it_will_say(client, done, track, module, https_site):
    page = text(client.get(f"{done}/learning/{track.launch_key}/certificate/", secure=True))
    assert f"{module.title} (version 1), {module.pd_minutes} minutes" in page
    assert "Leave it empty for a certificate without a name." in page
    assert "Open Badges 3.0" in page
    assert "Your certificate …" in text(client.get(f"{done}{track.get_url()}", secure=True))


@pytest.mark.parametrize(("name", "words"), [("N" * 81, "at most 80 characters"), ("a\x00b", "Null characters")])
def test_names_that_cannot_be(client, done, track, name, words):
    answer = client.post(f"{done}/learning/{track.launch_key}/certificate/", {"name": name}, secure=True)
    assert answer.status_code == 422
    assert words in text(answer)


def test_its_page_shows_what_it_certifies_and_nothing_else(client, client_https, done, track, module, https_site):
    row = claimed(client, done, track)
    answer = client_https.get(f"/learning/certificates/{row.key}/")
    page = text(answer)
    for words in (
        track.title,
        module.title,
        "Rosa Ruiz",
        "Alder Unified",
        "This certificate holds.",
        f"{SITE}/learning/certificates/{row.key}/",
    ):
        assert words in page, words
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page
    person = PlatformUser.objects.get(sub=SUB).person
    for private in (person.username, SUB, "learner-"):
        assert private not in answer.content.decode()


def test_without_a_name_it_has_none(client, client_https, done, track, https_site):
    row = claimed(client, done, track, name="")
    assert "certificate__name" not in text(client_https.get(f"/learning/certificates/{row.key}/"))
    assert "identifier" not in payload(row)["credentialSubject"]


def payload(row: Credential) -> dict:
    return json.loads(from_base64url(row.signed.split(".")[1]))


def public(client_https, path: str):
    answer = client_https.get(path.removeprefix(SITE))
    assert answer.status_code == 200, path
    return answer


def test_the_badge_verifies_with_what_this_site_publishes_and_with_two_implementations(client, client_https, done, track, https_site):
    row = claimed(client, done, track)
    said = payload(row)
    schema = json.loads((django_settings.BASE_DIR / "tests/fixtures/open_badges_3/ob_v3p0_achievementcredential_schema.json").read_text())
    claims = {"iss", "jti", "nbf", "sub"}
    bare = {name: value for name, value in said.items() if name not in claims}
    jsonschema.Draft201909Validator(schema).validate(bare)
    assert said["credentialSubject"]["creditsEarned"] == round(row.minutes / 60, 2)
    # What a stranger does: the key at the address that the badge names, and the list.
    kid = json.loads(jws_header(row.signed))["kid"]
    key = public(client_https, kid).json()
    assert key in public(client_https, f"{SITE}/learning/badges/issuer/keys").json()["keys"]
    assert public(client_https, said["issuer"]["id"]).json()["name"] == "Alder Unified"
    now = datetime.now(UTC)
    listed = verify_status_list(list_of(client_https, said), keys={kid: key}, now=now).credential
    verify(row.signed, keys={kid: key}, now=now, is_revoked=lambda badge: status.is_revoked(badge, listed))
    token = jws.JWS()
    token.deserialize(row.signed, jwk.JWK(**key))
    assert json.loads(token.payload) == said
    # And another library for badges, whole, with our list.
    other = OB3Verifier(jwk.JWK(**key).export_to_pem())
    found = other.verify(row.signed, check_status=True, download=lambda url: public(client_https, url).content)
    assert (found.id, found.achievement.name) == (f"{SITE}/learning/certificates/{row.key}/", track.title)


def list_of(client_https, said: dict) -> str:
    return public(client_https, said["credentialStatus"]["statusListCredential"]).content.decode()


def jws_header(signed: str) -> str:
    return from_base64url(signed.split(".")[0]).decode()


def test_a_badge_that_was_changed_fails_with_the_reason(client, client_https, done, track, https_site):
    row = claimed(client, done, track)
    head, body, signature = row.signed.split(".")
    Credential.objects.filter(pk=row.pk).update(signed=f"{head}.{body[:-4]}AAAA.{signature}")
    page = text(client_https.get(f"/learning/certificates/{row.key}/"))
    assert "This certificate holds." not in page
    assert "signature does not fit" in page or "cannot be read" in page or "damaged" in page


@pytest.mark.parametrize("how", ["take-back", "delete"])
def test_what_is_taken_back_or_deleted_is_in_the_list(client, client_https, done, track, https_site, how):
    row = claimed(client, done, track)
    other = claimed(client, done, track, name="")
    said = payload(row)
    client.post(f"{done}/learning/certificates/{row.key}/{how}/", secure=True)
    kid = json.loads(jws_header(row.signed))["kid"]
    keys = {kid: public(client_https, kid).json()}
    listed = verify_status_list(list_of(client_https, said), keys=keys, now=datetime.now(UTC)).credential
    with pytest.raises(BadgeError) as refused:
        verify(row.signed, keys=keys, now=datetime.now(UTC), is_revoked=lambda badge: status.is_revoked(badge, listed))
    assert refused.value.code == "revoked"
    assert not status.is_revoked(payload(other), listed)
    answer = client_https.get(f"/learning/certificates/{row.key}/")
    if how == "delete":
        assert answer.status_code == 404
    else:
        assert "It no longer holds." in text(answer)
        assert "taken back" in text(client.get(f"{done}/learning/mine/", secure=True))
    assert HoursEntry.objects.exists(), "the hours stay"


def test_files_to_download(client, client_https, done, track, https_site):
    row = claimed(client, done, track)
    here = f"/learning/certificates/{row.key}/"
    for kind, content_type in (("png", "image/png"), ("svg", "image/svg+xml")):
        answer = client_https.get(f"{here}badge.{kind}")
        assert answer["Content-Type"] == content_type
        assert baking.unbake(answer.content) == row.signed
    assert Image.open(BytesIO(client_https.get(f"{here}badge.png").content)).size == (600, 600)
    assert client_https.get(f"{here}badge.jwt").content.decode() == row.signed
    for odd in ("badge.exe", "badge.", "badge.png/"):
        assert client_https.get(here + odd).status_code == 404


def test_the_paper_is_tagged_in_its_language_and_fetches_nothing(client, client_https, done, track, https_site):
    pytest.importorskip("weasyprint", exc_type=OSError)
    row = claimed(client, done, track, name='<img src="http://127.0.0.1:9/x"> Rosa & Co')
    answer = client_https.get(f"/learning/certificates/{row.key}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    fonts = " ".join(font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values())
    assert "Bitter" in fonts, "our own, embedded"
    assert "DejaVu" not in fonts
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert track.title in words
    assert "Rosa & Co" in words


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_the_paper_fetches_nothing_even_if_a_text_could_ask(monkeypatch, caplog, address):
    pytest.importorskip("weasyprint", exc_type=OSError)
    monkeypatch.setattr(
        "pd_tracks.certificates.paper.render_to_string", lambda *args: f'<html lang="en"><title>T</title><img src="{address}" alt="x">'
    )
    caplog.set_level("ERROR", "weasyprint")
    assert certificate_pdf({}, "en").startswith(b"%PDF-")
    assert "a certificate fetches nothing" in caplog.text


def test_a_site_without_https_has_certificates_and_no_badges(client, client_https, done, track, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    row = claimed(client, done, track)
    assert (row.signed, row.place) == ("", None)
    assert not BadgeKey.objects.exists()
    page = text(client_https.get(f"/learning/certificates/{row.key}/"))
    assert "This certificate holds." not in page
    assert "This site issued this certificate, and it was not taken back." in page
    assert client_https.get(f"/learning/certificates/{row.key}/badge.png").status_code == 404
    for path in ("issuer/", "issuer/keys", "issuer/keys/x", "revoked"):
        assert client_https.get(f"/learning/badges/{path}").status_code == 404


def test_a_certificate_stays_when_its_owner_deletes_the_track_and_wants_it(client, client_https, done, track, https_site):
    row = claimed(client, done, track)
    address = f"{done}/learning/{track.launch_key}/leave/"
    assert "but keep my certificates" in text(client.get(address, secure=True))
    client.post(address, {"what": "delete_but_certificates"}, secure=True)
    assert not HoursEntry.objects.exists()
    assert "This certificate holds." in text(client_https.get(f"/learning/certificates/{row.key}/"))
    assert str(row.key) in text(client.get(f"{done}/learning/mine/", secure=True)), "and its owner can still take it back"
    client.post(f"{done}/learning/mine/delete/", {"sure": "1"}, secure=True)
    assert not Credential.objects.exists()
    assert PlatformUser.objects.get(sub=SUB).person is None


def test_it_goes_with_the_track_where_nothing_else_is_said(client, done, track, https_site):
    claimed(client, done, track)
    client.post(f"{done}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True)
    assert not Credential.objects.exists()
    assert BadgePlace.revoked(), "copies of its badge are marked as taken back"


def test_nobody_takes_back_or_deletes_somebody_elses(client, done, track, coach, at_the_coachs):
    row = claimed(client, done, track)
    for how in ("take-back", "delete"):
        at_the_coachs.post(f"/learning/certificates/{row.key}/{how}/", secure=True)
    row.refresh_from_db()
    assert row.revoked_at is None


def test_claiming_for_somebody_who_did_not_join(coach, track):
    said = {"title": "T", "purpose": "P", "language": "en", "minutes_available": 1, "name": ""}
    assert claim(person=coach, track_key=track.translation_key, **said) is None


def test_an_achievement_leads_to_its_track(client_https, track, module):
    assert client_https.get(f"/learning/badges/achievements/{track.launch_key}/")["Location"].endswith(track.get_url())
    for key in (module.launch_key, "0b7c1c36-0000-4000-8000-000000000000"):
        assert client_https.get(f"/learning/badges/achievements/{key}/").status_code == 404


def test_addresses_of_certificates_name_no_launch(client, done, track, https_site):
    row = claimed(client, done, track)
    assert "/s/" not in json.dumps(payload(row))
    page = client.get(f"{done}/learning/mine/", secure=True).content.decode()
    assert re.findall(r'href="(https://[^"]+)"', page) == [f"{SITE}/learning/certificates/{row.key}/"]


def test_several_modules_add_up(client, done, track, module):
    other = ModulePage.objects.live().child_of(track).exclude(pk=module.pk).first()
    mark(client, done, other, "done", "1")
    row = claimed(client, done, track)
    assert row.minutes == module.pd_minutes + other.pd_minutes
    assert len(row.modules) == 2
    assert row.minutes_available == sum(ModulePage.objects.live().child_of(track).values_list("pd_minutes", flat=True))


# Rows that were changed, limits, and a site that moved -------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another"},
        {"minutes": 60, "minutes_available": 6_000},
        {"name": "Somebody Else"},
        {"modules": "more"},
        {"signed": "other"},
    ],
)
def test_a_row_that_was_changed_does_not_hold(client, client_https, done, track, https_site, changes):
    other = claimed(client, done, track, name="")
    row = claimed(client, done, track)
    if changes.get("signed"):
        changes = {"signed": other.signed}
    if changes.get("modules"):
        changes = {"modules": [{**row.modules[0], "version": 9}]}
    Credential.objects.filter(pk=row.pk).update(**changes)
    page = text(client_https.get(f"/learning/certificates/{row.key}/"))
    assert "This certificate holds." not in page
    assert "is not what was signed" in page


def test_claiming_the_same_again_is_the_same_certificate(client, done, track, https_site):
    assert claimed(client, done, track).pk == claimed(client, done, track).pk
    assert BadgePlace.objects.count() == 1


def test_nobody_fills_the_list(client, done, track, https_site, monkeypatch):
    monkeypatch.setattr("pd_tracks.services.credentials.MOST", 1)
    claimed(client, done, track)
    answer = client.post(f"{done}/learning/{track.launch_key}/certificate/", {"name": "Another"}, secure=True)
    assert answer.status_code == 422
    assert "No more certificates can be made just now." in text(answer)
    assert 'value="Another"' in text(answer)


def test_a_full_list_and_a_key_that_cannot_be_opened_are_said(client, client_https, done, track, https_site, monkeypatch):
    claimed(client, done, track)
    address = f"{done}/learning/{track.launch_key}/certificate/"
    BadgeKey.objects.update(closed_pem="not ours")
    answer = client.post(address, {"name": "Another"}, secure=True)
    assert (answer.status_code, "The key that signs badges cannot be opened" in text(answer)) == (422, True)
    listed = client_https.get("/learning/badges/revoked")
    assert (listed.status_code, listed["Cache-Control"]) == (503, "no-store")
    monkeypatch.setattr("pd_tracks.models.credentials.free_index", full)
    answer = client.post(address, {"name": "Another"}, secure=True)
    assert "No more certificates can be made just now." in text(answer)


def full(*args):
    raise BadgeError("status_full")


def test_a_site_that_moved_still_vouches_for_what_it_signed(client, client_https, done, track, https_site, settings):
    row = claimed(client, done, track)
    for moved in ("https://elsewhere.example.org", "http://127.0.0.1:8000"):
        settings.PUBLIC_URL = moved
        assert "This certificate holds." in text(client_https.get(f"/learning/certificates/{row.key}/"))


def test_looking_at_the_list_makes_no_key(client_https, https_site):
    assert client_https.get("/learning/badges/revoked").status_code == 404
    assert not BadgeKey.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["certificates/" + "a" * 36 + "/badge.png", "certificates/" + "-" * 36 + "/badge.jwt", "certificates/x/", "badges/issuer/keys/none"],
)
def test_odd_addresses(client_https, https_site, path):
    assert client_https.get(f"/learning/{path}").status_code == 404
