"""Runs, their cells and what the checks observed, as the API shows them."""

import datetime
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from evidence.collecting.contract import Severity
from evidence.collecting.shipped import checks
from evidence.models import JobState, Observation, Run


class RunSerializer(serializers.ModelSerializer):
    started_by = PersonSerializer(allow_null=True, help_text="Null where the clock started it.")

    class Meta:
        model = Run
        fields: tuple[str, ...] = (
            "id",
            "opened_at",
            "slot",
            "cancelled_at",
            "closed_at",
            "started_by",
            "expected_cells",
        )


class ListedRunSerializer(RunSerializer):
    """`whole`, `in_part` and `not_at_all`: its cells by what was seen of them; the others are still to come."""

    whole = serializers.IntegerField()
    in_part = serializers.IntegerField()
    not_at_all = serializers.IntegerField()

    class Meta(RunSerializer.Meta):
        fields = (*RunSerializer.Meta.fields, "whole", "in_part", "not_at_all")


class CellSerializer(serializers.Serializer):
    """One account x region x collector. `blind` counts the answers that could not be had in it."""

    account_id = serializers.CharField()
    account_name = serializers.CharField()
    region = serializers.CharField()
    collector = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    reason = serializers.CharField(help_text="Why it is a gap; empty where it is none.")
    answers = serializers.IntegerField()
    blind = serializers.IntegerField()
    calls = serializers.IntegerField()
    seconds = serializers.FloatField(allow_null=True)


class LookedSerializer(serializers.Serializer):
    """Cells by what was seen of them; those of an open run that count nowhere are still to come."""

    total = serializers.IntegerField()
    whole = serializers.IntegerField()
    in_part = serializers.IntegerField()
    not_at_all = serializers.IntegerField()
    percent = serializers.IntegerField(help_text="Of the total, seen whole; rounded down.")
    reasons = serializers.DictField(child=serializers.IntegerField(), help_text="Why cells were not seen whole.")


class SpeedSerializer(serializers.Serializer):
    """A minute; of an open run in its last minutes."""

    cells = serializers.FloatField()
    calls = serializers.FloatField()
    seconds_left = serializers.IntegerField(allow_null=True)


class TallySerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    finished = serializers.IntegerField()
    running = serializers.IntegerField()
    looked = LookedSerializer()


class ProgressSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    finished = serializers.IntegerField()
    running = serializers.IntegerField()
    gaps = serializers.IntegerField()
    answers = serializers.IntegerField()
    blind = serializers.IntegerField()
    calls = serializers.IntegerField()
    percent = serializers.IntegerField()
    done = serializers.BooleanField()
    looked = LookedSerializer()
    speed = SpeedSerializer(allow_null=True)
    accounts = TallySerializer(many=True)
    regions = TallySerializer(many=True)
    collectors = TallySerializer(many=True)
    cells = CellSerializer(many=True)


class RunDetailSerializer(RunSerializer):
    progress = ProgressSerializer()

    class Meta(RunSerializer.Meta):
        fields = (*RunSerializer.Meta.fields, "progress")


class StartRunSerializer(serializers.Serializer):
    only = serializers.ListField(
        child=serializers.SlugField(),
        default=list,
        max_length=100,
        help_text="Keys of collectors; empty = all.",
    )
    accounts = serializers.ListField(
        child=serializers.RegexField(r"^\d{12}$"),
        default=list,
        max_length=1000,
        help_text="Ids of accounts; empty = all.",
    )


@dataclass(frozen=True)
class RetiredCheck:
    key: str
    title: str = ""
    severity: None = None
    controls: tuple[str, ...] = ()
    remedy: str = ""
    cannot_see: str = ""


class CheckSerializer(serializers.Serializer):
    """The question. A retired check keeps its key, and only that."""

    key = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    severity = serializers.ChoiceField(choices=[(each.value, each.value) for each in Severity], allow_null=True)
    controls = serializers.ListField(child=serializers.CharField())
    remedy = serializers.CharField(allow_blank=True)
    cannot_see = serializers.CharField(allow_blank=True)


class ObservationSerializer(serializers.ModelSerializer):
    check = serializers.SerializerMethodField()
    is_stale = serializers.SerializerMethodField()

    class Meta:
        model = Observation
        fields = (
            "id",
            "check",
            "account",
            "region",
            "resource",
            "outcome",
            "reason",
            "detail",
            "observed_at",
            "fresh_until",
            "is_stale",
            "item",
        )

    @extend_schema_field(CheckSerializer)
    def get_check(self, row: Observation) -> dict[str, Any]:
        return CheckSerializer(checks().get(row.check_key) or RetiredCheck(row.check_key)).data

    def get_is_stale(self, row: Observation) -> bool:
        now: datetime.datetime = self.context["view"].now
        return row.fresh_until < now
