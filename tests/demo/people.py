"""Fictional educators for `make demo`: four schools and a staff course over a dozen weeks, so that charts, small groups and a coach's page have
something to show. Nobody here is anybody. Safe to run again: what is there is kept.
"""

from datetime import UTC, datetime, timedelta

import time_machine

from cms.dates import district_today
from cms.models import School, User
from lti.models import Context, Membership, PlatformUser
from pd_tracks.models import CountedGroup, Enrolment, ModulePage, Participation, Publication, TrackPage
from pd_tracks.models.people import end_of_school_year
from pd_tracks.services import ask_for_conversation, choose_coach, mark_module, save_reflection, share_reflection
from pd_tracks.services.hours import Worked
from pd_tracks.services.marks import Mark
from pd_tracks.services.publishing import publish_counts
from tests.factories.participation import group_of, people_who_joined

WEEKS = 12
# Name, educators, who joined in all; a school of which nothing is shown among them.
SCHOOLS = (("Alder Middle School (fictional)", 48, 33), ("Birch Elementary (fictional)", 40, 21), ("Cedar High School (fictional)", 90, 57))
SMALL = ("Dogwood Academy (fictional)", 24, 7)
IN_THE_COURSE = 26
DONE = (0.6, 0.5, 0.35, 0.12)
"""Which part of those who joined is done with the first module, the second, and so on, in the last week."""
WORDS = "The quick grading looked fair until I compared two papers side by side. I kept the rubric and wrote the comments myself."
# What the coach's people are called, how many modules they did, and what they show.
TURNED_TO = (
    ("Ms. W., grades 6–8 science", 2, {"shares", "asks", "chooses"}),
    ("Mr. A., grades 3–5", 1, {"asks"}),
    ("Mx. T.", 4, {"shares", "chooses"}),
    ("Ms. R.", 1, {"shares"}),
    ("Coach of the debate club", 3, {"chooses"}),
)


def make_demo_people() -> None:
    """All of them, once."""
    if Publication.objects.exists():
        return
    tracks = list(TrackPage.objects.filter(live=True, locale__language_code="en").order_by("path"))
    monday = district_today() - timedelta(days=district_today().weekday())
    waiting = [(group, track, list(_who(group, track, total))) for group, total in _groups() for track in tracks]
    for week in range(WEEKS):
        day = monday - timedelta(weeks=WEEKS - 1 - week)
        with time_machine.travel(datetime(day.year, day.month, day.day, 18, tzinfo=UTC), tick=False):
            for group, track, rows in waiting:
                _come_and_go_on(group, track, rows, share=(week + 1) / WEEKS)
            publish_counts()
    _turn_to_the_coach(tracks[1])


def _groups():
    for name, educators, total in (*SCHOOLS, SMALL):
        school = School.objects.get_or_create(name=name, defaults={"educators": educators})[0]
        yield group_of(f"school:{school.key}", name), total
    course = Context.objects.get(id_on_platform="Staff-1")
    registration = course.deployment.registration
    people = [
        PlatformUser.objects.get_or_create(registration=registration, sub=f"fictional-{number}")[0] for number in range(IN_THE_COURSE + 12)
    ]
    for person in people:
        Membership.objects.get_or_create(context=course, user=person)
    yield group_of(f"course:{course.key}", str(course)), IN_THE_COURSE


def _who(group: CountedGroup, track: TrackPage, total: int):
    """As many as join in the end: the second track is the most popular, and later ones less."""
    place = track.path[-TrackPage.steplen :]
    liking = {"0001": 0.6, "0002": 1.0, "0003": 0.4, "0004": 0.3}.get(place, 0.5)
    yield from range(round(total * liking))


def _come_and_go_on(group: CountedGroup, track: TrackPage, total: list, *, share: float) -> None:
    modules = list(ModulePage.objects.child_of(track).filter(live=True).order_by("path"))
    here = Enrolment.objects.filter(counted_in=group, track_key=track.translation_key)
    missing = round(len(total) * share) - here.count()
    if missing > 0:
        people_who_joined(missing, track.translation_key, group, until=end_of_school_year(district_today()))
    rows = list(here.order_by("pk"))
    for module, part in zip(modules, DONE, strict=False):
        done = Participation.objects.filter(enrolment__in=rows, module_key=module.translation_key).count()
        for row in rows[done : round(len(rows) * part * share)]:
            now = datetime.now(UTC)
            Participation.objects.create(enrolment=row, module_key=module.translation_key, tried_at=now, done_at=now)


def _turn_to_the_coach(track: TrackPage) -> None:
    """Through the product's own services, as if they had pressed the buttons themselves."""
    coach = User.objects.filter(username="coach").first()
    modules = list(ModulePage.objects.child_of(track).filter(live=True).order_by("path"))
    rows = Enrolment.objects.filter(track_key=track.translation_key, counted_in__name=SCHOOLS[0][0]).order_by("-pk")
    if coach is None or not modules:
        return
    for row, (name, done, shows) in zip(rows[: len(TURNED_TO)], TURNED_TO, strict=False):
        who = {"person": row.user, "track_key": track.translation_key}
        for module in modules[:done]:
            worked = Worked(module.title, 1, module.pd_minutes or 1)
            mark_module(**who, module_key=module.translation_key, mark=Mark.DONE, is_on=True, worked=worked)
        module = modules[0]
        if "shares" in shows:
            question = str(module.reflection_prompts[0].value) if module.reflection_prompts else "What did you notice?"
            saved = save_reflection(**who, module_key=module.translation_key, question=question, text=WORDS, seen=0)
            share_reflection(person=row.user, key=saved.reflection.key, coach_id=coach.pk, name=name)
        if "chooses" in shows:
            choose_coach(**who, coach_id=coach.pk, name=name)
        if "asks" in shows:
            said = {"name": name, "topic": "Feedback that stays mine", "times": "Before school, any day", "note": ""}
            ask_for_conversation(**who, module_key=module.translation_key, coach_id=coach.pk, **said)
