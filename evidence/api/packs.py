"""Packs: ask for one, see whether it is built, and take it away."""

from django.http import HttpResponseBase
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.bodies import JsonBody
from compliance.api.visited import Visited
from evidence.actions.packing import request_pack
from evidence.api.content import ContentView
from evidence.api.serializers.packs import PackSerializer, RequestPackSerializer
from evidence.downloads import pack_file
from evidence.models import Pack
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.errors import Refused

ZIP = "application/zip"
SHOWN = Pack.objects.select_related(
    "edition__framework", "engagement", "requested_by", "job", "system"
).prefetch_related("engagement__audited__edition")


class PackFilter(filters.FilterSet):
    engagement = filters.UUIDFilter(field_name="engagement_id")

    class Meta:
        model = Pack
        fields: list[str] = []


class Packs(Visited):
    queryset = SHOWN
    serializer_class = PackSerializer
    filterset_class = PackFilter
    parser_classes = [JsonBody]

    @operation(
        "packs_list",
        "The packs of a system, newest first",
        PackSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="packs")
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

    @operation(
        "pack_request",
        "Ask for a pack of an engagement as of now",
        PackSerializer,
        status=202,
        request=RequestPackSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """Answers at once: read the pack again until its `state` is `done`."""
        asked = self.body(RequestPackSerializer)
        pack = request_pack(
            engagement=asked["engagement"],
            edition=asked["edition"],
            actor=self.actor,
            now=self.now,
            choices=asked["choices"],
        )
        return Response(self.get_serializer(pack).data, status=202)


class OnePack(Visited):
    queryset = SHOWN
    serializer_class = PackSerializer

    @operation("pack_read", "A pack, and whether it is built", PackSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        pack: Pack = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=pack, now=self.now)
        return Response(self.get_serializer(pack).data)


class Content(ContentView):
    queryset = SHOWN

    @operation(
        "pack_content",
        "The pack itself: a zip that is verified without us",
        OpenApiTypes.BINARY,
        media_type=ZIP,
        wrong=(*IN_A_SYSTEM, 410, 422),
    )
    def get(self, request: Request, system_id: object, pk: object) -> HttpResponseBase:
        """An auditor's read is journalled. A part may be asked for by `Range`, and bound to one file by `If-Range`."""
        pack: Pack = self.row()
        if pack.sealed_at is None:
            raise Refused("This pack is not sealed yet: read its state, and come back when that is done.")
        note_read(viewer=self.viewer, system=self.system, subject=pack, now=self.now, page="content")
        self.refuse_erased(pack)
        return pack_file(request._request, pack)
