"""Files attached to lessons pass the gate: at their address, in the compiled lesson, and in what a page shows of it."""

from pathlib import Path

from django.test import Client

from wagtail.models import Collection, CollectionViewRestriction

import pytest

from cms.models import User
from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.models import LessonPage
from curriculum.versions import compile_lesson
from tests.factories.curriculum import publish_change, publish_lesson
from tests.factories.files import make_document, make_image
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR

TITLE = "Tracing key for colleagues"
FRAME, TAB = {"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "document"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def key():
    """A teacher's file: what a document is when nobody says otherwise."""
    return make_document("key.pdf")


@pytest.fixture
def sheet():
    return make_document("sheet.pdf", audience="student")


def attach(*handouts, **fields) -> LessonPage:
    """A published lesson of the 6-8 band with these handouts."""
    unit = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim").unit
    return publish_lesson(unit, ai_use_level=unit.band.ai_use_levels.first(), handouts=list(handouts), **{"slug": "with-files", **fields})


def file(document, title=TITLE):
    return ("file", {"title": title, "document": document, "note": ""})


@pytest.fixture
def launched(platform):
    """Opens a lesson by a launch: the prefix of the launch (`/s/<token>`) and its client."""

    def launch(lesson, role=LEARNER, **custom):
        client = Client()
        answer = platform.launch(client, roles=[role], custom={"launch_key": str(lesson.translation_key), **custom})
        return client, answer["Location"]

    return launch


def prefix_of(address: str) -> str:
    return "/".join(address.replace("https://testserver", "").split("/")[:3])


def get(client, address, headers=None, **extra):
    return client.get(address, secure=True, headers=headers or TAB, **extra)


# The address ---------------------------------------------------------------------------------------------------------


def test_a_new_file_is_the_teachers_alone(client):
    assert make_document("a.pdf").audience == make_image().audience == "teacher"


def test_the_public_site_refuses_a_teachers_file_and_gives_everybodys(client, key, sheet):
    answer = get(client, key.url)
    assert answer.status_code == 403
    assert "may have to be opened from a course" in answer.content.decode()
    answer = get(client, sheet.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Disposition"].startswith("inline")


def test_a_familys_file_is_not_public(client):
    assert get(client, make_document("home.pdf", audience="family").url).status_code == 403


def test_people_of_the_administration_open_every_file(client, key):
    client.force_login(User.objects.create_superuser("lead", "lead@example.org", "a long enough password"))
    answer = get(client, key.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_account_without_the_administration_opens_no_teachers_file(client, key):
    client.force_login(User.objects.create_user("visitor", password="a long enough password"))
    assert get(client, key.url).status_code == 403


@pytest.mark.parametrize("name", ["key.PDF", "key.pdf/", "", "other.pdf", "../key.pdf", "key.pdf%00", "%F0%9F%92%A9"])
def test_a_name_that_is_not_the_files_is_not_found(client, key, name):
    for address in (f"/documents/{key.pk}/{name}",):
        assert get(client, address).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "-1", "１", "٣"])
def test_numbers_that_are_guessed_lead_nowhere(client, key, number):
    assert get(client, f"/documents/{number}/{key.filename}").status_code == 404


def test_other_digits_do_not_lead_around_the_gate(client, key):
    arabic = "".join(chr(0x660 + int(digit)) for digit in str(key.pk))
    assert get(client, f"/documents/{arabic}/{key.filename}").status_code == 404


def test_the_storages_own_folders_have_no_address(client, key, sheet):
    image = make_image(audience="student")
    for path in (f"/media/{key.file.name}", f"/media/{sheet.file.name}", f"/media/{image.file.name}", f"/media/images/../{key.file.name}"):
        assert get(client, path).status_code == 404, path


def test_asking_for_the_head_or_a_part_asks_the_gate(client, key, sheet):
    assert client.head(key.url, secure=True).status_code == 403
    assert client.head(sheet.url, secure=True)["Content-Length"] == str(sheet.file_size)
    assert get(client, key.url, headers={"Range": "bytes=0-3"}).status_code == 403
    assert get(client, key.url, headers={"If-None-Match": f'"{key.file_hash}"'}).status_code == 403
    assert get(client, sheet.url, headers={"If-None-Match": f'"{sheet.file_hash}"'}).status_code == 304
    assert client.post(sheet.url, secure=True).status_code == 405


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, sheet):
    sheet.file.storage.delete(sheet.file.name)
    assert get(client, sheet.url).status_code == 404


