"""Packs as the API shows them: what was frozen, and whether it is built."""

from typing import Any

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.api.serializers.systems import EngagementSerializer
from compliance.models import Engagement
from evidence.models import ErasedFor, JobState, Pack


class PackSerializer(serializers.ModelSerializer):
    engagement = EngagementSerializer()
    edition = serializers.CharField(source="edition.key")
    requested_by = PersonSerializer()
    state = serializers.ChoiceField(source="job.state", choices=JobState.choices)
    reason = serializers.CharField(source="job.reason", help_text="Why it was not built; empty otherwise.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; null until it is sealed.")
    erased_for = serializers.ChoiceField(
        choices=ErasedFor.choices, allow_blank=True, help_text="Empty while its bytes are here."
    )

    class Meta:
        model = Pack
        fields = (
            "id",
            "engagement",
            "edition",
            "as_of",
            "requested_by",
            "state",
            "reason",
            "sealed_at",
            "digest",
            "size",
            "key_name",
            "erased_at",
            "erased_for",
        )


class EngagementField(serializers.PrimaryKeyRelatedField):
    """The id of an engagement that the viewer sees in the view's system; any other does not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        return self.context["view"].reach(
            Engagement.objects.select_related("system").prefetch_related("audited__edition")
        )


class RequestPackSerializer(serializers.Serializer):
    engagement = EngagementField()
    edition = serializers.CharField(
        required=False, default="", help_text="Its key; may be left out where the audit examines one edition only."
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        examined = {row.edition.key: row.edition for row in asked["engagement"].audited.all()}
        key = asked["edition"] or (next(iter(examined)) if len(examined) == 1 else "")
        if key not in examined:
            raise serializers.ValidationError(
                {"edition": f"Choose one that the audit examines: {', '.join(examined)}."}
            )
        return asked | {"edition": examined[key]}
