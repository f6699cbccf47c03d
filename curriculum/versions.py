"""Compile on publish: a lesson becomes one frozen document, split by who may see what.

`LESSON` is the whole table of who sees which field. It is deny by default: a field, a block type or a part of a block that
it does not name lands in "teacher". Knows no request.
"""

from curriculum.citations import cited_by
from curriculum.documents import Each, Part, Stream, Struct, marked, original_of, partition, plain

FILE = Struct({"title": Part.PUBLIC, "document": Part.PUBLIC, "note": Part.PUBLIC})
PICTURE = Struct({"title": Part.PUBLIC, "image": Part.PUBLIC, "note": Part.PUBLIC, "decorative": Part.PUBLIC})

LESSON = Struct(
    {
        "title": Part.PUBLIC,
        "launch_key": Part.PUBLIC,
        "language": Part.PUBLIC,
        "band": Part.PUBLIC,
        "duration_minutes": Part.PUBLIC,
        "competencies": Part.PUBLIC,
        "subjects": Part.PUBLIC,
        "graduate_traits": Part.PUBLIC,
        "ai_use_level": Part.PUBLIC,
        "tools": Part.PUBLIC,
        "essential_question": Part.PUBLIC,
        "objectives": Stream({"objective": Part.PUBLIC}),
        "materials": Stream({"material": Part.PUBLIC}),
        "vocabulary": Stream({"term": Struct({"term": Part.PUBLIC, "definition": Part.PUBLIC})}),
        "steps": Stream(
            {"step": Struct({"phase": Part.PUBLIC, "minutes": Part.PUBLIC, "student": Part.PUBLIC, "teacher_note": Part.TEACHER})}
        ),
        "handouts": Stream(
            {
                "handout": Struct({"title": Part.PUBLIC, "body": Part.PUBLIC}),
                "teacher_handout": Part.TEACHER,
                "student_file": FILE,
                "student_picture": PICTURE,
                "family_file": Part.FAMILY,
                "family_picture": Part.FAMILY,
                "teacher_file": Part.TEACHER,
                "teacher_picture": Part.TEACHER,
            }
        ),
        "discussion_questions": Stream({"question": Part.PUBLIC}),
        "checks": Stream(
            {
                "multiple_choice": Struct(
                    {
                        "prompt": Part.PUBLIC,
                        "choices": Each(Struct({"text": Part.PUBLIC, "correct": Part.ANSWERS, "feedback": Part.ANSWERS})),
                    }
                ),
                "short_answer": Struct({"prompt": Part.PUBLIC, "sample_answer": Part.ANSWERS, "feedback": Part.ANSWERS}),
                "reflection": Struct({"prompt": Part.PUBLIC, "feedback": Part.ANSWERS}),
            }
        ),
        "extension": Part.PUBLIC,
        "unplugged_alternative": Part.PUBLIC,
        "rests_on": Part.PUBLIC,
        "family_connection": Part.FAMILY,
        "family_notes": Each(Struct({"language": Part.FAMILY, "title": Part.FAMILY, "note": Part.FAMILY})),
        "supports": Part.TEACHER,
        "teacher_prep": Part.TEACHER,
    }
)

# Fields of the page that are about the page and not of the lesson.
NOT_CONTENT = {"page_ptr", "introduction", "image", "withdrawal_note", "replaced_by", "change_note", "reviewed_on", "review_due_on"}
# Fields with words of their own, beside the table's others.
WORDED = {"rests_on"}
# Fields that came after the first versions: left out while empty, so that a lesson that has none still equals what was published.
ONLY_WHERE_USED = {"tools"}


def compile_lesson(lesson) -> dict:
    """The document of a lesson as it stands in memory: `{"schema": 1, "public": …, "family": …, "teacher": …, "answers": …}`.

    Two lessons with the same content give equal documents, before and after a round trip through JSON.
    """
    contents = contents_of(lesson)
    if original := original_of(lesson):
        contents = marked(contents, contents_of(original), original.locale.language_code)
    return partition(contents, LESSON)


def contents_of(lesson) -> dict:
    """Every content field of a lesson page as plain values; a field added later is in here without being asked."""
    fields = [*lesson._meta.local_fields, *lesson._meta.local_many_to_many]
    unit, citations = lesson.unit, cited_by(lesson)
    fields = [field for field in fields if field.name not in NOT_CONTENT | WORDED]
    content = {field.name: plain(getattr(lesson, field.name), lesson.locale_id) for field in fields}
    return {
        "title": lesson.title,
        "launch_key": str(lesson.translation_key),
        # A page that is being written for the first time has no language yet.
        "language": lesson.locale.language_code if lesson.locale_id else "",
        "graduate_traits": plain(unit.graduate_traits, lesson.locale_id) if unit else [],
        # Left out where there are none, so that lessons published before there were any do not differ.
        **({"rests_on": citations} if citations else {}),
        # Sorted, because a draft in memory keeps them as they were added.
        "family_notes": sorted(plain(lesson.family_notes), key=lambda note: note["language"]),
        **{name: value for name, value in content.items() if value or name not in ONLY_WHERE_USED},
    }
