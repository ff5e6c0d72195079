"""The catalogue as the API shows it. Keys and references are the publisher's or ours; nothing here has an id."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from frameworks.api.codes import code
from frameworks.schema import Bearer, Conclusion, Coverage, DecisionKind, Known, Obligation, Reach, ServiceModel


class CategorySerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    optional = serializers.BooleanField(help_text="Whether a system may leave it out.")


class AssessmentFormSerializer(serializers.Serializer):
    """A form in which systems are assessed against the edition, such as a type of report."""

    key = serializers.CharField()
    title = serializers.CharField()
    says = serializers.CharField(help_text="What it looks at, or for whom it is.")
    roles = serializers.ListField(child=serializers.CharField(), help_text="Empty: it is open to every role.")
    on_one_day = serializers.BooleanField(help_text="Whether it speaks of one day, not of a period.")


class EditionSerializer(serializers.Serializer):
    key = serializers.CharField()
    framework = serializers.CharField()
    title = serializers.CharField()
    name = serializers.CharField()
    publisher = serializers.CharField()
    source_url = serializers.URLField()
    effective_from = serializers.DateField()
    data_class = serializers.CharField()
    roles = serializers.DictField(child=serializers.CharField(), help_text="Each role with its title.")
    categories = CategorySerializer(many=True)
    assessments = AssessmentFormSerializer(many=True)
    conclusions = serializers.ListField(
        child=code(Conclusion), help_text="What an auditor may conclude about a requirement."
    )
    notice = serializers.CharField()


class DatedObligationSerializer(serializers.Serializer):
    value = code(Obligation)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": serializers.DateField(source="since")}


class CatalogueRequirementSerializer(serializers.Serializer):
    ref = serializers.CharField()
    parent = serializers.CharField(help_text="Reference of what it stands below; empty at the top.")  # type: ignore[assignment]
    title = serializers.CharField()
    kind = serializers.CharField()
    family = serializers.CharField()
    category = serializers.CharField()
    assessable = serializers.BooleanField(help_text="Whether somebody can be asked to show it.")
    organisational = serializers.BooleanField(help_text="Whether it is the organisation's own, whole.")
    roles = serializers.ListField(child=serializers.CharField(), help_text="Empty: it binds every role.")
    only_if = serializers.CharField()
    obligations = DatedObligationSerializer(many=True)
    superseded_by = serializers.CharField()
    targeted_risk_analysis = serializers.BooleanField()
    customized_approach = code(Known, allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField()
    typical_evidence = serializers.ListField(child=serializers.CharField())


class SupportSerializer(serializers.Serializer):
    """Durations are ISO 8601; an empty one is not set by the clause."""

    control = serializers.CharField()
    coverage = code(Coverage)
    why = serializers.CharField()
    frequency = serializers.CharField()
    retention = serializers.CharField()
    population = serializers.CharField()
    minimum = serializers.CharField()


class AllowedDecisionSerializer(serializers.Serializer):
    kind = code(DecisionKind, source="rule.kind")
    title = serializers.CharField(source="rule.title")
    changes_status = serializers.BooleanField(help_text="False: it may be put on record and changes nothing.")


class CatalogueRequirementDetailSerializer(CatalogueRequirementSerializer):
    controls = SupportSerializer(many=True)
    decisions = serializers.SerializerMethodField(help_text="Kinds of decision that it allows today.")

    @extend_schema_field(AllowedDecisionSerializer(many=True))
    def get_decisions(self, requirement: Any) -> list[dict[str, Any]]:
        return [dict(AllowedDecisionSerializer(each).data) for each in self.context["decisions"]]


class CatalogueControlSerializer(serializers.Serializer):
    key = serializers.CharField()
    theme = serializers.CharField()
    title = serializers.CharField()
    objective = serializers.CharField()
    good = serializers.CharField(help_text="What good looks like.")
    cadence = serializers.CharField(help_text="ISO 8601 duration: how often evidence is expected.")
    typical_evidence = serializers.ListField(child=serializers.CharField())


class SplitSerializer(serializers.Serializer):
    bearer = code(Bearer)
    aws = serializers.CharField(help_text="AWS's part; empty where the customer bears it all.")
    customer = serializers.CharField(help_text="The customer's part; empty where AWS bears it all.")


class AskingSerializer(serializers.Serializer):
    edition = serializers.CharField(source="edition.key")
    ref = serializers.CharField(source="requirement.ref")
    title = serializers.CharField(source="requirement.title")
    coverage = code(Coverage, source="link.coverage")
    why = serializers.CharField(source="link.why")


class CatalogueControlDetailSerializer(CatalogueControlSerializer):
    splits = serializers.DictField(child=SplitSerializer(), help_text="By service model, or `any`.")
    overrides = serializers.DictField(child=SplitSerializer(), help_text="By service, where it differs from its model.")
    requirements = serializers.SerializerMethodField(help_text="Those that ask for it, in every framework.")

    @extend_schema_field(AskingSerializer(many=True))
    def get_requirements(self, control: Any) -> list[dict[str, Any]]:
        return [dict(AskingSerializer(each).data) for each in self.context["asking"]]


class ServiceSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    category = serializers.CharField()
    model = code(ServiceModel)
    reach = code(Reach)
    retired_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()


class ListedSerializer(serializers.Serializer):
    """What a public list says of the service; the document in hand decides."""

    programme = serializers.CharField(source="programme.key")
    value = code(Known)
    as_of = serializers.DateField()
    source_url = serializers.URLField()


class LineSerializer(serializers.Serializer):
    """Where the line between AWS and the customer runs for a control on a service."""

    control = serializers.CharField(source="control.key")
    service = serializers.CharField(source="service.key")
    bearer = code(Bearer, source="split.bearer")
    aws = serializers.CharField(source="split.aws")
    customer = serializers.CharField(source="split.customer")
    is_own = serializers.BooleanField(help_text="Whether the service has a split of its own there.")


class ServiceDetailSerializer(ServiceSerializer):
    listed = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()

    @extend_schema_field(ListedSerializer(many=True))
    def get_listed(self, service: Any) -> list[dict[str, Any]]:
        return [dict(ListedSerializer(each).data) for each in self.context["listed"]]

    @extend_schema_field(LineSerializer(many=True))
    def get_lines(self, service: Any) -> list[dict[str, Any]]:
        return [dict(LineSerializer(each).data) for each in self.context["lines"]]


class RelationSerializer(serializers.Serializer):
    """Two related requirements. A published mapping names neither control nor coverage."""

    left = serializers.CharField(source="left.ref")
    left_title = serializers.CharField(source="left.title")
    control = serializers.SerializerMethodField()
    left_coverage = code(Coverage, allow_null=True)
    right_coverage = code(Coverage, allow_null=True)
    right = serializers.CharField()
    right_title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name

    def get_control(self, relation: Any) -> str:
        return relation.control.key if relation.control else ""


class HitSerializer(serializers.Serializer):
    """`kind` says which of the lists it is from; `edition` is empty but for requirements."""

    kind = serializers.ChoiceField(choices=["requirement", "control", "service"])
    edition = serializers.CharField()
    key = serializers.CharField(help_text="The reference, or the key.")
    title = serializers.CharField()
