"""Other tools' findings: hand in a file, see what came of it, read it again."""

from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import FormBody, JsonBody
from compliance.api.visited import Visited
from evidence.actions.taking_findings import import_file, read_again
from evidence.api.runs import ObservationFilter
from evidence.api.serializers.imports import (
    HandInSerializer,
    ImportDetailSerializer,
    ImportSerializer,
    ToolFindingSerializer,
)
from evidence.models import Import, Observation
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation

SHOWN = Import.objects.select_related("item", "job", "requested_by")


class Imports(Visited):
    queryset = SHOWN
    serializer_class = ImportSerializer
    parser_classes = [FormBody]

    @operation(
        "imports_list",
        "Other tools' findings that came in, newest first",
        ImportSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

    @operation(
        "import_hand_in",
        "Hand in a file of another tool's findings",
        ImportDetailSerializer,
        status=202,
        request={"multipart/form-data": HandInSerializer},
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """Answers once the file is sealed: read the import again to see what was taken of it."""
        said = self.body(HandInSerializer)
        made = import_file(system=self.system, content=said.pop("file"), actor=self.actor, now=self.now, **said)
        return Response(ImportDetailSerializer(SHOWN.get(pk=made.pk), context={"view": self}).data, status=202)


class OneImport(Visited):
    queryset = SHOWN
    serializer_class = ImportDetailSerializer

    @operation("import_read", "An import, with what is not mapped, elsewhere or unread", ImportDetailSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        return Response(self.get_serializer(self.row()).data)


class Findings(Visited):
    queryset = Observation.objects.known()
    serializer_class = ToolFindingSerializer
    filterset_class = ObservationFilter

    @operation(
        "import_findings_list",
        "The findings that were taken of an import",
        ToolFindingSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        made: Import = get_object_or_404(self.reach(Import.objects.exclude(item=None)), pk=pk)
        return self.page(self.filter_queryset(self.rows().filter(item=made.item_id)).order_by("pk"))


class Again(Visited):
    queryset = SHOWN
    serializer_class = ImportDetailSerializer
    parser_classes = [JsonBody]

    @operation(
        "import_read_again",
        "Read the sealed file again, by today's scope and mapping",
        ImportDetailSerializer,
        status=202,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        made = read_again(made=self.row(), actor=self.actor, now=self.now)
        return Response(self.get_serializer(SHOWN.get(pk=made.pk)).data, status=202)
