"""Cartridges (LTI Core 1.3, appendix C): valid against the published schemas, with live lessons only, and nothing about anybody."""

import io
import re
import zipfile
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest
from lxml import etree

from cms.models import User
from curriculum.models import LessonPage, UnitPage
from lti.protocol.cartridge import Cartridge, Folder, Form, Link, write_cartridge
from tests.fake_platform import INSTRUCTOR, LAUNCH_URL, LEARNER
from tests.functional.lti_conformance.support import assert_launched

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "common-cartridge"
CP = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
BLTI = "{http://www.imsglobal.org/xsd/imsbasiclti_v1p0}"
STATEMENTS = 5
ADMIN = "/admin/cartridges/"


class ByName(etree.Resolver):
    """Answers the addresses in schemas with the local file of that name."""

    def resolve(self, url, _id, context):
        return self.resolve_filename(str(SCHEMAS / url.rpartition("/")[2]), context)


def schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(ByName())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


@pytest.fixture(scope="module")
def manifest_schema():
    return schema("ccv1p3_imscp_v1p2_v1p0.xsd")


@pytest.fixture(scope="module")
def link_schema():
    return schema("imslticc_v1p0p1.xsd")


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def as_older(link: bytes) -> etree._Element:
    """The link in the namespace of the schema that there is; the two differ in nothing else."""
    return etree.fromstring(link.replace(b"imslticc_v1p3", b"imslticc_v1p0"))


@pytest.fixture
def teacher(platform):
    client = Client()
    found = assert_launched(platform.launch(client, roles=[INSTRUCTOR]))
    return client, f"/s/{found['token']}/course/cartridge/"


@pytest.fixture
def unit(lesson_key) -> UnitPage:
    return UnitPage.objects.get(pk=LessonPage.objects.get(translation_key=lesson_key, locale__language_code="en").get_parent().pk)


def lesson(title: str, **changes: str) -> Link:
    key = str(uuid4())
    url = f"https://waymark.example.org/lti/launch/?launch_key={key}"
    return Link(
        **{"id": key, "title": title, "url": url, "text": "", "custom": {"launch_key": key}, "icon_url": "https://a.example/i.png"}
        | changes
    )


def test_the_whole_progression_is_valid_and_complete(teacher, manifest_schema, link_schema):
    client, address = teacher
    response = client.get(address, secure=True)
    assert re.fullmatch(r'attachment; filename="waymark-[a-z0-9-]+-1\.3\.imscc"', response["Content-Disposition"])
    files = files_of(response.content)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    manifest_schema.assertValid(manifest)
    assert manifest.findtext(f"{CP}metadata/{CP}schema") == "IMS Thin Common Cartridge"
    hrefs = [file.get("href") for file in manifest.iter(f"{CP}file")]
    assert sorted(hrefs) == sorted(files.keys() - {"imsmanifest.xml"})
    keys = set()
    for href in hrefs:
        link = as_older(files[href])
        link_schema.assertValid(link)
        url = link.findtext(f"{BLTI}launch_url")
        assert url == link.findtext(f"{BLTI}secure_launch_url")
        keys.add(url.removeprefix(f"{LAUNCH_URL}?launch_key="))
    live = LessonPage.objects.live().filter(locale__language_code="en").values_list("translation_key", flat=True)
    assert keys == {str(key) for key in live}


def test_a_unit_holds_its_lessons_in_teaching_order(teacher, unit, manifest_schema):
    client, address = teacher
    files = files_of(client.get(f"{address}{unit.translation_key}/", secure=True).content)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    manifest_schema.assertValid(manifest)
    titles = [title.text for title in manifest.iter(f"{CP}title")]
    assert titles == [unit.title, *(page.title for page in unit.get_children().live().order_by("path"))]


def test_a_link_of_the_cartridge_opens_its_lesson(platform, teacher, unit, lesson_key):
    client, address = teacher
    files = files_of(client.get(f"{address}{unit.translation_key}/", secure=True).content)
    url = as_older(files[f"links/{lesson_key}.xml"]).findtext(f"{BLTI}launch_url")
    # Moodle: the address alone says what it is.
    opened = platform.launch(Client(), target=url, custom={})
    assert_launched(opened)
    assert "trace-the-claim" in opened["Location"]


def test_older_platforms_get_what_they_read(teacher, unit, link_schema):
    client, address = teacher
    files = files_of(client.get(f"{address}{unit.translation_key}/?form=1.1", secure=True).content)
    manifest = files["imsmanifest.xml"].decode()
    for text in (
        "imsccv1p1/imscp_v1p1",
        "<schemaversion>1.1.0</schemaversion>",
        'type="imsbasiclti_xmlv1p0"',
        "<schema>IMS Common Cartridge<",
    ):
        assert text in manifest
    assert "1p3" not in manifest
    for name, link in files.items():
        if name != "imsmanifest.xml":
            link_schema.assertValid(etree.fromstring(link))


def test_the_same_content_makes_the_same_bytes_for_everybody(platform, teacher, unit):
    client, address = teacher
    first = client.get(address, secure=True).content
    other = Client()
    token = assert_launched(platform.launch(other, roles=[INSTRUCTOR], sub="somebody-else"))["token"]
    assert other.get(f"/s/{token}/course/cartridge/", secure=True).content == first
    everything = b"".join(files_of(first).values()).decode()
    for text in (*platform.secrets(), address.split("/")[2], token, platform.client_id, platform.deployment_id, "/s/"):
        assert text not in everything


