"""Prints what a launch and a page cost, over real HTTP to gunicorn and in one process for the CPU figures."""

import html
import os
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import requests

from tests.browser.servers import running_pair

ROUNDS, PARALLEL, LAUNCHES = 60, 4, 200
TIMES = 100
PAGES = {
    "home page": "/",
    "map": "/curriculum/",
    "map in Spanish": "/es/curriculum/",
    "unit": "/curriculum/g68-can-i-trust-this/",
    "lesson": "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/",
    "competency": "/lessons/competencies/EVL-68/",
    "search, all": "/lessons/search/",
    "search, a word": "/lessons/search/?q=claim",
    "search, a word and filters": "/lessons/search/?q=claim&kind=lesson&band=6-8&strand=EVL",
    "sitemap": "/sitemap.xml",
}
ASKED = {"user": "s1", "course": "Period-3", "activity": "g68-trace-the-claim", "target": "iframe"}
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


def main() -> None:
    print("Starting Waymark (gunicorn, 2 workers) and the practice LMS ...", flush=True)
    with tempfile.TemporaryDirectory() as folder, running_pair(Path(folder)) as pair:
        address = launch(pair)
        rows = [
            ("launches a second (login + launch, 4 at a time)", launches_per_second(pair), "1/s"),
            ("lesson page in a launch, over HTTP", median_ms(lambda: requests.get(address, timeout=30)), "ms"),
            ("public lesson page, over HTTP", median_ms(lambda: requests.get(public_lesson(pair), timeout=30)), "ms"),
            *((name, value, "ms CPU") for name, value in cpu_figures(pair)),
        ]
    print()
    for name, value, unit in rows:
        print(f"  {name:<52} {value:>9.2f} {unit}")


def prepared_launch(pair) -> tuple[dict, dict]:
    """Login at the tool and a signed answer from the platform: what the browser would now post, with its cookie."""
    asked = requests.get(f"{pair.platform}/control/launch", ASKED, timeout=30).json()
    login = requests.get(asked["login_url"], asked["parameters"], allow_redirects=False, timeout=30)
    answer = requests.get(login.headers["Location"], timeout=30).text
    fields = {name: html.unescape(value) for name, value in FIELD.findall(answer)}
    return fields, {"Cookie": login.headers["Set-Cookie"].partition(";")[0]}


def launch(pair) -> str:
    fields, headers = prepared_launch(pair)
    answer = requests.post(f"{pair.tool}/lti/launch/", fields, headers=headers, allow_redirects=False, timeout=30)
    assert answer.status_code == 303, answer.text
    return pair.tool + answer.headers["Location"]


def public_lesson(pair) -> str:
    return f"{pair.tool}/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"


def launches_per_second(pair) -> float:
    """The platform's own work (signing, its pages) is done beforehand and not counted."""
    prepared = [prepared_launch(pair) for _ in range(LAUNCHES)]

    def post(ready):
        requests.get(f"{pair.tool}/lti/login/", login_fields(pair), allow_redirects=False, timeout=30)
        fields, headers = ready
        return requests.post(f"{pair.tool}/lti/launch/", fields, headers=headers, allow_redirects=False, timeout=30).status_code

    began = time.perf_counter()
    with ThreadPoolExecutor(PARALLEL) as pool:
        statuses = list(pool.map(post, prepared))
    seconds = time.perf_counter() - began
    assert set(statuses) == {303}, statuses
    return LAUNCHES / seconds


def login_fields(pair) -> dict:
    return {"iss": pair.platform, "login_hint": "s1", "target_link_uri": f"{pair.tool}/lti/launch/", "client_id": "practice-client"}


def median_ms(do) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert do().status_code == 200
        times.append(1_000 * (time.perf_counter() - began))
    return statistics.median(times)


def cpu_figures(pair) -> list[tuple[str, float]]:
    """CPU of the server's code alone: the same application in this process, on the same database."""
    os.environ.update(pair.environment)
    import django  # noqa: PLC0415  (after the environment is set)

    django.setup()
    from django.test import Client  # noqa: PLC0415  (as above)

    host = pair.tool.partition("//")[2]
    client = Client(HTTP_HOST=host)

    def one_launch() -> str:
        asked = requests.get(f"{pair.platform}/control/launch", ASKED, timeout=30).json()
        client.cookies.clear()  # a browser drops what has expired; the test client would send it for ever
        began = time.thread_time()
        login = client.get("/lti/login/", asked["parameters"])
        spent = time.thread_time() - began
        answer = requests.get(login["Location"], timeout=30).text
        fields = {name: html.unescape(value) for name, value in FIELD.findall(answer)}
        began = time.thread_time()
        response = client.post("/lti/launch/", urlencode(fields), content_type="application/x-www-form-urlencoded")
        costs.append(1_000 * (spent + time.thread_time() - began))
        return response["Location"]

    costs: list[float] = []
    for _ in range(ROUNDS):
        address = one_launch()
    from tests.bench import peer  # noqa: PLC0415  (needs the settings)

    figures = [
        ("login + launch, recorded", statistics.median(costs)),
        ("peer: PyLTI1p3 as shipped, recording nothing", statistics.median(peer.cpu_ms(ROUNDS, fetches_keys=True))),
        ("peer: the same with keys in hand", statistics.median(peer.cpu_ms(ROUNDS, fetches_keys=False))),
    ]
    figures.append(("lesson page in a launch", cpu_of(lambda: client.get(address))))
    return figures + by_size(client)


def by_size(client) -> list[tuple[str, float]]:
    """The public pages at 27 lessons, and at a hundred times as many in the same shapes."""
    from tests.factories.many import multiply_progression  # noqa: PLC0415  (needs the models)

    lessons = multiply_progression(0)
    figures = pages_at(client, lessons)
    return figures + pages_at(client, multiply_progression(TIMES - 1))


def pages_at(client, lessons: int) -> list[tuple[str, float]]:
    return [(f"{name}, {lessons:,} lessons", cpu_of(lambda path=path: client.get(path))) for name, path in PAGES.items()]


def cpu_of(do) -> float:
    do()
    began = time.thread_time()
    for _ in range(ROUNDS):
        assert do().status_code == 200
    return 1_000 * (time.thread_time() - began) / ROUNDS


if __name__ == "__main__":
    sys.exit(main())
