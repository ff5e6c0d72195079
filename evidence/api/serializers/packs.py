"""Packs as the API shows them: what was frozen, and whether it is built."""

from typing import Any

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.api.serializers.systems import EngagementSerializer
from compliance.models import Engagement
from evidence.models import JobState, Pack


class PackSerializer(serializers.ModelSerializer):
    engagement = EngagementSerializer()
    requested_by = PersonSerializer()
    state = serializers.ChoiceField(source="job.state", choices=JobState.choices)
    reason = serializers.CharField(source="job.reason", help_text="Why it was not built; empty otherwise.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; null until it is sealed.")

    class Meta:
        model = Pack
        fields = (
            "id",
            "engagement",
            "as_of",
            "requested_by",
            "state",
            "reason",
            "sealed_at",
            "digest",
            "size",
            "key_name",
        )


class EngagementField(serializers.PrimaryKeyRelatedField):
    """The id of an engagement that the viewer sees in the view's system; any other does not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        return self.context["view"].reach(Engagement.objects.select_related("system"))


class RequestPackSerializer(serializers.Serializer):
    engagement = EngagementField()
