"""The AI tools that the district has looked at, and whether each approval holds today."""

from collections import defaultdict

from django.http import Http404

from rest_framework import serializers

from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import DetailView, ListView
from curriculum.api import examples
from curriculum.api.choosing import BandField
from curriculum.models import VettedTool
from curriculum.models.tools import AgreementStatus, OperatedBy, Standing, ToolStatus

Texts = serializers.ListField


class ToolSerializer(serializers.Serializer):
    slug = serializers.CharField(source="decision.slug", help_text="Never changes.")
    language = serializers.CharField(source="locale.language_code", help_text="The language of these words.")
    name = serializers.CharField()
    is_sample = serializers.BooleanField(source="decision.is_fictional", help_text="Made up, to show how the list works.")
    is_approved_today = serializers.BooleanField(source="is_current")
    standing = serializers.ChoiceField(Standing.values, help_text="What status and dates come to today.")
    why_not = serializers.CharField(source="why_not_now", help_text="In a sentence; empty while the approval holds.")
    status = serializers.ChoiceField(ToolStatus.values, source="decision.status", help_text="The decision itself.")
    bands = Texts(child=serializers.CharField(), source="band_keys", help_text="Keys of the grade bands it is for.")
    operated_by = serializers.ChoiceField(OperatedBy.values, source="decision.operated_by")
    max_ai_use_level = serializers.IntegerField(
        source="decision.max_ai_use_level.level", allow_null=True, help_text="Null where students' work never uses it."
    )
    is_account_required = serializers.BooleanField(source="decision.is_account_required")
    age_limit = serializers.CharField()
    agreement = serializers.ChoiceField(AgreementStatus.values, source="decision.agreement_status")
    agreement_note = serializers.CharField()
    purposes = Texts(child=serializers.CharField())
    conditions = Texts(child=serializers.CharField())
    data_collected = Texts(child=serializers.CharField())
    data_not_collected = Texts(child=serializers.CharField())
    safety = serializers.CharField()
    accountability = serializers.CharField()
    fairness = serializers.CharField()
    efficacy = serializers.CharField()
    reviewed_on = serializers.DateField(source="decision.reviewed_on")
    review_due_on = serializers.DateField(source="decision.review_due_on", help_text="The approval holds through this day.")
    reviewer_role = serializers.CharField(help_text="A role, never a person.")


class ToolQuery(ListQuery):
    band = BandField()


class Tools:
    """A decision is the row in the site's main language; other languages have words for it."""

    serializer_class = ToolSerializer
    ordering = ("slug",)

    def rows(self):
        return VettedTool.objects.decisions()

    def shown(self, page: list[VettedTool]) -> list[VettedTool]:
        """In the words of the language asked for, with the bands they are for. Two statements."""
        keys: dict[int, set[str]] = defaultdict(set)
        bands = VettedTool.bands.through.objects.filter(vettedtool_id__in=[row.pk for row in page])
        for tool_id, key in bands.values_list("vettedtool_id", "gradeband__key"):
            keys[tool_id].add(key)
        same = VettedTool.objects.filter(translation_key__in=[row.translation_key for row in page])
        worded = {row.translation_key: row for row in same.as_decided(self.language)}
        found = [worded[row.translation_key] for row in page]
        for row in found:
            row.band_keys = sorted(keys[row.decision.pk])
        return found


@documented(
    "listTools",
    "AI tools",
    "Every tool that the district has looked at, by slug, with whether its approval holds today. `band` narrows to tools for a grade band.",
    "AI tools",
    examples.TOOL,
)
class ToolList(Tools, ListView):
    query_class = ToolQuery

    def rows(self):
        rows = super().rows()
        return rows.filter(bands__key=self.asked["band"]).distinct() if "band" in self.asked else rows


@documented("getTool", "One AI tool", "By its slug, with whether its approval holds today.", "AI tools", examples.TOOL)
class ToolDetail(Tools, DetailView):
    def found(self, slug: str) -> VettedTool:
        row = self.rows().filter(slug=slug).first()
        if row is None:
            raise Http404
        return self.shown([row])[0]