def test_what_is_withdrawn_or_restricted_is_left_out(teacher, unit, lesson_key):
    client, address = teacher
    LessonPage.objects.get(translation_key=lesson_key, locale__language_code="en").unpublish()
    files = files_of(client.get(f"{address}{unit.translation_key}/", secure=True).content)
    assert f"links/{lesson_key}.xml" not in files
    unit.view_restrictions.create(restriction_type="login")
    assert client.get(f"{address}{unit.translation_key}/", secure=True).status_code == 404


def test_a_withdrawn_unit_is_left_out_with_what_is_in_it(teacher, unit):
    client, address = teacher
    type(unit).objects.filter(pk=unit.pk).update(live=False)
    assert client.get(f"{address}{unit.translation_key}/", secure=True).status_code == 404
    manifest = files_of(client.get(address, secure=True).content)["imsmanifest.xml"].decode()
    assert str(unit.translation_key) not in manifest


def test_only_teachers_are_given_one_in_a_launch(platform, unit):
    client = Client()
    token = assert_launched(platform.launch(client, roles=[LEARNER]))["token"]
    for path in ("", f"{unit.translation_key}/"):
        assert client.get(f"/s/{token}/course/cartridge/{path}", secure=True).status_code == 403


@pytest.mark.parametrize("path", ["5d3a7a0e-0000-4000-8000-2f6c1f0a9b11/", "not-a-key/"])
def test_what_is_not_there_is_not_found(teacher, path):
    client, address = teacher
    assert client.get(address + path, secure=True).status_code == 404
    assert client.post(address, secure=True).status_code == 405


def test_the_cost_does_not_depend_on_the_number_of_lessons(teacher, unit):
    client, address = teacher
    for path in (address, f"{address}{unit.translation_key}/"):
        client.get(path, secure=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(path, secure=True)
        assert len(queries) <= STATEMENTS


def test_pages_of_teachers_lead_to_it_and_those_of_students_do_not(platform, unit):
    for role, is_offered in ((INSTRUCTOR, True), (LEARNER, False)):
        client = Client()
        opened = platform.launch(client, roles=[role], custom={"launch_key": str(unit.translation_key)})
        page = client.get(opened["Location"], secure=True).content.decode()
        assert (f"/course/cartridge/{unit.translation_key}/" in page) == is_offered
    assert "cartridge" not in Client().get(unit.get_url(), secure=True).content.decode()


def test_editors_download_it_in_the_admin_and_strangers_do_not(unit):
    assert Client().get(ADMIN, secure=True).status_code == 302
    assert Client().get(f"{ADMIN}{unit.translation_key}/", secure=True).status_code == 302
    client = Client()
    client.force_login(User.objects.create_superuser("lead", "lead@example.org", "a long enough password"))
    page = client.get(ADMIN, secure=True)
    assert page.status_code == 200, page.get("Location")
    assert unit.title in page.content.decode()
    assert "imsmanifest.xml" in files_of(client.get(f"{ADMIN}{unit.translation_key}/", secure=True).content)
    assert "imsmanifest.xml" in files_of(client.get(f"{ADMIN}all/?form=1.1", secure=True).content)


AWKWARD = ['Claims & <evidence> "now"', "سؤال اليوم", "Null\x00 and bell\x07 \ufffe", "x" * 4_000, "🦦"]


def test_awkward_titles_stay_valid(manifest_schema, link_schema):
    links = tuple(lesson(title, text=title) for title in [*AWKWARD, "Twice", "Twice"])
    folders = (Folder("a", AWKWARD[0], folders=(Folder("b", "inner", links=links),)), Folder("c", "empty"))
    files = files_of(write_cartridge(Cartridge("x", AWKWARD[0], AWKWARD[1], "en", folders), Form.THIN))
    manifest = etree.fromstring(files["imsmanifest.xml"])
    manifest_schema.assertValid(manifest)
    assert AWKWARD[0] in [title.text for title in manifest.iter(f"{CP}title")]
    assert len(files) == 1 + len(links)
    for name in files.keys() - {"imsmanifest.xml"}:
        link_schema.assertValid(as_older(files[name]))


def test_an_empty_outline_and_a_large_one_are_valid(manifest_schema):
    for count in (0, 500):
        folders = (Folder("a", "All", links=tuple(lesson(f"Lesson {number}") for number in range(count))),) if count else ()
        files = files_of(write_cartridge(Cartridge("x", "T", "D", "en", folders), Form.THIN))
        manifest_schema.assertValid(etree.fromstring(files["imsmanifest.xml"]))
        assert len(files) == 1 + count


@pytest.mark.parametrize(
    ("find", "put"), [('<item identifier="ROOT_x">', '<item identifier="ROOT_x"><title>Root</title>'), ("<title>One</title>", "")]
)
def test_the_schema_refuses_what_it_must(manifest_schema, find, put):
    """Else the tests above would show nothing."""
    files = files_of(write_cartridge(Cartridge("x", "T", "D", "en", (Folder("a", "One"),)), Form.THIN))
    text = files["imsmanifest.xml"].decode()
    assert find in text
    assert not manifest_schema.validate(etree.fromstring(text.replace(find, put).encode()))
