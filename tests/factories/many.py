"""A great many lessons in the shapes of the starter content, written straight into the tables.

For tests and benchmarks that ask whether size matters; never part of an installation.
"""

import uuid

from django.db import connection

from wagtail.models import Page

from curriculum.models import CatalogEntry, CatalogTag, LessonPage, LessonText, LessonVersion, UnitPage


def multiply_progression(times: int) -> int:
    """Every English unit with its lessons, `times` times over, beside the original; returns how many live lessons there are then."""
    units = list(UnitPage.objects.live().filter(locale__language_code="en").order_by("path"))
    for unit in units:
        lessons = list(LessonPage.objects.live().child_of(unit).order_by("path"))
        copies = _clones(unit, unit.get_parent(), times, f"{unit.slug}")
        _enter(CatalogEntry.objects.get(page=unit), copies)
        for lesson in lessons:
            _with_versions(lesson, [page for copy in copies for page in _clones(lesson, copy, 1, f"{lesson.slug}-{copy.pk}")])
    return LessonPage.objects.live().filter(locale__language_code="en").count()


def _with_versions(lesson: LessonPage, pages: list[Page]) -> None:
    document = lesson.versions.newest_first().first().document
    rows = [LessonVersion(lesson_id=page.pk, number=1, language="en", document=document) for page in pages]
    LessonVersion.objects.bulk_create(rows, batch_size=200)
    _enter(CatalogEntry.objects.get(page=lesson), pages)
    text = LessonText.objects.filter(lesson=lesson).first()
    texts = [LessonText(lesson_id=page.pk, parts=text.parts, words=text.words) for page in pages] if text else []
    LessonText.objects.bulk_create(texts, batch_size=200)


def _clones(original: Page, parent: Page, count: int, name: str) -> list[Page]:
    row = Page.objects.get(pk=original.pk)
    values = {field.attname: getattr(row, field.attname) for field in Page._meta.concrete_fields if not field.primary_key}
    start, pages = parent.numchild, []
    for number in range(count):
        slug = f"many-{name}-{number}"
        values |= {
            "path": Page._get_path(parent.path, parent.depth + 1, start + number + 1),
            "depth": parent.depth + 1,
            "slug": slug,
            "title": f"{original.title} {number}",
            "draft_title": slug,
            "url_path": f"{parent.url_path}{slug}/",
            "translation_key": uuid.uuid4(),
            "numchild": 0,
            "latest_revision_id": None,
            "live_revision_id": None,
        }
        pages.append(Page(**values))
    Page.objects.bulk_create(pages, batch_size=200)
    model = type(original)
    _copy_rows(model._meta.db_table, "page_ptr_id", model._meta.local_concrete_fields, original, pages)
    for link in model._meta.local_many_to_many:
        through = link.remote_field.through
        _copy_rows(through._meta.db_table, link.m2m_column_name(), through._meta.local_concrete_fields, original, pages)
    parent.numchild = start + count
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
    return pages


def _copy_rows(table: str, owner: str, fields, original: Page, pages: list[Page]) -> None:
    columns = ", ".join(f'"{field.column}"' for field in fields if not field.primary_key and field.column != owner)
    sql = f"INSERT INTO {table} ({owner}, {columns}) SELECT %s, {columns} FROM {table} WHERE {owner} = %s"  # noqa: S608  (names of our own)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(page.pk, original.pk) for page in pages])


def _enter(entry: CatalogEntry, pages: list[Page]) -> None:
    tags = list(entry.tags.values_list("facet", "key"))
    words = {name: getattr(entry, name) for name in ("kind", "language", "title_words", "lead_words", "text_words")}
    entries = CatalogEntry.objects.bulk_create([CatalogEntry(page_id=page.pk, title=page.title, **words) for page in pages], batch_size=200)
    CatalogTag.objects.bulk_create(
        [CatalogTag(entry_id=row.pk, facet=facet, key=key) for row in entries for facet, key in tags], batch_size=500
    )
