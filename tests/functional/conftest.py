"""The starter content, a platform that is registered, and somebody who watches what is refused."""

import logging

import pytest
import responses

from curriculum.starter import launch_key
from tests.factories.curriculum import starter_content
from tests.fake_platform import FakePlatform
from tests.functional.lti_conformance.support import LESSON, Examiner, Records
from tests.gradebook import SCOPE, gradebook


@pytest.fixture(scope="package", autouse=True)
def _content(django_db_setup, django_db_blocker):
    """Every test here sees the whole starter content, whichever ran before it; each has its own savepoint in this transaction."""
    with starter_content(django_db_blocker):
        yield


@pytest.fixture
def wire():
    """The only network there is. Its `calls` are what the tool asked for."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture
def lesson_key() -> str:
    return str(launch_key("lesson", LESSON))


@pytest.fixture
def platform(db, wire, lesson_key) -> FakePlatform:
    platform = FakePlatform(wire=wire, launch_key=lesson_key)
    platform.register()
    platform.serve()
    return platform


@pytest.fixture
def other_platform(platform) -> FakePlatform:
    """A second platform, registered as well, with keys, client and deployment of its own."""
    other = FakePlatform(
        wire=platform.wire,
        host="other-lms.example",
        client_id="client-b7d1-vole",
        deployment_id="deployment-88aa",
        kid="kid-of-the-other-0c31",
        key_name="other platform",
        launch_key=platform.launch_key,
    )
    other.register()
    other.serve()
    return other


@pytest.fixture
def examiner(platform, request):
    """Sees every log record, and the rows as they were when the test began (or at the last `look`)."""
    records = Records()
    root = logging.getLogger()
    watched = [root, logging.getLogger("lti.refusals")]
    level = root.level
    root.setLevel(logging.INFO)
    for logger in watched:
        logger.addHandler(records)
    examiner = Examiner(records, [platform])
    if "other_platform" in request.fixturenames:
        examiner.platforms.append(request.getfixturevalue("other_platform"))
    examiner.look()
    yield examiner
    root.setLevel(level)
    for logger in watched:
        logger.removeHandler(records)


@pytest.fixture
def book(platform):
    with gradebook() as server:
        platform.registration.auth_token_url = f"{server.url}/token"
        platform.registration.save()
        platform.wire.add_passthru(server.url)
        yield server


@pytest.fixture
def endpoint(book) -> dict:
    return {
        "scope": [SCOPE + name for name in ("lineitem", "result.readonly", "score")],
        "lineitems": f"{book.url}/items?type_id=7",
        "lineitem": book.item_url,
    }
