"""Requests as the API shows and takes them."""

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.people import MemberField, PersonSerializer
from compliance.models import Engagement
from evidence.actions.answering import LONGEST_NOTE, LONGEST_TEXT, LONGEST_URL
from evidence.actions.asking import LONGEST_REFERENCE
from evidence.actions.asking import LONGEST_TEXT as LONGEST_QUESTION
from evidence.admitting import LONGEST_TITLE
from evidence.api.serializers.items import DutyField, HandedInField
from evidence.models import Request
from evidence.requests import RequestState, asked_of
from frameworks.compiled import shipped
from frameworks.models import Requirement


class RequestSerializer(serializers.ModelSerializer):
    state = serializers.ChoiceField(choices=RequestState.choices)
    is_overdue = serializers.BooleanField(help_text="Neither accepted nor withdrawn, and past its day.")
    edition = serializers.CharField(source="requirement.edition.key", default=None, allow_null=True)
    requirement = serializers.CharField(source="requirement.ref", default=None, allow_null=True)
    owner = PersonSerializer(allow_null=True, help_text="Who was asked by name.")
    asked_of = serializers.SerializerMethodField(
        help_text="Who answers it today: by name, or as the duty’s owner. Null: the officers."
    )
    raised_by = PersonSerializer(allow_null=True, help_text="Null: the control’s cadence.")
    withdrawn_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Request
        fields = (
            "id",
            "state",
            "is_overdue",
            "origin",
            "engagement",
            "reference",
            "title",
            "asks",
            "duty",
            "edition",
            "requirement",
            "owner",
            "asked_of",
            "first_day",
            "last_day",
            "due_on",
            "needs_two",
            "raised_by",
            "raised_at",
            "withdrawn_by",
            "withdrawn_at",
            "withdrawn_reason",
        )

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_asked_of(self, row: Request) -> Any:
        on: datetime.date = self.context["view"].on
        person = asked_of(row, on)
        return PersonSerializer(person).data if person else None


class AuditField(serializers.PrimaryKeyRelatedField):
    """The id of an audit that the viewer sees in the view's system."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        return self.context["view"].reach(Engagement.objects.all())


class RaisedSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    asks = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_QUESTION)
    reference = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_REFERENCE, help_text="The auditor’s own number of it."
    )
    due_on = serializers.DateField()
    engagement = AuditField(required=False, help_text="An auditor names the audit that lets them in.")
    duty = DutyField(required=False)
    edition = serializers.CharField(required=False, max_length=60, help_text="Key of an edition, or of a framework.")
    requirement = serializers.CharField(required=False, max_length=60, help_text="Its reference in the edition.")
    owner = MemberField(required=False, help_text="Who is asked by name. Not for auditors.")
    first_day = serializers.DateField(required=False, help_text="First of the days it has to speak for.")
    last_day = serializers.DateField(required=False)
    needs_two = serializers.BooleanField(required=False, help_text="Two people have to accept what answers it.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the row of the requirement in the place of its names."""
        edition, ref = attrs.pop("edition", None), attrs.pop("requirement", None)
        if edition is None and ref is None:
            return attrs
        try:
            key, found = shipped().edition(edition or "").key, shipped().requirement(edition or "", ref or "").ref
        except KeyError:
            raise serializers.ValidationError({"requirement": "The catalogue has no such requirement."}) from None
        return {**attrs, "requirement": Requirement.objects.select_related("edition").by_ref(key, found)}


class AnswerSerializer(serializers.Serializer):
    """Files, or a text, or a link: one of the three."""

    file = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        help_text="One part for each file, with its media type in the heading of the part. All are taken in or none.",
    )
    text = serializers.CharField(required=False, max_length=LONGEST_TEXT)
    url = serializers.CharField(required=False, max_length=LONGEST_URL, help_text="https only; not what is behind it.")
    note = serializers.CharField(required=False, max_length=LONGEST_NOTE, help_text="What the link shows.")
    title = serializers.CharField(
        required=False, default="", max_length=LONGEST_TITLE, help_text="For files their names will do."
    )
    observed_from = serializers.DateField(help_text="First day it speaks for, where the system lives.")
    observed_until = serializers.DateField(help_text="Last day it speaks for.")
    replaces = HandedInField(required=False, help_text="An earlier version, handed in for the same request.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(attrs.get(name)) for name in ("file", "text", "url")) != 1:
            raise serializers.ValidationError("Hand in files, a text or a link: one of the three.")
        return attrs


class AtHandSerializer(serializers.Serializer):
    item = HandedInField()


class HandSerializer(serializers.Serializer):
    owner = MemberField(allow_null=True, help_text="Null: nobody by name, so the owner of the duty.")


class WithdrawalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=LONGEST_QUESTION)
