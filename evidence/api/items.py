"""Items: evidence that was collected or handed in, its bytes, and its review."""

from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.bodies import FormBody, JsonBody
from compliance.api.visited import Visited
from evidence.actions import reviewing
from evidence.actions.uploading import upload
from evidence.api.content import ContentView
from evidence.api.serializers.items import (
    ItemSerializer,
    ItemUseSerializer,
    ReviewSerializer,
    UploadSerializer,
)
from evidence.downloads import item_file
from evidence.models import Item, ItemKind, ItemUse, UseState
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation

USES = ItemUse.objects.select_related("submitted_by", "reviewed_by").prefetch_related("reviews__reviewer")


class ItemFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=ItemKind.choices)
    source = filters.CharFilter(help_text="Who says so, such as `aws.s3`.")
    run = filters.UUIDFilter(field_name="run_id")
    duty = filters.UUIDFilter(field_name="uses__duty_id", help_text="Handed in for this duty.")
    request = filters.UUIDFilter(field_name="uses__request_id", help_text="Handed in for this request.")
    review = filters.ChoiceFilter(field_name="uses__state", choices=UseState.choices, distinct=True)

    class Meta:
        model = Item
        fields: list[str] = []


class ItemView(Visited):
    """Items with the uses of theirs that the viewer sees."""

    queryset = Item.objects.select_related("submitted_by")
    serializer_class = ItemSerializer

    def rows(self) -> Any:
        return super().rows().prefetch_related(Prefetch("uses", USES.visible_to(self.viewer)))


class Items(ItemView):
    filterset_class = ItemFilter
    parser_classes = [FormBody]

    @operation(
        "items_list",
        "The evidence of a system, newest first",
        ItemSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="evidence")
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

    @operation(
        "item_upload",
        "Hand in a file as evidence for a duty",
        ItemSerializer,
        status=201,
        request={"multipart/form-data": UploadSerializer},
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(UploadSerializer)
        file = said.pop("file")
        use = upload(content=file, media_type=file.content_type or "", actor=self.actor, now=self.now, **said)
        item = self.rows().get(pk=use.item_id)
        return Response(self.get_serializer(item).data, status=201)


class OneItem(ItemView):
    @operation("item_read", "An item: everything but its bytes", ItemSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        item: Item = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=item, now=self.now)
        return Response(self.get_serializer(item).data)


class Content(ContentView):
    queryset = Item.objects.all()

    @operation(
        "item_content",
        "The sealed bytes of an item",
        OpenApiTypes.BINARY,
        media_type="*/*",
        wrong=(*IN_A_SYSTEM, 410),
    )
    def get(self, request: Request, system_id: object, pk: object) -> FileResponse:
        """Comes with the media type it was sealed with. An auditor's read is journalled."""
        item: Item = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=item, now=self.now, page="content")
        self.refuse_erased(item)
        return item_file(item)


class Review(Visited):
    queryset = ItemUse.objects.all()
    serializer_class = ItemUseSerializer
    parser_classes = [JsonBody]

    @operation(
        "use_review",
        "Accept what was handed in, or give it back",
        ItemUseSerializer,
        request=ReviewSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        use: ItemUse = self.row()
        said = self.body(ReviewSerializer)
        verb = reviewing.accept if said["verdict"] == "accept" else reviewing.give_back
        use = verb(use=use, actor=self.actor, comment=said["comment"], now=self.now)
        return Response(self.get_serializer(use).data)
