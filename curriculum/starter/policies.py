"""Writes the list of policies and the four samples, published, before the lessons that rest on their clauses."""

import uuid
from functools import partial

from django.utils.text import slugify

from wagtail.models import Page

from cms.models import HomePage, PolicyClause, PolicyIndexPage, PolicyPage, PolicyStatus
from curriculum.starter.keys import launch_key
from curriculum.starter.memory import Memory
from curriculum.starter.pages import write_page
from curriculum.starter.reading import Content
from curriculum.starter.rows import Rows

INDEX = {
    "title": "Policies and regulations",
    "introduction": "What the district has decided about learning with AI, in plain words first. Every text says when it is looked at again.",
}
SAMPLE_PREFIX = " - "


def write_policies(content: Content, home: HomePage, memory: Memory) -> Rows:
    """Create or update the policies in the site's main language; returns the clauses that lessons may rest on, by policy and heading."""
    index = _index(home, memory)
    clauses: Rows = {}
    for record in content.policies["policies"]:
        if "translation_of" in record:
            continue
        source = {**record, "notice": content.policies["notice"]}
        page = write_page(PolicyPage, "policy", record["slug"], source, index, memory, partial(_fields, source))
        if page is not None:
            clauses |= _clauses(record, page)
    memory.report(memory.summary("policy"))
    return clauses


def clause_key(slug: str, heading: str) -> uuid.UUID:
    """The permanent key of a clause: the same as long as its heading in the file is."""
    return launch_key("clause", f"{slug}#{slugify(heading)}")


def title_of(record: dict) -> str:
    """Without the word before it: a sample carries a banner."""
    before, prefix, title = record["title"].partition(SAMPLE_PREFIX)
    return title if record["sample"] and prefix and before.isupper() else record["title"]


def _index(home: HomePage, memory: Memory) -> Page:
    page = PolicyIndexPage.objects.child_of(home).first()
    if page is None:
        page = PolicyIndexPage(slug="policies", **INDEX)
        home.add_child(instance=page)
        page.save_revision().publish()
        memory.report("List of policies created")
    return page


def _fields(record: dict) -> dict:
    return {
        "title": title_of(record),
        "slug": record["slug"],
        "introduction": record["plain_summary"].strip(),
        "kind": record["kind"],
        "status": PolicyStatus.SAMPLE if record["sample"] else record["status"],
        "sample_notice": record["notice"] if record["sample"] else "",
        "owner_role": record["owner_role"],
        **{f"is_for_{name}": name in record["audience"] for name in ("students", "families", "staff", "board")},
        "clauses": [_clause(record["slug"], section) for section in record["sections"]],
    }


def _clause(slug: str, section: dict) -> dict:
    value = {"heading": section["heading"], "text": section["body"].strip()}
    return {"type": "clause", "id": str(clause_key(slug, section["heading"])), "value": value}


def _clauses(record: dict, page: PolicyPage) -> Rows:
    rows = {row.key: row for row in PolicyClause.objects.filter(policy_key=page.translation_key)}
    keys = {section["heading"]: clause_key(record["slug"], section["heading"]) for section in record["sections"]}
    return {(record["slug"], heading): rows[key] for heading, key in keys.items() if key in rows}
