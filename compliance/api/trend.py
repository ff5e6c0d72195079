"""The counts that were kept of a system day by day."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.serializers.trend import StandingDaySerializer
from compliance.api.visited import Reading
from compliance.models import StandingDay
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.compiled import shipped


class TrendAsked(serializers.Serializer):
    """Both days inclusive, in the system's time zone."""

    edition = serializers.CharField(required=False, help_text="Key of an edition, or of a framework.")
    until = serializers.DateField(required=False, help_text="The last day.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateField(required=False, help_text="The first day.")}


class Trend(Reading):
    queryset = StandingDay.objects.select_related("edition")
    serializer_class = StandingDaySerializer

    @operation(
        "trend_list",
        "Where a system stood, day by day, AWS's part and its own apart",
        StandingDaySerializer(many=True),
        query=TrendAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        """In the order in which the days were first recorded. A day that is missing was not recorded."""
        asked, rows = self.query(TrendAsked), self.rows()
        if edition := asked.get("edition"):
            rows = rows.filter(edition__key__in=_keys(edition))
        if first := asked.get("from"):
            rows = rows.filter(day__gte=first)
        if last := asked.get("until"):
            rows = rows.filter(day__lte=last)
        return self.page(rows)


def _keys(name: str) -> list[str]:
    return [key for key, edition in shipped().editions.items() if name in {key, edition.framework}]
