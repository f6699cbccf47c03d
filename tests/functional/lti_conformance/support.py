"""What the conformance tests share: how a refusal must look, which audience a page was written for, how to name cases."""

import html
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from lti.models import Context, Launch, Membership, PlatformUser, ResourceLink, SpentNonce
from tests.fake_platform import TOOL, FakePlatform

INCIDENT = re.compile(r"\bWM-[A-Z0-9]{4}(?:-[A-Z0-9]{4})?\b")
LAUNCHED = re.compile(rf"^(?:{re.escape(TOOL)})?/s/(?P<token>[A-Za-z0-9_-]{{43}})(?P<path>/.*)$")
HEADINGS = {
    "U1": "Please reopen from your course",
    "U2": "This connection is not set up correctly",
    "U3": "You do not have access",
    "U4": "reach",
}
"""How the four messages to a refused person begin."""
STYLES = {
    "state_invalid": {"U1"},
    "state_browser_mismatch": {"U1"},
    "nonce_mismatch": {"U1"},
    "nonce_replayed": {"U1"},
    "time_invalid": {"U1"},
    "time_expired": {"U1"},
    "time_issued": {"U1"},
    "time_not_before": {"U1"},
    "time_too_long": {"U1", "U2"},
    "ticket_invalid": {"U1"},
    "launch_ended": {"U1"},
    "platform_error": {"U1", "U3"},
    "registration_disabled": {"U2", "U3"},
    "jwks_unreachable": {"U4"},
    "rate_limited": {"U1", "U4"},
    "target_unknown": {"U1", "U2"},
    "may_not_review": {"U3"},
    "review_unknown": {"U3"},
    "not_an_administrator": {"U3"},
}
"""The message for a reason code; U2 for every other."""
COUNTED = (Launch, PlatformUser, Context, ResourceLink, Membership, SpentNonce)

LESSON = "g68-trace-the-claim"
LESSON_TITLE = "Trace the Claim"
STUDENT_TEXT = "Write a number from 1 to 10 for how trustworthy it sounds."
TEACHER_ONLY = (
    "at the end, ask which of these were evidence.",
    "Invented for this lesson: the researcher, the journal and the 93 percent figure.",
    "Check that your sources cover fur, diet, tool use and the fur trade.",
    "Pre-teach claim, support, contradict with hand signals.",
    "Give claims already numbered on separate strips",
    "Sea otters eat mainly invertebrates such as urchins, crabs and clams.",
)
NEVER_UNASKED = ("If you cannot trace it, you cannot defend it.", "It may repeat the invention.")
FAMILY_ONLY = "pick one surprising claim from the news or social media"


def cases(table: dict[str, object]):
    """Parametrise `case` by a table whose keys are the ids."""
    return pytest.mark.parametrize("case", [pytest.param(value, id=name) for name, value in table.items()])


def count_rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


# ---- good launches -------------------------------------------------------------------------------------------------


def assert_launched(response) -> re.Match:
    """The answer to a good launch: 303 into `/s/<token>/`, with nothing of the token request in the address."""
    assert response.status_code == 303, f"{response.status_code}: {response.content[:600]!r}"
    match = LAUNCHED.match(response.headers["Location"])
    assert match, response.headers["Location"]
    assert "id_token" not in response.headers["Location"]
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    return match


def text_of(response) -> str:
    """The page as a reader meets it: entities decoded, white space run together."""
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def open_lesson(client, response, **extra: object) -> str:
    """Follow a good launch; the text of the lesson page."""
    assert_launched(response)
    page = client.get(response.headers["Location"], secure=True, **extra)
    assert page.status_code == 200, page.status_code
    text = text_of(page)
    assert LESSON_TITLE in text
    return text


def audience_of(text: str) -> str:
    """Whom the page was written for; fails where it is neither one nor the other."""
    shown = [line for line in TEACHER_ONLY if line in text]
    if shown:
        assert len(shown) == len(TEACHER_ONLY), f"a part of the teacher's text only: {shown}"
        return "teacher"
    assert not [line for line in NEVER_UNASKED if line in text], "answers given away"
    return "family" if FAMILY_ONLY in text else "student"


