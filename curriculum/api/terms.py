"""Grade bands, strands and competencies."""

from collections import defaultdict

from django.http import Http404

from rest_framework import serializers

from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import DetailView, ListView
from cms.public_url import public_url
from curriculum.api import examples
from curriculum.api.choosing import BandField, StrandField, in_one_language
from curriculum.models import Competency, GradeBand, Strand
from curriculum.progression import competency_url

LANGUAGE = "The language of these words. Another one than was asked for where nobody has translated them."
Texts = serializers.ListField


class TermSerializer(serializers.Serializer):
    """What the rows have in common."""

    language = serializers.CharField(source="locale.language_code", help_text=LANGUAGE)


class GradeBandSerializer(TermSerializer):
    key = serializers.CharField(help_text="Never changes.")
    name = serializers.CharField()
    order = serializers.IntegerField(help_text="1 is the youngest.")
    grades = Texts(child=serializers.CharField())
    theme = serializers.CharField()
    focus = serializers.CharField()
    description = serializers.CharField()
    students_may = Texts(child=serializers.CharField())
    students_may_not = Texts(child=serializers.CharField())
    ai_use_levels = serializers.SerializerMethodField(help_text="The AI-use levels, 1 to 5, that this band allows.")
    disclosure_template = serializers.CharField(help_text="A sentence with blanks in which students say how AI was used.")

    def get_ai_use_levels(self, band) -> list[int]:
        return sorted({level.level for level in band.ai_use_levels.all()})


class StrandSerializer(TermSerializer):
    key = serializers.CharField(help_text="Never changes.")
    name = serializers.CharField()
    order = serializers.IntegerField()
    question = serializers.CharField(help_text="The guiding question.")
    description = serializers.CharField()


class AlignmentSerializer(serializers.Serializer):
    framework = serializers.CharField()
    domain = serializers.CharField()
    code = serializers.CharField()


class CompetencySerializer(TermSerializer):
    code = serializers.CharField(help_text="Never changes.")
    strand = serializers.CharField(source="strand.key", help_text="The key of its strand.")
    band = serializers.CharField(source="band.key", help_text="The key of its grade band.")
    title = serializers.CharField()
    i_can = serializers.CharField()
    description = serializers.CharField()
    evidence = Texts(child=serializers.CharField())
    builds_on = serializers.SerializerMethodField(help_text="Codes of competencies of earlier bands.")
    leads_to = serializers.SerializerMethodField(help_text="Codes of competencies of later bands.")
    alignments = AlignmentSerializer(source="alignment_views", many=True)
    page_url = serializers.SerializerMethodField(help_text="Its public page.")

    def get_builds_on(self, row) -> list[str]:
        return row.builds_on_codes

    def get_leads_to(self, row) -> list[str]:
        return row.leads_to_codes

    def get_page_url(self, row) -> str:
        url = competency_url(row)
        return public_url(url) if url else ""


class CompetencyQuery(ListQuery):
    band = BandField()
    strand = StrandField()


def with_links(rows) -> list:
    """These competencies with the codes of what they build on and lead to, in whichever language a link was made. One statement."""
    rows = list(rows)
    keys = [row.translation_key for row in rows]
    links = Competency.builds_on.through.objects
    earlier, later = defaultdict(set), defaultdict(set)
    both = ("from_competency__translation_key", "from_competency__code", "to_competency__translation_key", "to_competency__code")
    found = links.filter(from_competency__translation_key__in=keys) | links.filter(to_competency__translation_key__in=keys)
    for from_key, from_code, to_key, to_code in found.values_list(*both):
        earlier[from_key].add(to_code)
        later[to_key].add(from_code)
    for row in rows:
        row.builds_on_codes, row.leads_to_codes = sorted(earlier[row.translation_key]), sorted(later[row.translation_key])
    return rows


class Terms:
    """How one row is found: by its permanent key, exactly."""

    model: type
    by = "key"

    def rows(self):
        return in_one_language(self.model.objects.all(), self.language)

    def found(self, key: str):
        row = self.rows().filter(**{self.by: key}).first()
        if row is None:
            raise Http404
        return self.shown([row])[0]

    def shown(self, rows: list) -> list:
        return rows


class GradeBands(Terms):
    model = GradeBand
    serializer_class = GradeBandSerializer
    ordering = ("order", "key")

    def rows(self):
        return super().rows().with_levels()


class Strands(Terms):
    model = Strand
    serializer_class = StrandSerializer
    ordering = ("order", "key")


class Competencies(Terms):
    model = Competency
    by = "code"
    serializer_class = CompetencySerializer
    query_class = CompetencyQuery
    ordering = ("code",)

    def rows(self):
        narrowed = {"band__key": self.asked.get("band"), "strand__key": self.asked.get("strand")}
        rows = super().rows().in_place()
        return rows.filter(**{name: value for name, value in narrowed.items() if value})

    def shown(self, rows: list) -> list:
        return with_links(rows)


@documented(
    "listGradeBands",
    "Grade bands",
    "Every stretch of school years with its rules for AI, the youngest first.",
    "Progression",
    examples.BAND,
)
class GradeBandList(GradeBands, ListView):
    pass


@documented("getGradeBand", "One grade band", "By its key, which never changes.", "Progression", examples.BAND)
class GradeBandDetail(GradeBands, DetailView):
    pass


@documented("listStrands", "Strands", "The lines of learning that run through all grade bands.", "Progression", examples.STRAND)
class StrandList(Strands, ListView):
    pass


@documented("getStrand", "One strand", "By its key, which never changes.", "Progression", examples.STRAND)
class StrandDetail(Strands, DetailView):
    pass


@documented(
    "listCompetencies",
    "Competencies",
    "What students of one grade band can do in one strand, by code; `band` and `strand` narrow the list.",
    "Progression",
    examples.COMPETENCY,
)
class CompetencyList(Competencies, ListView):
    pass


@documented("getCompetency", "One competency", "By its code, which never changes.", "Progression", examples.COMPETENCY)
class CompetencyDetail(Competencies, DetailView):
    query_class = DetailView.query_class