def test_a_storage_that_has_addresses_of_its_own_is_never_redirected_to(client, sheet, key, settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.factories.files.FarStorage"}}
    answer = get(client, sheet.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-cache"
    assert get(client, key.url).status_code == 403
    (Path(settings.MEDIA_ROOT) / sheet.file.name).unlink()
    assert get(client, sheet.url).status_code == 404


def test_nothing_in_a_file_can_run(client):
    page = make_document("page.html", content=b"<script>alert(1)</script>", audience="student")
    answer = get(client, page.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_closed_file_is_closed_at_once(client, sheet):
    assert get(client, sheet.url).status_code == 200
    sheet.audience = "teacher"
    sheet.save()
    assert get(client, sheet.url, headers={"If-None-Match": f'"{sheet.file_hash}"'}).status_code == 403


def test_an_unknown_audience_is_refused(client, sheet):
    sheet.audience = "mystery"
    assert get(client, sheet.url).status_code == 200
    type(sheet).objects.filter(pk=sheet.pk)  # the database itself refuses one that is not known
    with pytest.raises(Exception, match="audience_is_known"):
        sheet.save()


# Launches ------------------------------------------------------------------------------------------------------------


def test_a_students_launch_refuses_a_teachers_file_everywhere(launched, key):
    lesson = attach(file(key))
    client, address = launched(lesson)
    page = get(client, address).content.decode()
    assert TITLE not in page
    assert key.filename not in page
    for headers in (FRAME, TAB, {"Sec-Fetch-Dest": "embed"}):
        assert get(client, prefix_of(address) + key.url, headers=headers).status_code == 403


def test_a_teacher_has_it_with_the_cookie_or_in_the_frame_and_not_in_a_strange_tab(launched, key):
    lesson = attach(file(key))
    client, address = launched(lesson, INSTRUCTOR)
    link = prefix_of(address) + key.url
    assert f'href="{link}"' in get(client, address).content.decode()
    bound = get(client, link)
    assert bound.status_code == 200
    assert bound["Cache-Control"] == "private, no-store"
    assert bound["Content-Disposition"].startswith("attachment")
    assert get(Client(), link, headers=FRAME).status_code == 200
    for headers in (TAB, {"Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Dest": "object"}, {}):
        strange = Client().get(link, secure=True, headers=headers)
        assert strange.status_code == 403
        assert "click the lesson again there" in strange.content.decode()


def test_a_familys_file_opens_for_families_and_teachers(launched):
    document = make_document("home.pdf", audience="family")
    lesson = attach(file(document))
    for role, status in ((MENTOR, 200), (INSTRUCTOR, 200), (LEARNER, 403)):
        client, address = launched(lesson, role)
        assert get(client, prefix_of(address) + document.url).status_code == status
        assert (TITLE in get(client, address).content.decode()) == (status == 200)


def test_one_launchs_cookie_opens_nothing_in_another(launched, key):
    lesson = attach(file(key))
    teacher, _address = launched(lesson, INSTRUCTOR)
    student, students = launched(lesson)
    assert get(teacher, prefix_of(students) + key.url).status_code == 403
    _other, others = launched(lesson, INSTRUCTOR)
    assert get(teacher, prefix_of(others) + key.url).status_code == 403


def test_an_administrators_sign_in_opens_nothing_inside_a_launch(launched, key):
    client, address = launched(attach(file(key)))
    client.force_login(User.objects.create_superuser("lead", "lead@example.org", "a long enough password"))
    assert get(client, prefix_of(address) + key.url).status_code == 403


@pytest.mark.parametrize("kind", ["password", "login"])
def test_a_collection_behind_a_sign_in_is_closed_inside_a_launch(launched, client, sheet, kind):
    collection = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind, password="x")
    sheet.collection = collection
    sheet.save()
    inside, address = launched(attach(file(sheet)))
    assert get(inside, prefix_of(address) + sheet.url).status_code == 403
    assert get(client, sheet.url).status_code in {200, 302}
    assert not get(client, sheet.url).streaming


def test_an_old_version_keeps_its_file(launched, sheet):
    lesson = attach(file(sheet))
    lesson.handouts = []
    publish_change(lesson)
    client, pinned = launched(lesson, version="1")
    assert sheet.url in get(client, pinned).content.decode()
    assert get(client, prefix_of(pinned) + sheet.url).status_code == 200
    client, newest = launched(lesson)
    assert sheet.url not in get(client, newest).content.decode()


def test_a_file_that_was_closed_leaves_every_version_with_its_title(launched, client, sheet):
    lesson = attach(file(sheet))
    assert TITLE in get(client, lesson.get_url()).content.decode()
    sheet.audience = "teacher"
    sheet.save()
    assert TITLE not in get(client, lesson.get_url()).content.decode()
    student, pinned = launched(lesson, version="1")
    assert TITLE not in get(student, pinned).content.decode()
    teacher, address = launched(lesson, INSTRUCTOR)
    assert TITLE in get(teacher, address).content.decode()


def test_a_file_that_was_opened_later_waits_for_the_next_version(client, key):
    """What a version may show was decided when it was published; only closing works backwards."""
    lesson = attach(file(key))
    key.audience = "student"
    key.save()
    assert TITLE not in get(client, lesson.get_url()).content.decode()
    publish_change(lesson)
    assert TITLE in get(client, lesson.get_url()).content.decode()


def test_a_deleted_file_leaves_the_lesson_readable(client, sheet):
    lesson = attach(file(sheet))
    sheet.delete()
    page = get(client, lesson.get_url())
    assert page.status_code == 200
    assert TITLE not in page.content.decode()
    LessonPage.objects.get(pk=lesson.pk).save_revision()


def test_a_withdrawn_lesson_takes_no_file_of_others_with_it(client, key, sheet):
    """A file belongs to no lesson alone: it stays as open as it says itself."""
    lesson = attach(file(key), file(sheet))
    lesson.unpublish()
    assert get(client, lesson.get_url()).status_code == 410
    assert get(client, sheet.url).status_code == 200
    assert get(client, key.url).status_code == 403


def test_what_a_file_costs(launched, client, sheet, key, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        get(client, sheet.url)
    with django_assert_max_num_queries(1):
        get(client, key.url)
    for handouts, more in (
        ((), 0),
        ((file(sheet), file(key), file(sheet)), 1),
        ((file(sheet), picture(make_image(audience="student"))), 2),
    ):
        lesson = attach(*handouts, slug=f"lesson-{more}")
        inside, address = launched(lesson)
        get(inside, address)
        # One query for all documents and one for all pictures, only where a lesson has some (docs/adr/0009).
        with django_assert_max_num_queries(8 + more):
            get(inside, address)


# The compiled lesson -------------------------------------------------------------------------------------------------


def picture(image, title="Pip sorts socks"):
    return ("picture", {"title": title, "image": image, "note": "A robot beside a sock"})


def test_the_files_audience_decides_the_drawer(key, sheet):
    document = compile_lesson(attach(file(key), file(sheet, "Sheet for all"), picture(make_image())))
    assert TITLE not in str(document["public"])
    assert "Pip sorts socks" not in str(document["public"]) + str(document["family"])
    assert "Sheet for all" in str(document["public"])
    assert TITLE in str(document["teacher"])


def test_every_view_shows_only_what_is_open_to_it(key, sheet):
    document = compile_lesson(attach(file(key), file(sheet, "Sheet for all")))
    titles = {audience: [handout.title for handout in lesson_view(document, audience).handouts] for audience in Audience}
    assert titles == {
        Audience.STUDENT: ["Sheet for all"],
        Audience.FAMILY: ["Sheet for all"],
        Audience.TEACHER: [TITLE, "Sheet for all"],
    }


def test_a_file_changes_no_version_by_being_opened_or_closed(sheet):
    lesson = attach(file(sheet))
    publish_change(lesson)
    assert lesson.versions.count() == 1


# Pictures ------------------------------------------------------------------------------------------------------------


def test_a_teachers_picture_is_not_public_at_any_size(client):
    image = make_image()
    for size in ("width-20", "fill-10x10", "original"):
        assert get(client, image.get_rendition(size).url).status_code == 403


def test_everybodys_picture_is(client):
    answer = get(client, make_image(audience="student").get_rendition("width-20").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    again = get(client, answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["nothing.png", "%00.png", "../documents/key.pdf", "x" * 3000, "%2e%2e/%2e%2e/manage.py", ""])
def test_pictures_that_are_none_are_not_found(client, name):
    assert get(client, f"/media/images/{name}").status_code == 404


def test_a_picture_gone_from_the_disk_is_not_found(client):
    rendition = make_image(audience="student").get_rendition("width-20")
    rendition.file.storage.delete(rendition.file.name)
    assert get(client, rendition.url).status_code == 404


def test_pictures_in_a_launch_keep_its_prefix_and_its_audience(launched, client):
    image = make_image()
    lesson = attach(picture(image))
    teacher, address = launched(lesson, INSTRUCTOR)
    rendition = image.get_rendition("max-1200x900")
    get(teacher, address)
    source = prefix_of(address) + rendition.url
    assert f'src="{source}"' in get(teacher, address).content.decode()
    assert get(teacher, source, headers={"Sec-Fetch-Dest": "image"}).status_code == 200
    assert get(Client(), source, headers={"Sec-Fetch-Dest": "image"}).status_code == 403
    student, students = launched(lesson)
    assert get(student, prefix_of(students) + rendition.url).status_code == 403
    assert "Pip sorts socks" not in get(student, students).content.decode()


def test_a_picture_whose_upload_is_gone_leaves_the_lesson_readable(client):
    image = make_image(audience="student")
    lesson = attach(picture(image))
    image.file.storage.delete(image.file.name)
    assert get(client, lesson.get_url()).status_code == 200


def test_the_search_knows_no_title_of_a_file_which_may_be_closed_any_time(client, sheet):
    attach(file(sheet, title="Zanzibar chart"), ("handout", {"title": "Zebra sheet", "body": "Stripes"}))
    assert client.get("/lessons/search/?q=zebra", secure=True).context["found"].results
    assert not client.get("/lessons/search/?q=zanzibar", secure=True).context["found"].results
