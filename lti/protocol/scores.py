"""Assignment and Grade Services 2.0: what is sent and what comes back. Pure: no network, no database."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE = SCOPE + "lineitem", SCOPE + "lineitem.readonly"
RESULT_SCOPE, SCORE_SCOPE = SCOPE + "result.readonly", SCOPE + "score"
LINE_ITEM, LINE_ITEMS = "application/vnd.ims.lis.v2.lineitem+json", "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS, SCORE = "application/vnd.ims.lis.v2.resultcontainer+json", "application/vnd.ims.lis.v1.score+json"
FULL = 1
# Canvas counts every score as a new attempt unless it is told not to.
CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"


@dataclass(frozen=True)
class Result:
    """What the gradebook shows for one person in one column."""

    score: float | None
    maximum: float | None
    has_comment: bool

    @property
    def is_empty(self) -> bool:
        return self.score is None and not self.has_comment

    @property
    def is_full_and_plain(self) -> bool:
        """As it looks after our own score and nothing else."""
        return not self.has_comment and self.score is not None and bool(self.maximum) and abs(self.score - self.maximum) < 1e-6


def below(line_item_url: str, name: str, **query: str) -> str:
    """`/scores` or `/results` of a line item: on the path, before the query that some platforms put there (section 3.4.1)."""
    parts = urlsplit(line_item_url)
    joined = "&".join(filter(None, [parts.query, urlencode(query)]))
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{name}", joined, ""))


def with_query(url: str, **query: str) -> str:
    """The address with these parameters added to those it has."""
    parts = urlsplit(url)
    joined = "&".join(filter(None, [parts.query, urlencode(query)]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, joined, ""))


def completed_score(*, sub: str, timestamp: datetime) -> bytes:
    """The one score Waymark sends: completed, fully graded, full. Never less, and never a comment (section 3.4)."""
    score = {
        "userId": sub,
        "timestamp": timestamp.isoformat(timespec="milliseconds"),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": FULL,
        "scoreMaximum": FULL,
        CANVAS_SUBMISSION: {"new_submission": False},
    }
    return json.dumps(score).encode()


def line_item(*, label: str, resource_link_id: str, resource_id: str, tag: str) -> bytes:
    """A column to create (section 3.2.7)."""
    item = {"label": label, "scoreMaximum": FULL, "resourceLinkId": resource_link_id, "resourceId": resource_id, "tag": tag}
    return json.dumps(item).encode()


def read_result(document: object, *, sub: str) -> Result | None:
    """This person's result in a page of results; None where the page does not have it. Raises ValueError for what is no such page."""
    if not isinstance(document, list):
        raise ValueError("results are a list")
    for row in document:
        if isinstance(row, dict) and str(row.get("userId")) == sub:
            score, maximum = _number(row.get("resultScore")), _number(row.get("resultMaximum"))
            # Without a maximum it is out of 1 (section 3.3.4).
            return Result(score, 1.0 if score is not None and maximum is None else maximum, bool(row.get("comment")))
    return None


def read_line_items(document: object) -> list[dict]:
    """The line items of a page that have an address. Raises ValueError for what is no such page."""
    if not isinstance(document, list):
        raise ValueError("line items are a list")
    return [row for row in document if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number of hundreds of digits: somebody's, and not ours to replace
        return float("inf")
