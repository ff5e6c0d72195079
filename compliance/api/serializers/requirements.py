"""A requirement as the API shows it: who bears it, on the strength of what, and where our part stands."""

import datetime
from typing import Any

from drf_spectacular.helpers import lazy_serializer
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.decisions import InForceSerializer
from compliance.api.serializers.duties import DutyBehindSerializer
from compliance.inheritance.support import Support
from compliance.posture import RequirementPosture, Standing
from frameworks.api.codes import code
from frameworks.compiled import shipped
from frameworks.inheritance import InheritanceClass, Node, ReasonCode, Unbound, explain
from frameworks.schema import Bearer, Coverage, Obligation, ProgrammeKind, RuleRole, ServiceModel


class RequirementSerializer(serializers.Serializer):
    """AWS's part (`support`) and ours (`standing`) stand apart and are never added up."""

    edition = serializers.CharField(source="inheritance.edition")
    ref = serializers.CharField(source="requirement.ref")
    title = serializers.CharField(source="requirement.title")
    kind = serializers.CharField(source="requirement.kind")
    family = serializers.CharField(source="requirement.family")
    obligation = serializers.SerializerMethodField()
    support = serializers.SerializerMethodField()
    standing = serializers.ChoiceField(
        choices=Standing.choices, allow_null=True, help_text="Null where no part of it is ours."
    )
    by_evidence = serializers.ChoiceField(
        choices=Standing.choices, allow_null=True, help_text="The same, whatever was decided."
    )
    decisions = serializers.SerializerMethodField(help_text="Those in force, on record only or not.")

    def get_fields(self) -> dict[str, Any]:
        """With `class`, which Python does not let a field be called."""
        return super().get_fields() | {"class": code(InheritanceClass, source="inheritance.class_")}

    not_binding = code(
        Unbound, source="inheritance.unbound", allow_null=True, help_text="Why its class is `not_applicable`."
    )

    @extend_schema_field(InForceSerializer(many=True))
    def get_decisions(self, row: RequirementPosture) -> list[dict[str, Any]]:
        viewer = self.context["view"].viewer
        return [dict(InForceSerializer(each).data) for each in row.decisions if each.is_seen_by(viewer)]

    @extend_schema_field(code(Obligation))
    def get_obligation(self, row: RequirementPosture) -> str:
        on: datetime.date = self.context["view"].on
        return row.requirement.obligation(on)

    @extend_schema_field(serializers.ChoiceField(choices=Support.choices))
    def get_support(self, row: RequirementPosture) -> str:
        return row.support


class PartSerializer(serializers.Serializer):
    """Who bears one control on one service; `service` is null for what no service changes."""

    control = serializers.CharField()
    coverage = code(Coverage)
    why = serializers.CharField()
    service = serializers.CharField(allow_null=True)
    model = code(ServiceModel, allow_null=True)
    bearer = code(Bearer)
    aws = serializers.CharField(help_text="AWS's part; empty where the customer bears it all.")
    customer = serializers.CharField(help_text="The customer's part; empty where AWS bears it all.")
    source = serializers.CharField(help_text="file:line of the catalogue where this is written.")  # type: ignore[assignment]


class ReasonSerializer(serializers.Serializer):
    """One thing that stands against relying on a programme. Empty fields do not apply to its code."""

    code = code(ReasonCode)
    service = serializers.CharField()
    account_id = serializers.CharField()
    attestation_id = serializers.CharField()
    control = serializers.CharField()
    day = serializers.DateField(allow_null=True)


class ProgrammeStandingSerializer(serializers.Serializer):
    programme = serializers.CharField()
    kind = code(ProgrammeKind)
    role = code(RuleRole)
    met = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    attestations = serializers.ListField(child=serializers.CharField())
    answers_fully = serializers.BooleanField()
    bridged = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]


class AwsStandingSerializer(serializers.Serializer):
    """What AWS is bound by and what examined it, apart."""

    supported = serializers.BooleanField()
    corroborated = serializers.BooleanField()
    commitment = ProgrammeStandingSerializer(many=True)
    assurance = ProgrammeStandingSerializer(many=True)


class NodeSerializer(serializers.Serializer):
    """One step of an explanation, down to the line where it is written."""

    kind = serializers.CharField()
    key = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    children = serializers.SerializerMethodField()

    @extend_schema_field(lazy_serializer("compliance.api.serializers.requirements.NodeSerializer")(many=True))
    def get_children(self, node: Node) -> list[dict[str, Any]]:
        return [type(self)(child).data for child in node.children]


class RequirementDetailSerializer(RequirementSerializer):
    on = serializers.SerializerMethodField(help_text="The day of the answer, where the system lives.")
    summary = serializers.CharField(source="requirement.summary")
    typical_evidence = serializers.ListField(source="requirement.typical_evidence", child=serializers.CharField())
    parts = PartSerializer(source="inheritance.parts", many=True)
    aws = AwsStandingSerializer(source="inheritance.aws", allow_null=True)
    duties = DutyBehindSerializer(many=True)
    explanation = serializers.SerializerMethodField()

    def get_on(self, row: RequirementPosture) -> datetime.date:
        on: datetime.date = self.context["view"].on
        return on

    @extend_schema_field(NodeSerializer)
    def get_explanation(self, row: RequirementPosture) -> dict[str, Any]:
        return NodeSerializer(explain(row.inheritance, shipped())).data
