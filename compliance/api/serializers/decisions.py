"""A decision about a requirement as the API shows it, and what is said to propose one or to end it."""

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.actions.deciding import LONGEST_TEXT
from compliance.api.serializers.people import PersonSerializer
from compliance.models import Decision, DecisionState
from frameworks.api.codes import code
from frameworks.compiled import shipped
from frameworks.models import Requirement
from frameworks.schema import DecisionKind


class InForceSerializer(serializers.Serializer):
    """A decision in force, as its requirement names it."""

    id = serializers.UUIDField()
    kind = code(DecisionKind)
    changes_status = serializers.BooleanField(help_text="False: it is on record only.")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()


class AnsweredSerializer(serializers.Serializer):
    asked = serializers.CharField()
    answer = serializers.CharField()


class DecisionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    edition = serializers.CharField(source="requirement.edition.key")
    ref = serializers.CharField(source="requirement.ref")
    kind = code(DecisionKind)
    state = serializers.SerializerMethodField(help_text="What it is today, where the system lives.")
    answers = AnsweredSerializer(many=True)
    changes_status = serializers.SerializerMethodField(
        help_text="False: it is on record only. Null until it is approved."
    )
    author = PersonSerializer()
    decided_by = PersonSerializer(allow_null=True, help_text="Who approved or declined it.")
    withdrawn_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Decision
        fields = (
            "id",
            "edition",
            "ref",
            "kind",
            "state",
            "justification",
            "answers",
            "changes_status",
            "valid_from",
            "valid_until",
            "author",
            "proposed_at",
            "decided_by",
            "approved_at",
            "declined_at",
            "withdrawn_at",
            "withdrawn_on",
            "withdrawn_by",
            "comment",
        )

    @extend_schema_field(serializers.ChoiceField(choices=DecisionState.choices))
    def get_state(self, row: Decision) -> str:
        on: datetime.date = self.context["view"].on
        return row.state_on(on)

    def get_changes_status(self, row: Decision) -> bool | None:
        return row.changes_status if row.approved_at else None


class DecisionProposalSerializer(serializers.Serializer):
    edition = serializers.CharField(max_length=60, help_text="Key of an edition, or of a framework.")
    ref = serializers.CharField(max_length=60, help_text="The requirement's reference, or another spelling of it.")
    kind = code(DecisionKind)
    justification = serializers.CharField(max_length=LONGEST_TEXT)
    answers = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TEXT),
        max_length=20,
        help_text="To what the catalogue asks for the kind, in its order.",
    )
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last day. It lapses by itself after it.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the row of the requirement in the place of its names."""
        edition, ref = attrs.pop("edition"), attrs.pop("ref")
        try:
            key, found = shipped().edition(edition).key, shipped().requirement(edition, ref).ref
        except KeyError:
            raise serializers.ValidationError({"ref": "The catalogue has no such requirement."}) from None
        return {**attrs, "requirement": Requirement.objects.select_related("edition").by_ref(key, found)}


class DecisionCommentSerializer(serializers.Serializer):
    comment = serializers.CharField(max_length=LONGEST_TEXT, help_text="Why.")