# ---- refused launches ----------------------------------------------------------------------------------------------


class Records(logging.Handler):
    """Keeps every log record that reaches it."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.all: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not self.all or self.all[-1] is not record:  # it listens in two places
            self.all.append(record)

    @property
    def refusals(self) -> list[logging.LogRecord]:
        return [record for record in self.all if record.name == "lti.refusals"]


@dataclass
class Examiner:
    """Judges refusals against the state of things at its last `look`."""

    records: Records
    platforms: list[FakePlatform] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        self.rows = count_rows()
        self.records.all.clear()

    def refused(self, response, status: int | Iterable[int], *codes: str, **options: bool) -> None:
        statuses = {status} if isinstance(status, int) else set(status)
        said = [text for platform in self.platforms for text in platform.secrets() if text]
        hidden = [text for platform in self.platforms for text in (platform.client_id, platform.kid)]
        assert_refused(response, self.records, statuses, set(codes), self.rows, said=said, hidden=hidden, **options)
        self.records.all.clear()


def assert_refused(
    response,
    records: Records,
    statuses: set[int],
    codes: set[str],
    rows_before: dict[str, int],
    *,
    said: Iterable[str] = (),
    hidden: Iterable[str] = (),
    is_in_own_tab: bool = False,
    offers_button: bool = False,
) -> None:
    """One refusal, as the rules for every refusal want it.

    `codes` may be empty where the documents name none. `said` must be in neither page nor log, `hidden` not in the page.
    A page in a tab of its own may refuse every frame; one that offers the button need not carry one of the four messages.
    """
    page = response.content.decode()
    logged = [(getattr(r, "code", None), r.getMessage()) for r in records.refusals]
    assert response.status_code in statuses, f"{response.status_code}, logged {logged}"
    assert len(records.refusals) == 1, f"one log record for each refusal, not {logged}"
    record = records.refusals[0]
    reason = record.code.partition(":")[0]  # what follows names a field
    if codes:
        assert {record.code, reason} & codes, f"{record.code} is not of {sorted(codes)}"
    assert record.levelno == logging.INFO
    assert record.http_status == response.status_code
    assert "\n" not in record.getMessage()
    assert record.exc_info is None

    assert response.headers["Content-Type"].startswith("text/html")
    assert "Location" not in response.headers
    assert set(INCIDENT.findall(page)) == {record.incident}
    assert record.incident in record.getMessage()
    assert record.code in record.getMessage()
    assert record.code not in page
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "X-Frame-Options" not in response.headers
    frames = re.search(r"frame-ancestors ([^;]*)", response.headers["Content-Security-Policy"])[1].split()
    assert "https:" in frames or (is_in_own_tab and frames == ["'none'"])
    assert re.search(r"<html[^>]* lang=", page)
    if codes and not offers_button:
        styles = {style for style, heading in HEADINGS.items() if heading in text_of(response)}
        assert styles & STYLES.get(reason, {"U2"}), f"message {styles} for {record.code}"
    assert_silent(page, records, said=said, hidden=hidden)
    assert count_rows() == rows_before


def assert_silent(page: str, records: Records, *, said=(), hidden=()) -> None:
    """Nothing that was said in confidence is repeated, to the reader or to the log."""
    logged = " ".join(record.getMessage() for record in records.all)
    attributes = " ".join(repr(record.__dict__) for record in records.refusals)
    for text in said:
        assert text not in page, f"shown: {text[:40]}"
        assert text not in logged, f"logged: {text[:40]}"
        assert text not in attributes, f"attached to the record: {text[:40]}"
    for text in hidden:
        assert text not in page, f"shown: {text[:40]}"


# ---- forms ---------------------------------------------------------------------------------------------------------


@dataclass
class Form:
    action: str
    method: str
    attributes: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").lower(), values))
        elif tag == "input" and self.forms and "name" in values:
            self.forms[-1].fields[values["name"]] = values.get("value", "")


def forms_to(response, path: str) -> list[Form]:
    """The forms of the page that post to this path."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return [form for form in reader.forms if form.action.removeprefix(TOOL) == path and form.method == "post"]


def submit(client, form: Form, **extra: object):
    return client.post(form.action, form.fields, secure=True, **extra)
