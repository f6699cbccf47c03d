"""Compile on publish: a module becomes one frozen document, split by who may see what.

`MODULE` is the whole table. Deny by default: what it does not name is the coach's alone. Knows no request.
"""

from curriculum.documents import Each, Part, Stream, Struct, marked, original_of, partition, plain

PARTS = (Part.PUBLIC, Part.COACH, Part.ANSWERS)
SECTION = Struct({"title": Part.PUBLIC, "minutes": Part.PUBLIC, "body": Part.PUBLIC})

MODULE = Struct(
    {
        "title": Part.PUBLIC,
        "launch_key": Part.PUBLIC,
        "language": Part.PUBLIC,
        "purpose": Part.PUBLIC,
        "pd_minutes": Part.PUBLIC,
        "sections": Stream({"read": SECTION, "try_it": SECTION, "reflect": SECTION}),
        "checks": Stream(
            {
                "multiple_choice": Struct(
                    {
                        "prompt": Part.PUBLIC,
                        "choices": Each(Struct({"text": Part.PUBLIC, "correct": Part.ANSWERS, "feedback": Part.ANSWERS})),
                    }
                ),
                # Adults compare for themselves: nothing hangs on it.
                "short_answer": Struct({"prompt": Part.PUBLIC, "sample_answer": Part.PUBLIC, "feedback": Part.PUBLIC}),
                "reflection": Struct({"prompt": Part.PUBLIC, "feedback": Part.PUBLIC}),
            }
        ),
        "reflection_prompts": Stream({"question": Part.PUBLIC}),
        "evidence_of_completion": Part.PUBLIC,
        "coach_starters": Part.COACH,
    }
)

# Fields of the page that are about the page and not of the module.
NOT_CONTENT = {"page_ptr", "introduction", "image", "withdrawal_note", "replaced_by", "change_note", "reviewed_on", "review_due_on"}
NOT_CONTENT |= {"helps_to_teach"}


def compile_module(module) -> dict:
    """The document of a module as it stands in memory: `{"schema": 1, "public": …, "coach": …, "answers": …}`.

    Two modules with the same content give equal documents, before and after a round trip through JSON.
    """
    contents = contents_of(module)
    if original := original_of(module):
        contents = marked(contents, contents_of(original), original.locale.language_code)
    return partition(contents, MODULE, PARTS, unknown=Part.COACH)


def contents_of(module) -> dict:
    """Every content field of a module page as plain values; a field added later is in here without being asked."""
    fields = [field for field in module._meta.local_fields if field.name not in NOT_CONTENT]
    return {
        "title": module.title,
        "launch_key": str(module.translation_key),
        # A page that is being written for the first time has no language yet.
        "language": module.locale.language_code if module.locale_id else "",
        **{field.name: plain(getattr(module, field.name), module.locale_id) for field in fields},
    }
