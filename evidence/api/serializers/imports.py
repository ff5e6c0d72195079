"""Imports of other tools' findings, as the API shows and takes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.models import Outcome
from evidence.importing.findings import WhyUnread
from evidence.importing.shipped import formats
from evidence.imports import checks_of, is_under_way, why_it_failed
from evidence.models import Import, Observation


class ImportSerializer(serializers.ModelSerializer):
    requested_by = PersonSerializer()
    reading = serializers.SerializerMethodField(help_text="How its latest reading stands.")
    reason = serializers.SerializerMethodField(help_text="Why it could not be read; empty where it could.")

    class Meta:
        model = Import
        fields: tuple[str, ...] = (
            *("id", "format", "tool", "tool_version", "account", "region", "as_of", "item", "requested_by"),
            *("requested_at", "reading", "reason", "read_at", "taken", "elsewhere_count", "unread_count"),
        )

    @extend_schema_field(serializers.ChoiceField(choices=["under-way", "done", "failed"]))
    def get_reading(self, row: Import) -> str:
        if is_under_way(row):
            return "under-way"
        return "failed" if why_it_failed(row) else "done"

    def get_reason(self, row: Import) -> str:
        return why_it_failed(row)


class ElsewhereSerializer(serializers.Serializer):
    account = serializers.CharField()
    region = serializers.CharField(allow_blank=True)
    findings = serializers.IntegerField()


class UnreadSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="The finding’s place in the file, from 1.")
    why = serializers.ChoiceField(choices=[(each.value, each.value) for each in WhyUnread])


class UnmappedSerializer(serializers.Serializer):
    check = serializers.CharField(source="key")
    title = serializers.CharField(allow_blank=True)
    findings = serializers.IntegerField()


class ImportDetailSerializer(ImportSerializer):
    elsewhere = serializers.SerializerMethodField(help_text="Not of this system: kept in the sealed file, not counted.")
    unread = serializers.SerializerMethodField(help_text="The first of those that could not be taken.")
    unmapped = serializers.SerializerMethodField(help_text="Checks that speak for no control.")

    class Meta(ImportSerializer.Meta):
        fields = (*ImportSerializer.Meta.fields, "elsewhere", "unread", "unmapped")

    @extend_schema_field(ElsewhereSerializer(many=True))
    def get_elsewhere(self, row: Import) -> Any:
        told = [{"account": account, "region": region, "findings": count} for account, region, count in row.elsewhere]
        return ElsewhereSerializer(told, many=True).data

    @extend_schema_field(UnreadSerializer(many=True))
    def get_unread(self, row: Import) -> Any:
        return UnreadSerializer([{"number": number, "why": why} for number, why in row.unread], many=True).data

    @extend_schema_field(UnmappedSerializer(many=True))
    def get_unmapped(self, row: Import) -> Any:
        return UnmappedSerializer([each for each in checks_of(row) if each.mapped is None], many=True).data


class HandInSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, help_text="JSON, JSON lines or CSV, as the tool wrote it.")
    format = serializers.ChoiceField(
        choices=[(key, each.title) for key, each in formats().items()],
        required=False,
        allow_blank=True,
        default="",
        help_text="Recognised by the content where it is left out.",
    )
    account = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Whose findings they are, where the file names none."
    )
    region = serializers.CharField(required=False, allow_blank=True, default="", help_text="Likewise.")
    as_of = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="The day of the export, where the file says no time."
    )


class ToolFindingSerializer(serializers.ModelSerializer):
    """One finding. `check` is the tool and its own id; `detail.number` its place in the file."""

    check = serializers.CharField(source="check_key")
    outcome = serializers.ChoiceField(choices=Outcome.choices)

    class Meta:
        model = Observation
        fields = (
            *("id", "check", "account", "region", "resource", "outcome", "reason", "detail"),
            *("observed_at", "fresh_until", "item"),
        )
