"""Every rule of the starter content has an example that breaks it: the loader names file, record and field, and changes nothing."""

from django.core.management import CommandError, call_command

import pytest

from curriculum.starter import load
from curriculum.starter.reading import StarterContentError
from tests.functional.curriculum.starter_folder import DROP, copy_of_content, picture, put

PROGRESSION, PROFILE, SCALE = "progression.yaml", "graduate_profile.yaml", "ai_use_scale.yaml"
TOOLS, POLICIES, TRACK = "vetted_tools.yaml", "policies.yaml", "tracks/1-lesson-design.yaml"
UNIT, OTHER_UNIT = "units/g68-1-can-i-trust-this.yaml", "units/g68-2-responsibility-lab.yaml"
SPANISH, NOTES, SPANISH_UNIT = "es/progression.yaml", "es/family_connections.yaml", "es/tk2-1-smart-helpers.yaml"
DECIDE = f"{UNIT}: g68-pause-trace-decide"
LABELS = "units/g35-1-training-data.yaml: g35-what-is-in-the-training-set"
TRACE, MODULE = f"{UNIT}: g68-trace-the-claim", f"{TRACK}: ld-purpose-before-tools"
READER, COACH = f"{TOOLS}: sample-example-reader", f"{TOOLS}: sample-example-draft-coach"
ALIVE = f"{SPANISH_UNIT}: tk2-alive-tool-or-guessing-machine"
ALIVE_PATH = "lessons.tk2-alive-tool-or-guessing-machine"
CHOICE = {"text": "One", "correct": True, "feedback": "Yes."}
NOTE = {"title": "Una", "note": "Dos."}
AILIT = "Engaging with AI, Creating with AI, Managing AI, Shaping AI"
STATUSES = "approved / approved_with_conditions / under_review / not_approved / retired"
STRAND = {"key": "NEW", "name": "A name", "question": "Why?", "description": "All of it.", "order": 7}
FRAMEWORK = {"key": "DP", "name": "A", "publisher": "B", "version": "1", "note": "C", "domains": ["Understand", "Evaluate", "Use"]}
COMPETENCY = {"code": "HOW-NEW", "strand": "HOW", "band": "3-5", "title": "A", "i_can": "B", "description": "C", "evidence": ["D"]}
STUDENT_USE = "sample-student-use-emerging-technologies"
BRIEF, LONG = "A text", "x" * 400

