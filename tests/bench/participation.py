"""What the pages of coaches and leaders cost, at 75, 7,500 and 75,000 educators: `python -m tests.bench.participation`, part of `make bench`.

On PostgreSQL, in a database of its own that is made and dropped: 4 tracks, 120 schools, 1.2 million participations at the end. One coach is chosen by the
same fifty people each time, so what changes is everybody else.
"""

import os
import statistics
import sys
import time
import tracemalloc
import uuid
from datetime import date
from urllib.parse import urlsplit, urlunsplit

SIZES = (75, 7_500, 75_000)
SCHOOLS, TRACKS, MODULES, ROUNDS, OWN = 120, 4, 4, 7, 50
FILES_OF = (1_000, 10_000, 40_000)
DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/postgres"
PAGES = {
    "coach's page": ("coach", "/learning/coach/"),
    "leader's page": ("leader", "/learning/participation/"),
    "counts as CSV": ("leader", "/learning/participation/counts.csv"),
    "counts as XLSX": ("leader", "/learning/participation/counts.xlsx"),
    "a coach's people as CSV": ("coach", "/learning/coach/people.csv"),
    "API, counts": ("leader's program", "/api/v1/participation/?page_size=200"),
    "API, a coach's people": ("coach's program", "/api/v1/participation/people/"),
}

# Rows are made by the database: a million of them in Python would take longer than all that is measured.
PEOPLE = """
INSERT INTO cms_user (username, first_name, last_name, email, password, is_superuser, is_staff, is_active, date_joined, came_by_joining)
SELECT 'learner-bench-' || n, '', '', '', '!', false, false, false, now(), true FROM generate_series(%s::int, %s::int) n
"""
ENROLMENTS = """
INSERT INTO pd_tracks_enrolment (user_id, track_key, joined_at, agreed_until, agreed_edition, listed_as, tells_gradebook, counted_in_id)
SELECT u.id, t.key, now(), '2099-06-30', %s, gen_random_uuid(), false, g.id
FROM cms_user u CROSS JOIN unnest(%s::uuid[]) t(key)
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM pd_tracks_countedgroup WHERE key LIKE 'school:%%') g ON g.place = u.id %% %s
WHERE u.username LIKE 'learner-bench-%%' AND NOT EXISTS (SELECT 1 FROM pd_tracks_enrolment e WHERE e.user_id = u.id)
"""
PARTICIPATIONS = """
INSERT INTO pd_tracks_participation (enrolment_id, module_key, tried_at, done_at, parts)
SELECT e.id, m.key, now(), CASE WHEN (e.id + m.place) %% 3 > 0 THEN now() END, '[]'
FROM pd_tracks_enrolment e JOIN unnest(%s::uuid[], %s::uuid[], %s::int[]) m(track, key, place) ON m.track = e.track_key
WHERE NOT EXISTS (SELECT 1 FROM pd_tracks_participation p WHERE p.enrolment_id = e.id)
"""


def main() -> int:
    url = os.environ.get("DATABASE_URL", DEFAULT_URL)
    try:
        server = connect(url)
    except Exception as error:  # noqa: BLE001 - whatever is the matter, there is no server to measure on
        print(f"Participation is measured on PostgreSQL, and none answers: {str(error).splitlines()[0]}")
        return 0
    name = f"waymark_bench_{uuid.uuid4().hex[:8]}"
    server.execute(f'CREATE DATABASE "{name}"')
    try:
        measure(urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
    finally:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return 0


def connect(url: str):
    import psycopg  # noqa: PLC0415  (only where there is something to measure)

    return psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True, connect_timeout=3)


def measure(url: str) -> None:
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "CACHE_URL": "locmem://"}
    import django  # noqa: PLC0415  (after the settings are named)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (needs the settings)
    from django.db import connections  # noqa: PLC0415  (needs the settings and the apps)

    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115 - open as long as the program
    browsers, keys = prepared()
    rows: dict[str, list[str]] = {}
    for size in SIZES:
        began = time.perf_counter()
        participations = grow(size, keys)
        print(f"{size:,} educators, {participations:,} participations: made in {time.perf_counter() - began:.0f} s", flush=True)
        began = time.perf_counter()
        publish()
        rows.setdefault("publish_counts", []).append(f"{time.perf_counter() - began:8.2f} s     ")
        for name, (who, path) in PAGES.items():
            rows.setdefault(name, []).append(cost_of(browsers[who], path))
    print(f"\n  {'':<28}" + "".join(f"{size:>22,}" for size in SIZES))
    for name, figures in rows.items():
        print(f"  {name:<28}" + "".join(f"{figure:>22}" for figure in figures))
    print("\n  memory of a coach's file at its peak: " + ", ".join(memory_of(browsers["coach"], people) for people in FILES_OF))
    connections.close_all()


