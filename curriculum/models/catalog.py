"""The catalog: one row for each thing that anybody may find, with the words a student may read and nothing else.

The rows are copies. They are written by `curriculum.search.writing` alone and may be thrown away and made again at any time
(`manage.py rebuild_catalog`). Whether somebody may find a row is not stored but asked of the page, so that withdrawing or
restricting one hides it at once. The full-text index over the `*_words` is the database's own (`curriculum.search.storage`).
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wagtail.models import Site

from cms.restrictions import DEEPEST, restrictions_above


class Kind(models.TextChoices):
    """What can be found."""

    LESSON = "lesson", _("Lesson")
    UNIT = "unit", _("Unit")
    COMPETENCY = "competency", _("Competency")


class Facet(models.TextChoices):
    """What a search can be narrowed by. The value is also the name in the address."""

    KIND = "kind", _("Kind")
    BAND = "band", _("Grades")
    STRAND = "strand", _("Strand")
    LEVEL = "level", _("AI-use level")
    SUBJECT = "subject", _("Subject")
    TRAIT = "trait", _("Graduate profile")


class CatalogQuerySet(models.QuerySet):
    """Entries."""

    def findable(self, language: str):
        """Those of one language ("" for every language) that anybody may open: live, on a site, and nothing above them restricted."""
        on_a_site = Q(pk__in=[])
        for site in Site.get_site_root_paths():
            on_a_site |= Q(page__url_path__startswith=site.root_path)
        page = Q(page__live=True, page__depth__lte=DEEPEST) & on_a_site & ~Exists(restrictions_above("page__path"))
        entries = self.filter(language=language) if language else self
        return entries.filter(Q(competency__isnull=False) | page)

    def chosen(self, chosen: dict[str, tuple[str, ...]]):
        """Those with one of the chosen keys of every facet."""
        entries = self
        for facet, keys in chosen.items():
            entries = entries.filter(Exists(CatalogTag.objects.filter(entry=OuterRef("pk"), facet=facet, key__in=keys)))
        return entries

    def in_teaching_order(self):
        """Each unit with its lessons, as in the tree; then the competencies."""
        return self.order_by(*TEACHING_ORDER)


TEACHING_ORDER = ("is_competency", "page__path", "competency__band__order", "competency__strand__order", "competency__code", "pk")


class CatalogEntry(models.Model):
    """One lesson, unit or competency in one language. The words are plain, in small letters and without accents."""

    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    competency = models.OneToOneField("curriculum.Competency", null=True, on_delete=models.CASCADE, related_name="+")
    is_competency = models.BooleanField(default=False)
    title_words = models.TextField()
    lead_words = models.TextField()
    text_words = models.TextField()

    objects = CatalogQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True, competency__isnull=False, is_competency=True)
                | Q(page__isnull=False, competency__isnull=True, is_competency=False),
                name="catalog_entry_is_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="catalog_entry_kind_is_known"),
        ]
        indexes = [models.Index(fields=["language"], name="catalog_entry_language")]

    def __str__(self):
        return f"{self.kind} {self.title} ({self.language})"


class CatalogTag(models.Model):
    """One thing an entry can be narrowed by. Keys, not names: a name is looked up where it is shown."""

    entry = models.ForeignKey(CatalogEntry, on_delete=models.CASCADE, related_name="tags")
    facet = models.CharField(max_length=12, choices=Facet)
    key = models.CharField(max_length=80)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "key", "entry"], name="one_catalog_tag_per_key")]

    def __str__(self):
        return f"{self.facet} {self.key}"


class CatalogWord(models.Model):
    """One word that entries of a language have, to find what somebody meant who mistyped it."""

    language = models.CharField(max_length=20)
    word = models.CharField(max_length=40)
    spelling = models.CharField(max_length=60)
    """With its accents, to be shown."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="one_catalog_word_per_language")]

    def __str__(self):
        return f"{self.word} ({self.language})"


class CatalogFTS(models.Model):
    """SQLite's full-text table over the catalog, for queries. Not Django's to make or fill; PostgreSQL has none."""

    entry = models.OneToOneField(CatalogEntry, primary_key=True, db_column="rowid", on_delete=models.DO_NOTHING, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        managed = False
        db_table = "curriculum_catalog_fts"

    def __str__(self):
        return str(self.entry_id)