# File, place in it, what is put there, and what the loader says: first of fields alone, whatever they mean.
SHAPES = [
    (UNIT, "lessons.1.teacher_prep", DROP, f"{TRACE}: teacher_prep: is missing"),
    (UNIT, "lessons.1.title", " ", f"{TRACE}: title: is empty"),
    (UNIT, "lessons.1.objectives", [], f"{TRACE}: objectives: is empty"),
    (UNIT, "lessons.2.tools", "one", f"{DECIDE}: tools: must be a list"),
    (UNIT, "lessons.1.objectives", "one", f"{TRACE}: objectives: must be a list"),
    (UNIT, "lessons.1.objectives.0", 1, f"{TRACE}: objectives[1]: must be a text"),
    (UNIT, "lessons.1.steps.0.minutes", "6", f"{TRACE}: steps[1].minutes: must be a whole number"),
    (UNIT, "lessons.1.steps.0.minutes", True, f"{TRACE}: steps[1].minutes: must be a whole number"),
    (UNIT, "lessons.1.steps.0.minutes", 0, f"{TRACE}: steps[1].minutes: must be 1 or more"),
    (UNIT, "lessons.1.check.0.choices.0.correct", "no", f"{TRACE}: check[1].choices[1].correct: must be true or false"),
    (UNIT, "lessons.1.teacher_secret", "x", f"{TRACE}: teacher_secret: is not a known field"),
    (UNIT, "lessons.1.supports", "x", f"{TRACE}: supports: must be a mapping"),
    (UNIT, "lessons.1.handouts.0.audience", "everybody", f"{TRACE}: handouts[1].audience: must be student or teacher"),
    (UNIT, "lessons.1.check.2.type", "essay", f"{TRACE}: check[3].type: must be multiple_choice, short_answer or reflection"),
    (UNIT, "lessons.1", "x", f"{UNIT}: lessons[2]: record: must be a mapping"),
    (UNIT, "lessons", [], f"{UNIT}: lessons: must be a list that is not empty"),
    (UNIT, "student_voice", DROP, f"{UNIT}: g68-can-i-trust-this: student_voice: is missing"),
    (PROGRESSION, "strands", DROP, f"{PROGRESSION}: strands: must be a list that is not empty"),
    (PROGRESSION, "competences", [], f"{PROGRESSION}: competences: is not a known field"),
    (PROGRESSION, "bands.2.students_may", DROP, f"{PROGRESSION}: 6-8: students_may: is missing"),
    (PROGRESSION, "frameworks.0.domains", [], f"{PROGRESSION}: AILIT: domains: is empty"),
    (PROFILE, "attributes.0.looks_like", "x", f"{PROFILE}: critical-creative-thinkers: looks_like: must be a mapping"),
    (SCALE, "levels.2.band_notes.3-5", 3, f"{SCALE}: coach-me: band_notes.3-5: must be a text"),
    (SCALE, "principles", DROP, f"{SCALE}: principles: is missing"),
    (
        TOOLS,
        "tools.0.status",
        "fine",
        f"{READER}: status: must be approved, approved_with_conditions, under_review, not_approved or retired",
    ),
    (TOOLS, "tools.0.agreement_status", "x", f"{READER}: agreement_status: must be signed, in_negotiation, none or not_needed"),
    (
        *(TOOLS, "tools.0.operated_by", "robots"),
        f"{READER}: operated_by: must be teacher_only, students_supervised, students_independent or staff_only",
    ),
    (TOOLS, "tools.0.review_date", "soon", f"{READER}: review_date: must be a date, such as 2026-12-31"),
    (TOOLS, "tools.0.max_ai_use_level", "two", f"{READER}: max_ai_use_level: must be a whole number"),
    (TOOLS, "tools.0.safe_notes.fairness", DROP, f"{READER}: safe_notes.fairness: is missing"),
    (TRACK, "modules.0.sections.0.kind", "watch", f"{MODULE}: sections[1].kind: must be read, try or reflect"),
    (TRACK, "privacy.admin_view", DROP, f"{TRACK}: track-lesson-design: privacy.admin_view: is missing"),
    (POLICIES, "policies.0.sections.0.body", DROP, f"{POLICIES}: sample-student-use-emerging-technologies: sections[1].body: is missing"),
    (UNIT, "lessons.1.rests_on.0.clause", DROP, f"{TRACE}: rests_on[1].clause: is missing"),
    (POLICIES, "policies.0.kind", "poem", f"{POLICIES}: {STUDENT_USE}: kind: must be policy, regulation or family_letter"),
    (POLICIES, "policies.0.status", "x", f"{POLICIES}: {STUDENT_USE}: status: must be sample_not_adopted, proposed or adopted"),
    (POLICIES, "policies.0.sample", "yes", f"{POLICIES}: sample-student-use-emerging-technologies: sample: must be true or false"),
    (NOTES, "notes.tk2-oops-pip.note", DROP, f"{NOTES}: tk2-oops-pip: note: is missing"),
    (NOTES, "notes", [], f"{NOTES}: notes: must be a mapping that is not empty"),
    (SPANISH, "bands.6-8.name", DROP, f"{SPANISH}: 6-8: name: is missing"),
    (SPANISH_UNIT, f"{ALIVE_PATH}.steps", DROP, f"{ALIVE}: steps: is missing"),
]

