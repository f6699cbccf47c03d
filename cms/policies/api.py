"""Policies, regulations and letters to families, with clauses whose numbers never change."""

from uuid import UUID

from rest_framework import serializers

from cms.api.pages import find_page, listed
from cms.api.queries import ListQuery
from cms.api.schema import documented
from cms.api.views import DetailView, ListView
from cms.models import PolicyKind, PolicyPage, PolicyStatus
from cms.policies.showing import PolicyView, policy_view
from cms.public_url import public_url
from cms.translations import page_address

AUDIENCES = ("students", "families", "staff", "board")


class PolicyFactsSerializer(serializers.Serializer):
    key = serializers.UUIDField(source="translation_key", help_text="Never changes.")
    language = serializers.CharField(source="locale.language_code", help_text="The language it is given in.")
    is_translated = serializers.BooleanField(help_text="False where there is none in the language asked for.")
    title = serializers.CharField()
    kind = serializers.ChoiceField(PolicyKind.values)
    status = serializers.ChoiceField(PolicyStatus.values, help_text="`sample_not_adopted` is no policy of any district.")
    adopted_on = serializers.DateField(allow_null=True)
    for_whom = serializers.SerializerMethodField()
    summary = serializers.CharField(source="introduction")
    owner_role = serializers.CharField(help_text="Who answers for it: a role, never a person.")
    page_url = serializers.CharField(help_text="Its public page.")

    def get_for_whom(self, policy) -> serializers.ListField(child=serializers.ChoiceField(AUDIENCES)):
        return [name for name in AUDIENCES if getattr(policy, f"is_for_{name}")]


class ClauseSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Permanent: never used for another clause.")
    heading = serializers.CharField()
    html = serializers.CharField()
    is_new = serializers.BooleanField(help_text="It came with this version.")
    is_changed = serializers.BooleanField(help_text="This version changed it.")


class RemovedClauseSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    heading = serializers.CharField()
    removed_in = serializers.IntegerField(help_text="The version without it.")


class ChangeSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    heard_from = serializers.CharField(help_text="Who said something, such as Students.")
    heard = serializers.CharField()
    change_note = serializers.CharField()


class PolicySerializer(PolicyFactsSerializer):
    version = serializers.IntegerField(source="view.version_number")
    clauses = ClauseSerializer(source="view.clauses", many=True)
    removed_clauses = RemovedClauseSerializer(source="view.removed", many=True)
    changes = ChangeSerializer(source="view.log", many=True, help_text="Every version, newest first, and why it came.")


class PolicyQuery(ListQuery):
    kind = serializers.ChoiceField(PolicyKind.values, required=False, help_text="Only texts of this kind.")


FACTS = {
    "key": "8b1f7d7e-2d52-4c38-9c1e-3f3c0f6e2a11",
    "language": "en",
    "is_translated": True,
    "title": "AI in our schools",
    "kind": "policy",
    "status": "adopted",
    "adopted_on": "2026-08-15",
    "for_whom": ["students", "staff"],
    "summary": "People decide.",
    "owner_role": "Superintendent",
    "page_url": "https://waymark.example.org/policies/ai-in-our-schools/",
}
WHOLE = {
    **FACTS,
    "version": 2,
    "clauses": [{"number": 3, "heading": "Purpose", "html": "<p>Technology supports judgment.</p>", "is_new": False, "is_changed": True}],
    "removed_clauses": [{"number": 2, "heading": "Before", "removed_in": 2}],
    "changes": [
        {
            "number": 2,
            "published_at": "2026-09-01T08:00:00-07:00",
            "heard_from": "Students",
            "heard": "Too long.",
            "change_note": "Shorter.",
        }
    ],
}


def with_place(policy: PolicyPage, language: str) -> PolicyPage:
    own = policy.locale.language_code
    policy.page_url, policy.is_translated = public_url(page_address(policy.url_path, own)), own == language
    return policy


@documented(
    "listPolicies",
    "Policies",
    "Every published policy, regulation and letter that anybody may open, in the order of the site; `kind` narrows the list.",
    "Policies",
    FACTS,
)
class PolicyList(ListView):
    serializer_class = PolicyFactsSerializer
    query_class = PolicyQuery
    ordering = ("path",)

    def rows(self):
        policies = listed(PolicyPage.objects.all(), self.language).select_related("locale").defer("clauses")
        return policies.filter(kind=self.asked["kind"]) if "kind" in self.asked else policies

    def shown(self, page: list[PolicyPage]) -> list[PolicyPage]:
        return [with_place(policy, self.language) for policy in page]


@documented("getPolicy", "One policy", "The newest published version, clause by clause, and what changed before.", "Policies", WHOLE)
class PolicyDetail(DetailView):
    serializer_class = PolicySerializer
    refusals = (410,)

    def found(self, key: UUID) -> PolicyPage:
        policy = with_place(find_page(PolicyPage, key, self.language), self.language)
        policy.view: PolicyView = policy_view(policy)
        return policy
