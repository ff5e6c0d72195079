"""Evidence as the API shows it: what it is, when it was true, what its reviewers said. Never its bytes."""

from typing import Any

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.models import Duty
from evidence.models import ErasedFor, Item, ItemUse, Review


class SaidSerializer(serializers.ModelSerializer):
    """What one reviewer said."""

    reviewer = PersonSerializer()

    class Meta:
        model = Review
        fields = ("reviewer", "accepts", "comment", "said_at")


class ItemUseSerializer(serializers.ModelSerializer):
    submitted_by = PersonSerializer()
    reviewed_by = PersonSerializer(allow_null=True, help_text="Who settled it.")
    reviews = SaidSerializer(many=True)

    class Meta:
        model = ItemUse
        fields = (
            "id",
            "item",
            "duty",
            "request",
            "needs_two",
            "state",
            "submitted_by",
            "submitted_at",
            "reviewed_by",
            "reviewed_at",
            "comment",
            "reviews",
        )


class ItemSerializer(serializers.ModelSerializer):
    submitted_by = PersonSerializer(allow_null=True)
    is_stale = serializers.SerializerMethodField()
    erased_for = serializers.ChoiceField(
        choices=ErasedFor.choices, allow_blank=True, help_text="Empty while its bytes are here."
    )
    uses = ItemUseSerializer(many=True)

    class Meta:
        model = Item
        fields = (
            "id",
            "kind",
            "title",
            "media_type",
            "size",
            "digest",
            "source",
            "observed_from",
            "observed_until",
            "collected_at",
            "received_at",
            "valid_until",
            "is_stale",
            "run",
            "submitted_by",
            "replaces",
            "erased_at",
            "erased_for",
            "uses",
        )
        extra_kwargs = {"digest": {"help_text": "SHA-256 of the bytes, in hexadecimal; empty once they are erased."}}

    def get_is_stale(self, item: Item) -> bool:
        return item.valid_until is not None and item.valid_until < self.context["view"].now


class DutyField(serializers.PrimaryKeyRelatedField):
    """The id of a duty that the viewer sees in the view's system; any other does not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        return self.context["view"].reach(Duty.objects.select_related("system", "control", "service"))


class HandedInField(serializers.PrimaryKeyRelatedField):
    """The id of an item that the viewer sees in the view's system."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        return self.context["view"].reach(Item.objects.all())


class UploadSerializer(serializers.Serializer):
    duty = DutyField()
    replaces = HandedInField(required=False, help_text="An earlier version, handed in for the same duty.")
    title = serializers.CharField(max_length=200)
    observed_from = serializers.DateField(help_text="First day it speaks for, where the system lives.")
    observed_until = serializers.DateField(help_text="Last day it speaks for.")
    file = serializers.FileField(allow_empty_file=True, help_text="With its media type in the heading of its part.")


class ReviewSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=[("accept", "accept"), ("give-back", "give-back")])
    comment = serializers.CharField(
        allow_blank=True, default="", max_length=4000, help_text="Needed to give something back."
    )
