"""What several rules share."""

from collections import Counter
from collections.abc import Iterable, Iterator

from curriculum.starter.reading import Content, Problem
from curriculum.starter.shapes import Found


def used_twice(file: str, records: Iterable[dict], key: str, *, by: str | None = None) -> Iterator[Problem]:
    """A problem for each value of `key` that more than one record has; `by` names the record in the message."""
    records = list(records)
    for value, count in Counter(record[key] for record in records).items():
        if count > 1:
            last = [record for record in records if record[key] == value][-1]
            yield Problem(file, last[by] if by else str(value), key, f"{value} is used twice" if by else "is used twice")


def unknown(field: str, names: Iterable, known: Iterable, kind: str) -> Iterator[Found]:
    """A problem for each name that is not known, such as "there is no band 6-9"."""
    known = set(known)
    return ((field, f"there is no {kind} {name}") for name in dict.fromkeys(names) if name not in known)


def band_keys(content: Content) -> list[str]:
    return [band["key"] for band in content.progression["bands"]]


def alignment_misfits(alignments: list[dict], content: Content) -> Iterator[Found]:
    """Every alignment whose framework or domain is not there."""
    domains = {framework["key"]: framework["domains"] for framework in content.progression["frameworks"]}
    for number, alignment in enumerate(alignments, start=1):
        at, framework = f"alignments[{number}]", alignment["framework"]
        if framework not in domains:
            yield f"{at}.framework", f"there is no framework {framework}"
        elif alignment["domain"] not in domains[framework]:
            yield f"{at}.domain", f"{framework} has no domain “{alignment['domain']}”; it has {', '.join(domains[framework])}"


def check_misfits(checks: list[dict]) -> Iterator[Found]:
    """Every check that cannot be answered or has no sample."""
    for number, check in enumerate(checks, start=1):
        at, choices = f"check[{number}]", check.get("choices", [])
        correct = sum(choice["correct"] for choice in choices)
        if check["type"] == "multiple_choice" and correct != 1:
            yield f"{at}.choices", f"exactly one must be correct, not {correct}"
        elif check["type"] == "multiple_choice" and len(choices) == 1:
            yield f"{at}.choices", "needs at least two"
        elif check["type"] != "multiple_choice" and choices:
            yield f"{at}.choices", f"does not belong to a {check['type']}"
        elif check["type"] == "short_answer" and "sample_answer" not in check:
            yield f"{at}.sample_answer", "is missing"
