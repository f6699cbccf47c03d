"""Writes the Spanish of the starter content as a translator would: string by string, with wagtail-localize.

So translators find it in their tool, see what is missing, and the next time the English changes nothing of theirs is lost. Only what
somebody translated gets a Spanish row or page; what of it is still English is shown as English (`curriculum.wording`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction

from wagtail.models import Locale, Page

from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from cms.errors import NotReadyToPublish
from cms.models import HomePage, PolicyIndexPage, PolicyPage
from curriculum.models import LessonPage, ProgressionPage, UnitPage
from curriculum.starter.keys import launch_key
from curriculum.starter.memory import Memory, Verdict
from curriculum.starter.policies import title_of
from curriculum.starter.reading import Content
from curriculum.starter.rows import Rows, state_of
from curriculum.starter.taxonomy import Terms, subject_key
from curriculum.wording import translated

LANGUAGE = "es"
ENGLISH_IS_THEIRS = "a person changed or removed the English"
Texts = dict[str, str]
"""By the path of a string in wagtail-localize: a field, or field.block.part."""

HOME = {
    "title": "Aprender sobre la IA, de TK a la graduación",
    "introduction": "Lecciones que se abren dentro de los cursos que su escuela ya usa, y que aquí puede leer cualquier persona. "
    "Primero está el propósito y después las herramientas, y las personas siguen a cargo.",
}
PROGRESSION = {
    "title": "Lo que los estudiantes aprenden sobre la IA, de TK a la graduación",
    "introduction": "Una progresión de cuatro rangos de grados en seis ejes. Cada competencia se apoya en los rangos anteriores: "
    "lo que un estudiante entiende y lo que se le confía crecen juntos. Primero está el propósito y después las herramientas. "
    "Todos los rangos se pueden enseñar completos sin que ningún estudiante tenga una cuenta en una herramienta de IA.",
}

POLICIES = {
    "title": "Políticas y reglamentos",
    "introduction": "Lo que el distrito ha decidido sobre el aprendizaje con la IA, primero en palabras sencillas. "
    "Cada texto dice cuándo se vuelve a revisar.",
}


def write_spanish(content: Content, terms: Terms, memory: Memory) -> None:
    """Create or update every Spanish row and page that the files have words for."""
    locale, _created = Locale.objects.get_or_create(language_code=LANGUAGE)
    _Rows(memory, locale).write_all(content, terms)
    _Pages(memory, locale).write_all(content)


@dataclass
class _Rows:
    """The words of the progression."""

    memory: Memory
    locale: Locale

    def write_all(self, content: Content, terms: Terms) -> None:
        words, scale = content.spanish_progression, content.ai_use_scale
        levels = {level["key"]: terms.levels[level["level"]] for level in scale["levels"] if level["level"] in terms.levels}
        self._write("level", levels, {level["key"]: {"name": level["name_es"]} for level in scale["levels"]})
        self._write("band", terms.bands, words["bands"])
        self._write("strand", terms.strands, words["strands"])
        self._write("trait", terms.traits, {one["key"]: {"name": one["name_es"]} for one in content.graduate_profile["attributes"]})
        subjects = {subject_key(name): {"name": spanish} for name, spanish in words["subjects"].items()}
        self._write("subject", terms.subjects, subjects)
        self._write("competency", terms.competencies, {code: {"i_can": text} for code, text in words["i_can_tk2"].items()})

    def _write(self, kind: str, originals: Rows, texts: dict[str, Texts]) -> None:
        for slug, own in texts.items():
            if original := originals.get(slug):
                self._write_one(kind, slug, original, own)
        self.memory.report(self.memory.summary(f"Spanish {kind}"))

    def _write_one(self, kind: str, slug: str, original: models.Model, texts: Texts) -> None:
        spanish = f"Spanish {kind}"
        written = self.memory.records.get((kind, slug))
        if written and written.written != dict(state_of(original)):
            self.memory.leave(spanish, slug, reason=ENGLISH_IS_THEIRS)
            return
        row = original.get_translation_or_none(self.locale)
        now = state_of(row) if row else None
        source = {"texts": texts, "original": dict(state_of(original))}
        verdict = self.memory.verdict(spanish, slug, source, now)
        if verdict is Verdict.LEAVE:
            self.memory.leave(spanish, slug, now)
            return
        if verdict is not Verdict.KEEP:
            row = translate(original, self.locale, texts)
            for link in row._meta.many_to_many:
                getattr(row, link.name).set(translated(getattr(original, link.name).all(), self.locale.pk))
            self.memory.remember(spanish, slug, source, state_of(type(row).objects.get(pk=row.pk)))
        self.memory.count(spanish, verdict)


@dataclass
class _Pages:
    """Home page, progression, and the units and lessons that have been translated."""

    memory: Memory
    locale: Locale

    def write_all(self, content: Content) -> None:
        progression = ProgressionPage.objects.filter(locale=Locale.get_default()).first()
        home = progression.get_parent().specific if progression else None
        if not isinstance(home, HomePage):
            return
        self._write("home", "home", home, HOME, lambda: HOME)
        self._write("progression", "progression", progression, PROGRESSION, lambda: PROGRESSION)
        notes, phases = content.family_notes["notes"], content.spanish_progression["phases"]
        for words in content.spanish_units.values():
            unit = _ours(UnitPage, "unit", words["translation_of"])
            texts = {"title": words["title"], "introduction": words["summary"], "essential_question": words["essential_question"]}
            if not self._write("unit", words["translation_of"], unit, texts, lambda texts=texts: texts):
                continue
            for slug, lesson in words["lessons"].items():
                source = {**lesson, "phases": phases, "family_connection": notes[slug]["note"].strip() if slug in notes else ""}
                page = _ours(LessonPage, "lesson", slug)
                self._write("lesson", slug, page, source, lambda page=page, source=source: dict(_lesson_texts(page, source)))
        self._write_policies(content, home)
        for kind in ("unit", "lesson", "policy"):
            self.memory.report(self.memory.summary(f"Spanish {kind}"))

    def _write_policies(self, content: Content, home: HomePage) -> None:
        index = PolicyIndexPage.objects.child_of(home).live().first()
        if not self._write("policies", "policies", index, POLICIES, lambda: POLICIES):
            return
        for record in content.policies["policies"]:
            if record["language"] != LANGUAGE or "translation_of" not in record:
                continue
            slug, source = record["translation_of"], {**record, "notice": content.policies["notice_es"]}
            page = _ours(PolicyPage, "policy", slug)
            self._write("policy", slug, page, source, lambda page=page, source=source: dict(_policy_texts(page, source)))

    def _write(self, kind: str, slug: str, original: Page | None, source: dict, texts: Callable[[], Texts]) -> bool:
        """Whether the Spanish page is there afterwards."""
        spanish = f"Spanish {kind}"
        page = original.get_translation_or_none(self.locale) if original else None
        if original is None or self._is_theirs(kind, slug, original):
            self.memory.leave(spanish, slug, reason=ENGLISH_IS_THEIRS)
            return page is not None
        now = _state_of(page) if page else None
        verdict = self.memory.verdict(spanish, slug, source, now)
        if verdict is Verdict.LEAVE:
            self.memory.leave(spanish, slug, now)
            return page is not None
        if verdict is not Verdict.KEEP:
            try:
                with transaction.atomic():
                    page = translate(original, self.locale, texts())
                    page.get_latest_revision().publish()
            except (ValidationError, NotReadyToPublish) as refusal:
                self.memory.leave(spanish, slug, reason=f"it does not fit what a person changed: {refusal}")
                return False
            self.memory.remember(spanish, slug, source, _state_of(type(page).objects.get(pk=page.pk)))
        self.memory.count(spanish, verdict)
        return True

    def _is_theirs(self, kind: str, slug: str, original: Page) -> bool:
        """Lists are matched by order, so words are only put on an English page that is as the files have it."""
        record = self.memory.records.get((kind, slug))
        return record is not None and record.written != dict(_state_of(original))


def translate(original: models.Model, locale: Locale, texts: Texts):
    """The row or page in that language, with these strings translated and the others as they were. A page is saved as a draft."""
    source, _created = TranslationSource.update_or_create_from_instance(original)
    Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("context", "string"):
        if text := texts.get(segment.context.path):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": StringValue.from_plaintext(text).data, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
            )
    instance, _created = source.create_or_update_translation(locale, publish=not isinstance(original, Page), fallback=True)
    return instance


def _ours(model: type[Page], kind: str, slug: str) -> Page | None:
    return model.objects.filter(translation_key=launch_key(kind, slug), locale=Locale.get_default(), live=True).first()


def _state_of(page: Page) -> dict:
    return {"revision": page.latest_revision_id, "live": page.live}


def _lesson_texts(lesson: LessonPage, words: dict) -> Iterator[tuple[str, str]]:
    """Where each Spanish text of a lesson belongs; lists follow the English order, which was checked."""
    for name in ("title", "essential_question", "family_connection"):
        yield name, words[name]
    for name, part in (("objectives", ""), ("steps", ".student"), ("discussion_questions", "")):
        for block, text in zip(getattr(lesson, name), words[name], strict=True):
            yield f"{name}.{block.id}{part}", text
    for block in lesson.steps:
        yield f"steps.{block.id}.phase", words["phases"].get(block.value["phase"], "")
    for block, term in zip(lesson.vocabulary, words["vocabulary"], strict=True):
        yield from ((f"vocabulary.{block.id}.{part}", term[part]) for part in ("term", "definition"))
    for block, check in zip(lesson.checks, words["check"], strict=True):
        yield from ((f"checks.{block.id}.{part}", check[part]) for part in ("prompt", "sample_answer", "feedback") if part in check)
        choices = block.value["choices"].bound_blocks if "choices" in check else ()
        for choice, text in zip(choices, check.get("choices", ()), strict=True):
            yield from ((f"checks.{block.id}.choices.{choice.id}.{part}", text[part]) for part in ("text", "feedback"))


def _policy_texts(policy: PolicyPage, words: dict) -> Iterator[tuple[str, str]]:
    """The same for a policy."""
    yield from (("title", title_of(words)), ("introduction", words["plain_summary"]), ("sample_notice", words["notice"]))
    for block, section in zip(policy.clauses, words["sections"], strict=True):
        yield f"clauses.{block.id}.heading", section["heading"]
        yield f"clauses.{block.id}.text", section["body"].strip()
