"""The people, courses and activities that the practice LMS starts with.

Lessons are named by the launch keys that Waymark's starter content has on every installation. They are worked out here
a second time on purpose: an LMS knows a tool's keys but never imports the tool.
"""

import uuid
from dataclasses import dataclass, field

STARTER_NAMESPACE = uuid.UUID("6f1d3a52-2c0e-5b57-9d7a-6d6c1f0e7a11")

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
INSTRUCTOR = f"{MEMBERSHIP}Instructor"
LEARNER = f"{MEMBERSHIP}Learner"

UNITS = {
    "tk2-smart-helpers": "Smart Helpers All Around",
    "tk2-kind-safe-curious": "Kind, Safe and Curious",
    "g35-patterns-predictions": "Patterns, Predictions and Training Data",
    "g35-a-fair-helper": "A Fair Helper",
    "g68-can-i-trust-this": "Can I Trust This?",
    "g68-responsibility-lab": "Responsibility Lab",
    "g912-ai-at-work": "AI at Work: Mechanism, Evidence, Judgment",
    "g912-direct-document-defend": "Direct, Document, Defend",
    "g912-student-leadership": "Lead the Conversation: AI Club and Student Conference",
}

LESSONS = {
    "tk2-alive-tool-or-guessing-machine": "Alive, Tool or Guessing Machine?",
    "tk2-teach-the-sorting-machine": "Teach the Sorting Machine",
    "tk2-oops-pip": "Oops, Pip!",
    "tk2-keep-it-or-share-it": "Keep It or Share It?",
    "tk2-clear-steps-good-helper": "Clear Steps, Good Helper",
    "tk2-made-by-me": "Made by Me",
    "g35-what-is-in-the-training-set": "What Is in the Training Set?",
    "g35-lopsided-data-detectives": "The Lopsided Data Detectives",
    "g35-next-word-game": "The Next-Word Game",
    "g35-helpful-help": "Helpful Help",
    "g35-ask-check-credit": "Ask, Check, Credit",
    "g35-design-a-helper": "Design a Helper for Our School",
    "g68-threshold-dilemma": "The Threshold Dilemma",
    "g68-trace-the-claim": "Trace the Claim",
    "g68-pause-trace-decide": "Pause, Trace, Decide",
    "g68-what-is-the-feed-for": "What Is the Feed For?",
    "g68-where-is-the-line": "Where Is the Line?",
    "g68-prototype-test-improve": "Prototype, Test, Improve",
    "g912-under-the-hood": "Under the Hood of a Language Model",
    "g912-audit-a-hiring-screener": "Audit a Hiring Screener",
    "g912-tasks-not-titles": "Tasks, Not Titles",
    "g912-brief-draft-verify": "Brief, Draft, Verify",
    "g912-policy-lab": "Policy Lab: Write the Rule",
    "g912-capstone-pitch": "Build for Someone: Capstone Pitch",
    "g912-listening-tour": "Listening Tour",
    "g912-teach-it-forward": "Teach It Forward",
    "g912-student-led-conference": "Run a Student-Led Conference",
}


def launch_key(kind: str, slug: str) -> str:
    return str(uuid.uuid5(STARTER_NAMESPACE, f"{kind}:{slug}"))


@dataclass(frozen=True)
class Person:
    id: str
    key: str
    label: str
    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Activity:
    """One resource link. `query` goes onto the target address; `custom` is None when the claim is left out."""

    id: str
    title: str
    note: str = ""
    custom: dict | None = field(default_factory=dict)
    query: str = ""
    url: str = ""
    history: tuple[str, ...] = ()  # ids of the links it was copied from, most recent first

    @property
    def resource_link_id(self) -> str:
        return f"rl-{self.id}"


@dataclass
class Course:
    id: str  # mixed case, so that a tool that lower-cases service addresses is found out
    slug: str
    title: str
    label: str
    roles: dict[str, tuple[str, ...]]
    activities: list[Activity]
    history: tuple[str, ...] = ()  # ids of the courses it was copied from, most recent first

    def teaches(self, person: Person) -> bool:
        return INSTRUCTOR in self.roles.get(person.id, ())

    def find_activity(self, activity_id: str) -> Activity | None:
        return next((activity for activity in self.activities if activity.id == activity_id), None)


PEOPLE = {
    person.id: person
    for person in (
        Person("t1", "teacher", "Teacher", "Tea", "Cher", "tea@school.example"),
        Person("s1", "student-1", "Student 1", "Stu", "Dent", "stu@school.example"),
        Person("s2", "student-2", "Student 2", "Ann", "Other", "ann@school.example"),
        Person("f1", "facilitator", "Facilitator", "Fay", "Cilitator", "fay@school.example"),
    )
}


def lesson(slug: str) -> Activity:
    return Activity(slug, LESSONS[slug], "Lesson", {"launch_key": launch_key("lesson", slug)})


def unit(slug: str) -> Activity:
    return Activity(slug, UNITS[slug], "Unit: all its lessons", {"launch_key": launch_key("unit", slug)})


HOME = Activity("waymark", "Waymark", "The tool itself, without a lesson")
GONE = Activity("gone", "A lesson that is gone", "Its key is unknown", {"launch_key": launch_key("lesson", "a-lesson-that-is-gone")})
TRACK = Activity(
    "track-feedback-assessment",
    "Feedback and Assessment",
    "Educator track: for staff courses only",
    {"launch_key": launch_key("track", "track-feedback-assessment")},
)
MODULE = Activity(
    "fa-human-approved",
    "AI-Assisted Feedback, Human-Approved",
    "Educator module: for staff courses only",
    {"launch_key": launch_key("module", "fa-human-approved")},
)
CARTRIDGE = Activity(
    "cartridge",
    "Trace the Claim, from a cartridge",
    "Lesson, named in the target address only",
    custom=None,
    query=f"launch_key={launch_key('lesson', 'g68-trace-the-claim')}",
)


def starter_courses() -> dict[str, Course]:
    """Fresh copies: activities are added while the LMS runs."""
    students = Course(
        "Period-3",
        "period-3",
        "AI literacy, period 3",
        "AIL-3",
        {
            "t1": (INSTRUCTOR, f"{INSTITUTION}Faculty"),
            "s1": (LEARNER, f"{INSTITUTION}Student"),
            "s2": (LEARNER, f"{INSTITUTION}Student"),
        },
        [*(lesson(slug) for slug in LESSONS), *(unit(slug) for slug in UNITS), HOME, GONE, CARTRIDGE],
    )
    staff = Course(
        "Staff-1",
        "staff-learning",
        "Staff learning",
        "STAFF",
        {
            "f1": (INSTRUCTOR, f"{INSTITUTION}Staff"),
            "t1": (LEARNER, f"{INSTITUTION}Faculty", f"{INSTITUTION}Staff"),
        },
        [TRACK, MODULE, lesson("g68-threshold-dilemma"), lesson("g912-under-the-hood"), HOME],
    )
    return {course.id: course for course in (students, staff)}
