"""Services that collected facts showed: what is proposed, and how an officer settles it."""

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.settling import settle_duties
from compliance.actions.sighting import dismiss_sighting, take_sighting
from compliance.api.bodies import JsonBody
from compliance.api.serializers.sightings import (
    DismissSightingSerializer,
    SightingSerializer,
    TakeSightingSerializer,
)
from compliance.api.visited import Visited
from compliance.models import ServiceSighting
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.compiled import shipped

SHOWN = ServiceSighting.objects.with_use().select_related("service", "account", "dismissed_by")


class Sightings(Visited):
    queryset = SHOWN
    serializer_class = SightingSerializer

    @operation(
        "sightings_list",
        "Services that collection saw, and those in use that it did not",
        SightingSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(self.rows().order_by("-pk"))


class Take(Visited):
    queryset = SHOWN
    serializer_class = SightingSerializer
    parser_classes = [JsonBody]

    @operation(
        "sighting_take",
        "Record what was seen as used, and settle the duties",
        SightingSerializer,
        request=TakeSightingSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        row, said = self.row(), self.body(TakeSightingSerializer)
        with transaction.atomic():
            take_sighting(sighting=row, actor=self.actor, now=self.now, **said)
            settle_duties(system=self.system, catalogue=shipped(), on=self.on, actor=self.actor, now=self.now)
        return Response(self.get_serializer(SHOWN.get(pk=row.pk)).data)


class Dismiss(Visited):
    queryset = SHOWN
    serializer_class = SightingSerializer
    parser_classes = [JsonBody]

    @operation(
        "sighting_dismiss",
        "Say why what was seen is no use of this system",
        SightingSerializer,
        request=DismissSightingSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        row, said = self.row(), self.body(DismissSightingSerializer)
        dismiss_sighting(sighting=row, actor=self.actor, now=self.now, **said)
        return Response(self.get_serializer(SHOWN.get(pk=row.pk)).data)
