"""A duty as the API shows it: the customer's part, who owns it, and what evidence says of it."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.people import MemberField, PersonSerializer
from compliance.models import Assessment, System
from compliance.posture import DutyPosture, Standing
from frameworks.models import Control, Service


class ControlSerializer(serializers.ModelSerializer):
    class Meta:
        model = Control
        fields: tuple[str, ...] = ("key", "title")


class ControlDetailSerializer(ControlSerializer):
    class Meta(ControlSerializer.Meta):
        fields = ("key", "title", "theme", "objective", "good", "cadence")


class DutySerializer(serializers.Serializer):
    """`service` is null where the duty is for the whole control.

    `programme` is set where AWS's part does not hold for want of that programme's document: obtaining it, moving what
    it does not cover or having that part assessed is the duty.
    """

    id = serializers.UUIDField(source="duty.pk")
    control = ControlSerializer(source="duty.control")
    service = serializers.CharField(source="duty.service.key", allow_null=True, default=None)
    programme = serializers.CharField(source="duty.programme.key", allow_null=True, default=None)
    standing = serializers.ChoiceField(choices=Standing.choices, help_text="Never `decided`: that is a requirement.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Sources of evidence by outcome, `stale` ones apart."
    )
    owner = PersonSerializer(source="duty.assignment.owner", allow_null=True, default=None)
    reviewer = PersonSerializer(source="duty.assignment.reviewer", allow_null=True, default=None)
    due_on = serializers.DateField(source="duty.assignment.due_on", allow_null=True, default=None)
    needs_two = serializers.BooleanField(source="duty.needs_two", help_text="Two people have to accept its evidence.")
    opened_on = serializers.DateField(source="duty.opened_on")
    ended_on = serializers.DateField(source="duty.ended_on", allow_null=True)


class HolderSerializer(serializers.ModelSerializer):
    class Meta:
        model = System
        fields = ("id", "name")


class DutyBehindSerializer(DutySerializer):
    """A duty behind a requirement: the system's own, or one that another of ours holds for it."""

    held_in = serializers.SerializerMethodField(
        help_text="The system leaned on for the control, which holds the duty; null where it is this system's own."
    )

    @extend_schema_field(HolderSerializer(allow_null=True))
    def get_held_in(self, row: DutyPosture) -> dict[str, Any] | None:
        return dict(HolderSerializer(row.duty.system).data) if row.leaned else None


class AssessmentSerializer(serializers.ModelSerializer):
    service = serializers.CharField(source="service.key", allow_null=True, default=None)
    is_stale = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = (
            "source",
            "service",
            "outcome",
            "observed_from",
            "observed_until",
            "fresh_until",
            "is_stale",
            "ref",
        )

    def get_is_stale(self, row: Assessment) -> bool:
        return row.fresh_until is not None and row.fresh_until < self.context["view"].now


class DutyDetailSerializer(DutySerializer):
    control = ControlDetailSerializer(source="duty.control")
    narrative = serializers.CharField(source="duty.narrative")
    assessments = serializers.SerializerMethodField()

    @extend_schema_field(AssessmentSerializer(many=True, allow_null=True))
    def get_assessments(self, row: DutyPosture) -> list[dict[str, Any]] | None:
        """Null for an auditor: the items of their engagement say what they may know."""
        view = self.context["view"]
        if view.viewer.is_only_auditor_in(view.system):
            return None
        return cast(list[dict[str, Any]], AssessmentSerializer(row.assessments, many=True, context=self.context).data)


class AssignmentSerializer(serializers.Serializer):
    owner = MemberField()
    reviewer = MemberField()
    due_on = serializers.DateField(allow_null=True, default=None)


class SplitOffSerializer(serializers.Serializer):
    service = serializers.SlugRelatedField(slug_field="key", queryset=Service.objects.current())