# Then the rules between fields and between records.
RULES = [
    (UNIT, "lessons.1.duration_minutes", 49, f"{TRACE}: duration_minutes: is 49, but the steps add up to 50"),
    (UNIT, "lessons.1.ai_use_level", 5, f"{TRACE}: ai_use_level: level 5 is not allowed for 6-8"),
    (UNIT, "lessons.1.band", "3-5", f"{TRACE}: band: is 3-5, but the unit is for 6-8"),
    (UNIT, "lessons.1.competencies.+", "NOPE", f"{TRACE}: competencies: there is no competency NOPE"),
    (UNIT, "lessons.1.check.0.choices.0.correct", True, f"{TRACE}: check[1].choices: exactly one must be correct, not 2"),
    (UNIT, "lessons.1.check.0.choices.1.correct", False, f"{TRACE}: check[1].choices: exactly one must be correct, not 0"),
    (UNIT, "lessons.1.check.0.choices", DROP, f"{TRACE}: check[1].choices: exactly one must be correct, not 0"),
    (UNIT, "lessons.1.check.0.choices", [CHOICE], f"{TRACE}: check[1].choices: needs at least two"),
    (UNIT, "lessons.1.check.2.choices", [CHOICE], f"{TRACE}: check[3].choices: does not belong to a short_answer"),
    (UNIT, "lessons.1.check.2.sample_answer", DROP, f"{TRACE}: check[3].sample_answer: is missing"),
    (UNIT, "lessons.2.tools", ["nothing"], f"{DECIDE}: tools: there is no tool nothing"),
    (UNIT, "lessons.2.tools.+", "sample-example-reader", f"{DECIDE}: tools: sample-example-reader is there twice"),
    (
        *(UNIT, "lessons.2.tools", ["sample-example-planner"]),
        f"{DECIDE}: tools: sample-example-planner is for staff only",
        f"{DECIDE}: tools: sample-example-planner covers level 0, but the lesson is at level 1",
    ),
    (TOOLS, "tools.0.status", "retired", f"{DECIDE}: tools: sample-example-reader is not approved"),
    (TOOLS, "tools.0.bands", ["9-12"], f"{DECIDE}: tools: sample-example-reader is not for 6-8"),
    (UNIT, "lessons.2.ai_use_level", 2, f"{DECIDE}: tools: sample-example-reader covers level 1, but the lesson is at level 2"),
    (UNIT, "lessons.1.order", 1, f"{TRACE}: order: 1 is used twice"),
    (UNIT, "graduate_profile.1", "nobody", f"{UNIT}: g68-can-i-trust-this: graduate_profile: there is no attribute nobody"),
    (
        *(UNIT, "slug", "g68-responsibility-lab"),
        *(
            f"tracks/{file}: {module}: helps_to_teach: there is no unit g68-can-i-trust-this"
            for file, module in (
                ("1-lesson-design.yaml", "ld-choosing-a-level"),
                ("1-lesson-design.yaml", "ld-teach-one"),
                ("2-feedback-assessment.yaml", "fa-assessment-shows-thinking"),
            )
        ),
        "units: g68-responsibility-lab: slug: is used by 2 units",
    ),
    (UNIT, "band", "6-9", f"{UNIT}: g68-can-i-trust-this: band: there is no band 6-9"),
    (
        *(OTHER_UNIT, "lessons.0.slug", "g68-trace-the-claim"),
        "units: g68-trace-the-claim: slug: is used by 2 lessons",
        f"{NOTES}: g68-what-is-the-feed-for: notes: there is no such lesson",
    ),
    (PROGRESSION, "strands.1.order", 1, f"{PROGRESSION}: USE: order: 1 is used twice"),
    (PROGRESSION, "strands.+", {**STRAND, "key": "HOW"}, f"{PROGRESSION}: HOW: key: is used twice"),
    (PROGRESSION, "bands.2.ai_use_levels.+", 6, f"{PROGRESSION}: 6-8: ai_use_levels: there is no level 6"),
    (PROGRESSION, "frameworks.+", FRAMEWORK, f"{PROGRESSION}: DP: key: is used twice"),
    (PROGRESSION, "competencies.+", COMPETENCY, f"{PROGRESSION}: HOW-NEW: code: is taught by no lesson"),
    (PROGRESSION, "competencies.+", {**COMPETENCY, "code": "HOW-35"}, f"{PROGRESSION}: HOW-35: code: is used twice"),
    (PROGRESSION, "competencies.3.band", "13", f"{PROGRESSION}: HOW-912: band: there is no band 13"),
    (PROGRESSION, "competencies.0.builds_on", ["HOW-35"], f"{PROGRESSION}: HOW-TK2: builds_on: HOW-35 is not of an earlier band"),
    (PROGRESSION, "competencies.0.builds_on", ["HOW-TK2"], f"{PROGRESSION}: HOW-TK2: builds_on: HOW-TK2 is not of an earlier band"),
    (PROGRESSION, "competencies.1.builds_on", ["USE-35"], f"{PROGRESSION}: HOW-35: builds_on: USE-35 is not of an earlier band"),
    (PROGRESSION, "competencies.1.builds_on", ["NOPE"], f"{PROGRESSION}: HOW-35: builds_on: there is no competency NOPE"),
    (PROGRESSION, "competencies.3.strand", "NOPE", f"{PROGRESSION}: HOW-912: strand: there is no strand NOPE"),
    (
        *(PROGRESSION, "competencies.0.alignments.0.framework", "NOPE"),
        f"{PROGRESSION}: HOW-TK2: alignments[1].framework: there is no framework NOPE",
    ),
    (
        *(PROGRESSION, "competencies.0.alignments.2.domain", "Learning"),
        f"{PROGRESSION}: HOW-TK2: alignments[3].domain: AILIT has no domain “Learning”; it has {AILIT}",
    ),
    (
        *(PROGRESSION, "related_public_resources.1.bands", ["6-9"]),
        f"{PROGRESSION}: DAILy (Developing AI Literacy) curriculum: bands: there is no band 6-9",
    ),
    (PROFILE, "attributes.0.strands", ["NOPE"], f"{PROFILE}: critical-creative-thinkers: strands: there is no strand NOPE"),
    (PROFILE, "attributes.0.looks_like.6-9", BRIEF, f"{PROFILE}: critical-creative-thinkers: looks_like: there is no band 6-9"),
    (SCALE, "levels.4", DROP, f"{PROGRESSION}: 9-12: ai_use_levels: there is no level 5", f"{SCALE}: levels: must be 1 to 5, each once"),
    (SCALE, "levels.4.key", "coach-me", f"{SCALE}: coach-me: key: is used twice"),
    (
        SCALE,
        "levels.3.bands",
        ["9-12"],
        f"{SCALE}: build-with-it: bands: says 9-12, but in {PROGRESSION} this level is allowed for 6-8, 9-12",
    ),
    (SCALE, "levels.2.band_notes.TK-2", BRIEF, f"{SCALE}: coach-me: band_notes.TK-2: level 3 is not for TK-2"),
    (SCALE, "disclosure_templates.1.band", "6-9", f"{SCALE}: disclosure_templates: there is no band 6-9"),
    (SCALE, "disclosure_templates.1.band", "3-5", f"{SCALE}: 3-5: band: is used twice"),
    (TOOLS, "field_guide.status", "approved / nice", f"{TOOLS}: field_guide: status: must be {STATUSES}"),
    (TOOLS, "tools.0.bands.0", "3-6", f"{READER}: bands: there is no band 3-6"),
    (TOOLS, "tools.0.max_ai_use_level", 6, f"{READER}: max_ai_use_level: there is no level 6"),
    (TOOLS, "tools.0.next_review", "2026-09-15", f"{READER}: next_review: must be after the review_date 2026-09-15"),
    (TOOLS, "tools.2.accounts_required", True, f"{COACH}: accounts_required: no student may need an account with an AI tool"),
    (
        *(TOOLS, "tools.3.slug", "sample-example-planner"),
        f"{LABELS}: tools: there is no tool sample-example-model-lab",
        f"{TOOLS}: sample-example-planner: slug: is used twice",
    ),
    (TRACK, "modules.0.pd_minutes", 50, f"{MODULE}: pd_minutes: is 50, but the sections add up to 45"),
    (TRACK, "modules.0.check.0.choices.0.correct", True, f"{MODULE}: check[1].choices: exactly one must be correct, not 2"),
    (TRACK, "modules.1.order", 1, f"{TRACK}: ld-choosing-a-level: order: 1 is used twice"),
    (TRACK, "modules.1.slug", "ld-purpose-before-tools", "tracks: ld-purpose-before-tools: slug: is used twice"),
    (TRACK, "alignments.0.framework", "NOPE", f"{TRACK}: track-lesson-design: alignments[1].framework: there is no framework NOPE"),
    (TRACK, "privacy.reflections_default", "shared", f"{TRACK}: track-lesson-design: privacy.reflections_default: must be private"),
    (POLICIES, "policies.3.translation_of", "nothing", f"{POLICIES}: sample-family-letter-es: translation_of: there is no policy nothing"),
    (
        *(POLICIES, "policies.3.language", "en"),
        f"{POLICIES}: sample-family-letter-es: language: is that of sample-family-letter, of which it is a translation",
    ),
    (
        *(UNIT, "lessons.1.rests_on.0.policy", "nothing"),
        f"{TRACE}: rests_on[1].policy: there is no policy nothing",
    ),
    (
        *(UNIT, "lessons.1.rests_on.0.clause", "Weather"),
        f"{TRACE}: rests_on[1].clause: {STUDENT_USE} has no clause “Weather”; it has Purpose, Developmentally appropriate use, "
        "Vetted tools and privacy, Safety and respect, Decisions about people, Access and choice, Review",
    ),
    (POLICIES, "policies.0.audience.+", "everybody", f"{POLICIES}: {STUDENT_USE}: audience: there is no audience everybody"),
    (POLICIES, "policies.0.sample", False, f"{POLICIES}: {STUDENT_USE}: status: is sample_not_adopted, but sample is false"),
    (
        *(POLICIES, "policies.1.sections.1.heading", "Review"),
        f"{POLICIES}: sample-academic-integrity-and-ai: sections[2].heading: “Review” is used twice",
        f"{POLICIES}: sample-academic-integrity-and-ai: sections[7].heading: “Review” is used twice",
    ),
    (
        *(POLICIES, "policies.3.sections.+", {"heading": "Una", "body": "Dos."}),
        f"{POLICIES}: sample-family-letter-es: sections: must be 1, as in sample-family-letter",
    ),
    (POLICIES, "policies.1.slug", "sample-family-letter", f"{POLICIES}: sample-family-letter: slug: is used twice"),
    (NOTES, "notes.nowhere", NOTE, f"{NOTES}: nowhere: notes: there is no such lesson"),
    (NOTES, "language", "en", f"{NOTES}: language: must be es"),
    (SPANISH, "bands.6-9", {"name": "a", "theme": "b", "focus": "c", "description": "d"}, f"{SPANISH}: bands: there is no band 6-9"),
    (SPANISH, "strands.NOPE", {"name": "a", "question": "b"}, f"{SPANISH}: strands: there is no strand NOPE"),
    (SPANISH, "phases.Nope", BRIEF, f"{SPANISH}: phases: there is no phase Nope"),
    (SPANISH, "subjects.Nope", BRIEF, f"{SPANISH}: subjects: there is no subject Nope"),
    (SPANISH, "i_can_tk2.NOPE", BRIEF, f"{SPANISH}: i_can_tk2: there is no competency NOPE"),
    (SPANISH_UNIT, "translation_of", "nothing", f"{SPANISH_UNIT}: translation_of: there is no unit nothing"),
    (
        *(SPANISH_UNIT, "translation_of", "tk2-kind-safe-curious"),
        f"{ALIVE}: lessons: there is no such lesson in this unit",
        f"{SPANISH_UNIT}: tk2-oops-pip: lessons: there is no such lesson in this unit",
        f"{SPANISH_UNIT}: tk2-teach-the-sorting-machine: lessons: there is no such lesson in this unit",
    ),
    *(
        (SPANISH_UNIT, f"{ALIVE_PATH}.{name}.0", DROP, f"{ALIVE}: {name}: has {count - 1}, but the English list has {count}")
        for name, count in {"objectives": 2, "vocabulary": 3, "steps": 5, "discussion_questions": 3}.items()
    ),
    (SPANISH_UNIT, f"{ALIVE_PATH}.check.1", DROP, f"{ALIVE}: check: has 1, but the English list has 2"),
    (SPANISH_UNIT, f"{ALIVE_PATH}.check.0.choices.0", DROP, f"{ALIVE}: check[1].choices: has 2, but the English list has 3"),
    (
        UNIT,
        "lessons.1.essential_question",
        LONG,
        f"{TRACE}: essential_question: Ensure this value has at most 300 characters (it has 400).",
    ),
    (UNIT, "lessons.1.steps.0.phase", LONG, f"{TRACE}: steps[1].phase: Ensure this value has at most 60 characters (it has 400)."),
    (
        *(TOOLS, "tools.0.slug", "two words"),
        f"{DECIDE}: tools: there is no tool sample-example-reader",
        f"{TOOLS}: two words: slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    ),
    (NOTES, "notes.tk2-oops-pip.title", LONG, f"{NOTES}: tk2-oops-pip: title: Ensure this value has at most 200 characters (it has 400)."),
]


@pytest.fixture
def folder(tmp_path):
    return copy_of_content(tmp_path)


@pytest.mark.parametrize(("file", "place", "value", "expected"), [(*row[:3], row[3:]) for row in (*SHAPES, *RULES)])
def test_what_is_wrong_is_named_and_nothing_changes(folder, file, place, value, expected):
    before = picture()
    put(folder, file, place, value)
    with pytest.raises(StarterContentError) as refusal:
        load(report=lambda line: None, folder=folder)
    assert sorted(str(problem) for problem in refusal.value.problems) == sorted(expected)
    assert picture() == before


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (UNIT, "title: [", "cannot be read: while parsing"),
        (UNIT, "- one", "must be a mapping"),
        (NOTES, "notes: {a: 1, b: 2, a: 3}", "cannot be read: “a” is there twice"),
        (TOOLS, None, "cannot be read: [Errno 2] No such file"),
        (POLICIES, b"\xff\xfe", "cannot be read: 'utf-8' codec can't decode"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, file, text, expected):
    before = picture()
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(StarterContentError) as refusal:
        load(report=lambda line: None, folder=folder)
    (problem,) = refusal.value.problems
    assert str(problem).startswith(f"{file}: {expected}")
    assert picture() == before


def test_the_command_says_all_of_it_at_once(folder):
    put(folder, UNIT, "lessons.1.duration_minutes", 49)
    put(folder, TOOLS, "tools.0.max_ai_use_level", 6)
    with pytest.raises(CommandError) as refusal:
        call_command("load_starter_content", folder=folder, verbosity=0)
    assert str(refusal.value).splitlines() == [
        "The starter content was not loaded, and nothing was changed.",
        f"{TRACE}: duration_minutes: is 49, but the steps add up to 50",
        f"{READER}: max_ai_use_level: there is no level 6",
    ]
