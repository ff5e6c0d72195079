"""Populations and samples as the API shows them, and what is said to enter the one and draw the other."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.audits import EngagementField
from compliance.api.serializers.people import PersonSerializer
from evidence.actions.drawing import LONGEST_SEED, MOST_DRAWN, Difference, Redrawn
from evidence.actions.populating import LONGEST_NAME, LONGEST_TEXT
from evidence.admitting import LONGEST_TITLE
from evidence.models import Population, Sample
from evidence.tables import MOST_ROWS
from frameworks.api.codes import code
from frameworks.compiled import shipped
from frameworks.models import Control, Requirement


class DrawnSerializer(serializers.Serializer):
    position = serializers.IntegerField(help_text="From 1, in the order of the extraction.")
    key = serializers.CharField(help_text="What the key column says; empty without a file.")


class SampleSerializer(serializers.ModelSerializer):
    rows = serializers.SerializerMethodField(help_text="In the order of the draw.")
    drawn_by = PersonSerializer()

    class Meta:
        model = Sample
        fields = ("id", "population", "number", "seed", "size", "method", "rows", "drawn_by", "drawn_at")

    @extend_schema_field(DrawnSerializer(many=True))
    def get_rows(self, row: Sample) -> list[dict[str, Any]]:
        return [{"position": position, "key": key} for position, key in row.rows]


class RedrawnSerializer(serializers.Serializer):
    same = serializers.SerializerMethodField(help_text="The same rows came out, in the same order.")
    difference = code(Difference, allow_null=True)

    @extend_schema_field(serializers.BooleanField())
    def get_same(self, found: Redrawn) -> bool:
        return found.difference is None


class PopulationSerializer(serializers.ModelSerializer):
    edition = serializers.CharField(source="requirement.edition.key", allow_null=True, default=None)
    ref = serializers.CharField(source="requirement.ref", allow_null=True, default=None)
    control = serializers.CharField(source="control.key", allow_null=True, default=None)
    header = serializers.ListField(child=serializers.CharField(), help_text="The file's first row; empty without one.")
    entered_by = PersonSerializer()
    samples: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Population
        fields = (
            *("id", "engagement", "edition", "ref", "control", "title", "first_day", "last_day", "origin", "query"),
            *("filters", "count", "extracted_at", "extracted_by", "item", "header", "key_column", "entered_by"),
            *("entered_at", "samples"),
        )


class PopulationEnteredSerializer(serializers.Serializer):
    engagement = EngagementField(help_text="An audit that you see.")
    title = serializers.CharField(max_length=LONGEST_TITLE)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    origin = serializers.CharField(max_length=LONGEST_NAME, help_text="The system that it comes from.")
    query = serializers.CharField(max_length=LONGEST_TEXT)
    filters = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    count = serializers.IntegerField(min_value=0, max_value=MOST_ROWS)
    extracted_at = serializers.DateTimeField()
    extracted_by = serializers.CharField(max_length=LONGEST_NAME, help_text="A person, or a tool by name.")
    edition = serializers.CharField(max_length=60, required=False, help_text="With `ref`: the requirement it is for.")
    ref = serializers.CharField(max_length=60, required=False)
    control = serializers.SlugRelatedField(slug_field="key", queryset=Control.objects.all(), required=False)
    file = serializers.FileField(required=False, help_text="CSV or XLSX: a header, and as many rows as the count.")
    key_column = serializers.CharField(max_length=LONGEST_NAME, required=False, help_text="The first, if not said.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the row of the requirement in the place of its names."""
        edition, ref = attrs.pop("edition", ""), attrs.pop("ref", "")
        if not edition and not ref:
            return attrs
        try:
            key, found = shipped().edition(edition).key, shipped().requirement(edition, ref).ref
        except KeyError:
            raise serializers.ValidationError({"ref": "The catalogue has no such requirement."}) from None
        return {**attrs, "requirement": Requirement.objects.select_related("edition").by_ref(key, found)}


class DrawSerializer(serializers.Serializer):
    size = serializers.IntegerField(min_value=1, max_value=MOST_DRAWN)
    seed = serializers.CharField(
        max_length=LONGEST_SEED,
        required=False,
        allow_blank=True,
        default="",
        help_text="Random where it is not said; only an auditor names one.",
    )
