"""Coverage of an audit's period by evidence, as the API shows it: by duty, each occurrence with its days."""

from typing import Any

from rest_framework import serializers

from evidence.coverage.occurrences import DutyCoverage, OccurrenceState


class BehindSerializer(serializers.Serializer):
    """A requirement by its edition and reference."""

    edition = serializers.CharField()
    ref = serializers.CharField()

    def to_representation(self, asked: tuple[str, str]) -> dict[str, Any]:
        edition, ref = asked
        return {"edition": edition, "ref": ref}


class OccurrenceSerializer(serializers.Serializer):
    first_day = serializers.DateField(source="span.first")
    last_day = serializers.DateField(source="span.last")
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=OccurrenceState.choices)
    is_late = serializers.BooleanField(help_text="What was accepted came after it was due.")
    is_exception = serializers.BooleanField(help_text="Stays so after a later occurrence succeeds.")
    received_on = serializers.DateField(allow_null=True, help_text="When what was accepted came in.")
    request = serializers.UUIDField(allow_null=True, help_text="The request that asked for it.")


class DutyCoverageSerializer(serializers.Serializer):
    duty = serializers.UUIDField(source="expected.duty.pk")
    control = serializers.CharField(source="expected.duty.control.key")
    service = serializers.CharField(source="expected.duty.service.key", default="")
    cadence = serializers.CharField(source="expected.cadence", help_text="ISO 8601 duration.")
    set_by = BehindSerializer(
        source="expected.set_by", allow_null=True, help_text="null where the control’s own cadence counts."
    )
    requirements = BehindSerializer(source="expected.asked", many=True)
    expected = serializers.SerializerMethodField()
    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    late = serializers.IntegerField()
    missing = serializers.IntegerField()
    exceptions = serializers.SerializerMethodField()
    occurrences = OccurrenceSerializer(many=True, help_text="Those without a duty then included: nothing was expected.")

    def get_expected(self, coverage: DutyCoverage) -> int:
        return len(coverage.asked)

    def get_exceptions(self, coverage: DutyCoverage) -> int:
        return len(coverage.exceptions)