def prepared() -> tuple[dict, tuple[list, list]]:
    """Schools, a coach, a leader, and the keys of tracks and modules."""
    from django.contrib.auth.models import Group  # noqa: PLC0415  (needs the apps)
    from django.test import Client  # noqa: PLC0415  (needs the settings and the apps)

    from cms.groups import COACHES, LEADERS  # noqa: PLC0415  (needs the settings and the apps)
    from cms.models import ApiToken, School, User  # noqa: PLC0415  (needs the settings and the apps)
    from pd_tracks.models import ModulePage, TrackPage  # noqa: PLC0415  (needs the settings and the apps)
    from tests.factories.participation import group_of  # noqa: PLC0415  (needs the settings and the apps)

    for number in range(SCHOOLS):
        school = School.objects.create(name=f"School {number:03}", educators=5_000)
        group_of(f"school:{school.key}", school.name)
    browsers = {}
    for name, group in (("coach", COACHES), ("leader", LEADERS)):
        person = User.objects.create_user(name, password="a long enough password")
        person.groups.add(Group.objects.get(name=group))
        browsers[name] = Client()
        browsers[name].force_login(person)
        token = ApiToken.objects.create(person, name="bench", scopes=["participation", "people"])[1]
        browsers[f"{name}'s program"] = Client(headers={"Authorization": f"Bearer {token}"})
    tracks = list(TrackPage.objects.filter(live=True, locale__language_code="en").order_by("path")[:TRACKS])
    modules = [(track, module) for track in tracks for module in ModulePage.objects.child_of(track).order_by("path")[:MODULES]]
    return browsers, (
        [track.translation_key for track in tracks],
        [(track.translation_key, module.translation_key) for track, module in modules],
    )


def grow(size: int, keys) -> int:
    """Until there are so many educators; the first fifty choose the coach."""
    from django.db import connection  # noqa: PLC0415  (needs the settings)

    from cms.models import User  # noqa: PLC0415  (needs the apps)
    from pd_tracks.models import ChosenCoach, Enrolment, Participation  # noqa: PLC0415  (needs the settings and the apps)
    from pd_tracks.who_sees import EDITION  # noqa: PLC0415  (needs the settings and the apps)

    tracks, modules = keys
    have = User.objects.filter(came_by_joining=True).count()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [have + 1, size])
        cursor.execute(ENROLMENTS, [EDITION, tracks, SCHOOLS])
        cursor.execute(
            PARTICIPATIONS, [[track for track, _module in modules], [module for _track, module in modules], list(range(len(modules)))]
        )
        cursor.execute("ANALYZE")
    if not ChosenCoach.objects.exists():
        choose(Enrolment.objects.filter(track_key=tracks[0]).order_by("pk")[:OWN])
    return Participation.objects.count()


def choose(enrolments) -> None:
    from cms.models import User  # noqa: PLC0415  (needs the apps)
    from pd_tracks.models import ChosenCoach  # noqa: PLC0415  (needs the settings and the apps)

    rows = []
    for enrolment in enrolments:
        choice = ChosenCoach(enrolment=enrolment, coach=User.objects.get(username="coach"), until=date(2099, 6, 30))
        choice.call_them("Somebody")
        rows.append(choice)
    ChosenCoach.objects.bulk_create(rows)


def publish() -> None:
    from pd_tracks.models import Publication  # noqa: PLC0415  (needs the apps)
    from pd_tracks.services.publishing import publish_counts  # noqa: PLC0415  (needs the settings and the apps)

    Publication.objects.all().delete()
    publish_counts()


def cost_of(client, path: str) -> str:
    """Milliseconds (median) and SQL statements."""
    from django.db import connection  # noqa: PLC0415  (needs the settings)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  (needs the settings and the apps)

    def read() -> None:
        answer = client.get(path, secure=True)
        assert answer.status_code == 200, (path, answer.status_code)
        for _piece in answer.streaming_content if answer.streaming else ():
            pass

    read()
    with CaptureQueriesContext(connection) as statements:
        read()
    count = len(statements)  # before another request empties the list
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        read()
        times.append(1_000 * (time.perf_counter() - began))
    return f"{statistics.median(times):.0f} ms, {count} SQL"


def memory_of(client, people: int) -> str:
    """Peak of a coach's file with so many people in it."""
    from pd_tracks.models import ChosenCoach, Enrolment  # noqa: PLC0415  (needs the apps)

    more = people - ChosenCoach.objects.count()
    if more > 0:
        choose(Enrolment.objects.filter(chosen_coach=None).order_by("pk")[:more])
    answer = client.get("/learning/coach/people.csv", secure=True)
    tracemalloc.start()
    rows = sum(piece.count(b"\n") for piece in answer.streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"{peak / 2**20:.1f} MiB for {rows:,} lines"


if __name__ == "__main__":
    sys.exit(main())
