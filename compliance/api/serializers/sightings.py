"""Services that collected facts showed, as the API shows and settles them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.models import DataClass, ServiceSighting, Touch
from compliance.models.sighting import MISSES

STANDINGS = ("proposed", "missed", "dismissed", "used", "gone")


class SightingSerializer(serializers.ModelSerializer):
    service = serializers.CharField(source="service.key")
    account = serializers.CharField(source="account.account_id")
    standing = serializers.SerializerMethodField(
        help_text="proposed: seen, and in use by nobody’s word. missed: in use, and not seen by the last runs."
    )
    item = serializers.UUIDField(source="ref", allow_null=True, help_text="The evidence in which it was last seen.")
    misses = serializers.IntegerField(help_text="Runs that have looked in vain since.")
    dismissed_by = PersonSerializer(allow_null=True)

    class Meta:
        model = ServiceSighting
        fields = (
            *("id", "service", "account", "region", "standing", "item", "first_seen_at", "last_seen_at", "misses"),
            *("dismissed_by", "dismissed_at", "dismissed_because"),
        )

    @extend_schema_field(serializers.ChoiceField(choices=[(each, each) for each in STANDINGS]))
    def get_standing(self, row: Any) -> str:
        if row.used:
            return "missed" if row.misses >= MISSES else "used"
        if row.dismissed_at:
            return "dismissed"
        return "proposed" if row.last_seen_at and not row.misses else "gone"


class TakeSightingSerializer(serializers.Serializer):
    touches = serializers.DictField(
        child=serializers.ChoiceField(choices=Touch.choices),
        help_text=f"For each class of data of the system ({', '.join(DataClass.values)}): what it does with it.",
    )
    since = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The day on which it was first seen, where none is named.",
    )


class DismissSightingSerializer(serializers.Serializer):
    because = serializers.CharField(max_length=2000)
