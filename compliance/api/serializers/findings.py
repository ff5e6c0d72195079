"""A finding of an audit as the API shows it, and what is said to raise one or to add a step to it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.actions.raising_findings import LONGEST_TEXT, LONGEST_TITLE
from compliance.api.serializers.audits import EngagementField
from compliance.api.serializers.people import MemberField, PersonSerializer
from compliance.audits.findings import FindingPosture, FindingState
from compliance.models import FindingStep, Severity, StepKind
from frameworks.compiled import shipped
from frameworks.models import Requirement


class FindingStepSerializer(serializers.ModelSerializer):
    agrees = serializers.BooleanField(allow_null=True, help_text="Of a response; null elsewhere.")
    passed = serializers.BooleanField(allow_null=True, help_text="Of a retest; null elsewhere.")
    owner = PersonSerializer(allow_null=True, help_text="Whose the corrective action is.")
    due_on = serializers.DateField(allow_null=True)
    by = PersonSerializer()

    class Meta:
        model = FindingStep
        fields = ("number", "kind", "text", "agrees", "passed", "owner", "due_on", "by", "at")


class FindingSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="finding.pk")
    engagement = serializers.UUIDField(source="finding.engagement_id")
    number = serializers.IntegerField(source="finding.number", help_text="Counts within the audit.")
    edition = serializers.CharField(source="finding.requirement.edition.key")
    ref = serializers.CharField(source="finding.requirement.ref")
    severity = serializers.ChoiceField(choices=Severity.choices, source="finding.severity")
    title = serializers.CharField(source="finding.title")
    found = serializers.CharField(source="finding.found")
    first_day = serializers.DateField(
        source="finding.first_day", allow_null=True, help_text="The days it is about, both inclusive; null for none."
    )
    last_day = serializers.DateField(source="finding.last_day", allow_null=True)
    is_auditors = serializers.BooleanField(source="finding.is_auditors", help_text="An auditor of the audit raised it.")
    raised_by = PersonSerializer(source="finding.raised_by")
    raised_at = serializers.DateTimeField(source="finding.raised_at")
    state = serializers.ChoiceField(choices=FindingState.choices, help_text="What has to happen next.")
    is_overdue = serializers.SerializerMethodField(help_text="Its action is, today, where the system lives.")
    steps = FindingStepSerializer(many=True)

    @extend_schema_field(serializers.BooleanField())
    def get_is_overdue(self, row: FindingPosture) -> bool:
        return row.is_overdue(self.context["view"].on)


class FindingRaisedSerializer(serializers.Serializer):
    engagement = EngagementField(help_text="An audit that you see.")
    edition = serializers.CharField(max_length=60, help_text="Key of an edition, or of a framework.")
    ref = serializers.CharField(max_length=60, help_text="The requirement's reference, or another spelling of it.")
    severity = serializers.ChoiceField(choices=Severity.choices)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    found = serializers.CharField(max_length=LONGEST_TEXT)
    first_day = serializers.DateField(required=False, allow_null=True, default=None)
    last_day = serializers.DateField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the row of the requirement in the place of its names."""
        edition, ref = attrs.pop("edition"), attrs.pop("ref")
        try:
            key, found = shipped().edition(edition).key, shipped().requirement(edition, ref).ref
        except KeyError:
            raise serializers.ValidationError({"ref": "The catalogue has no such requirement."}) from None
        return {**attrs, "requirement": Requirement.objects.select_related("edition").by_ref(key, found)}


ASKS: dict[str, tuple[str, ...]] = {
    StepKind.RESPONSE: ("agrees",),
    StepKind.ACTION: ("owner", "due_on"),
    StepKind.RETEST: ("passed",),
}
"""What a kind of step asks besides its text."""


class FollowUpSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    agrees = serializers.BooleanField(required=False, help_text="Of a response.")
    passed = serializers.BooleanField(required=False, help_text="Of a retest.")
    owner = MemberField(required=False, help_text="Of an action: somebody of the team.")
    due_on = serializers.DateField(required=False, help_text="Of an action.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        asked = {"kind", "text", *ASKS.get(attrs["kind"], ())}
        missing = {name: "This kind of step asks for it." for name in asked - attrs.keys()}
        beside = {name: "This kind of step has no such field." for name in attrs.keys() - asked}
        if missing or beside:
            raise serializers.ValidationError(missing | beside)
        return attrs
