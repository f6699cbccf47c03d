"""What the database would refuse: texts that are too long, keys with spaces, numbers out of range."""

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.translation import override

from cms.models import PolicyPage
from curriculum import models
from curriculum.blocks import StepBlock
from curriculum.starter.reading import POLICIES, PROFILE, PROGRESSION, SCALE, SPANISH_NOTES, TOOLS, Content, Problem
from curriculum.starter.shapes import Found

STEP = StepBlock().child_blocks


def problems(content: Content) -> Iterator[Problem]:
    """In English, whatever language is active: the rest of the report is."""
    with override("en"):
        for file, name, record, model in _records(content):
            for field, message in _model_misfits(record, model):
                yield Problem(file, name, field, message)
        for file, lesson in _lessons(content):
            for field, message in _step_misfits(lesson["steps"]):
                yield Problem(file, lesson["slug"], field, message)


def _records(content: Content) -> Iterator[tuple[str, str, dict, type[Model]]]:
    lists = [
        (PROGRESSION, content.progression["bands"], "key", models.GradeBand),
        (PROGRESSION, content.progression["strands"], "key", models.Strand),
        (PROGRESSION, content.progression["frameworks"], "key", models.Framework),
        (PROGRESSION, content.progression["related_public_resources"], "name", models.FurtherReading),
        (PROGRESSION, content.progression["competencies"], "code", models.Competency),
        (PROFILE, content.graduate_profile["attributes"], "key", models.GraduateTrait),
        (SCALE, content.ai_use_scale["levels"], "key", models.AIUseLevel),
        (TOOLS, content.vetted_tools["tools"], "slug", models.VettedTool),
        (POLICIES, content.policies["policies"], "slug", PolicyPage),
    ]
    for file, records, key, model in lists:
        yield from ((file, record[key], record, model) for record in records)
    yield SCALE, "", content.ai_use_scale, models.AIUseScale
    for file, unit in content.units.items():
        yield file, unit["slug"], unit, models.UnitPage
    for file, lesson in _lessons(content):
        yield file, lesson["slug"], lesson, models.LessonPage
    for slug, note in content.family_notes["notes"].items():
        yield SPANISH_NOTES, slug, note, models.FamilyNote


def _lessons(content: Content) -> Iterator[tuple[str, dict]]:
    return ((file, lesson) for file, unit in content.units.items() for lesson in unit["lessons"])


def _model_misfits(record: dict, model: type[Model]) -> Iterator[Found]:
    """By the validators of the model's field of the same name, where it has one."""
    for name, value in record.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            continue
        try:
            model._meta.get_field(name).run_validators(value)
        except FieldDoesNotExist:
            continue
        except ValidationError as error:
            yield name, " ".join(error.messages)


def _step_misfits(steps: list[dict]) -> Iterator[Found]:
    for number, step in enumerate(steps, start=1):
        for name, value in step.items():
            try:
                STEP[name].clean(value)
            except ValidationError as error:
                yield f"steps[{number}].{name}", " ".join(error.messages)
