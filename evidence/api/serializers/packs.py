"""Packs as the API shows them: what was frozen, and whether it is built."""

from typing import Any

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.api.serializers.systems import EngagementSerializer
from compliance.models import Engagement
from evidence.models import ErasedFor, JobState, LeftOut, Pack
from evidence.packs.choices import LONGEST_REASON, Choices, Without


class LeftOutSerializer(serializers.Serializer):
    """An item that stays out of the pack. The reason's code goes with the pack, the text is kept here."""

    item = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=LeftOut.choices)
    text = serializers.CharField(max_length=LONGEST_REASON, help_text="Empty for auditors.")

    def to_representation(self, instance: Any) -> Any:
        view = self.context["view"]
        is_auditor = view.viewer.is_only_auditor_in(view.system)
        return super().to_representation(instance | {"text": ""} if is_auditor else instance)


class PackSerializer(serializers.ModelSerializer):
    engagement = EngagementSerializer()
    edition = serializers.CharField(source="edition.key")
    requested_by = PersonSerializer()
    state = serializers.ChoiceField(source="job.state", choices=JobState.choices)
    reason = serializers.CharField(source="job.reason", help_text="Why it was not built; empty otherwise.")
    refs = serializers.ListField(child=serializers.CharField(), help_text="The chosen requirements; empty = all.")
    redacted = serializers.BooleanField(help_text="Whether people are named by role and id alone.")
    left_out = LeftOutSerializer(many=True, help_text="Items withheld: the pack shows their leaves and the reasons.")
    percent = serializers.IntegerField(help_text="How much of the zip is written, while it is being built.")
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
            "refs",
            "redacted",
            "left_out",
            "requested_by",
            "state",
            "reason",
            "percent",
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
    refs = serializers.ListField(
        child=serializers.CharField(max_length=40), default=list, help_text="Only these requirements; empty = all."
    )
    redacted = serializers.BooleanField(
        allow_null=True, default=None, help_text="Names nobody; null = as usual, which is so for GDPR alone."
    )
    left_out = LeftOutSerializer(many=True, default=list)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        examined = {row.edition.key: row.edition for row in asked["engagement"].audited.all()}
        key = asked["edition"] or (next(iter(examined)) if len(examined) == 1 else "")
        if key not in examined:
            raise serializers.ValidationError(
                {"edition": f"Choose one that the audit examines: {', '.join(examined)}."}
            )
        choices = Choices(
            refs=tuple(asked["refs"]),
            redacted=asked["redacted"],
            without=tuple(
                Without(item=each["item"], reason=LeftOut(each["reason"]), text=each["text"])
                for each in asked["left_out"]
            ),
        )
        return asked | {"edition": examined[key], "choices": choices}
