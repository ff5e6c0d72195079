"""Reports of a system: ask for one, see whether it is made, and take it away."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import JsonBody
from compliance.api.visited import Visited
from evidence.actions.reporting import request_report
from evidence.api.content import ContentView
from evidence.api.serializers.reports import AskForReportSerializer, ReportSerializer
from evidence.downloads import report_file
from evidence.models import Report
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.errors import Refused

SHOWN = Report.objects.select_related("edition__framework", "requested_by", "job", "system")


class Reports(Visited):
    queryset = SHOWN
    serializer_class = ReportSerializer
    parser_classes = [JsonBody]

    @operation(
        "reports_list",
        "The reports of a system, newest first",
        ReportSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(self.rows().order_by("-pk"))

    @operation(
        "report_request",
        "Ask for a report of the system under an edition on a day",
        ReportSerializer,
        status=202,
        request=AskForReportSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """Answers at once: read the report again until its `state` is `done`."""
        asked = {"on": self.on} | self.body(AskForReportSerializer)
        report = request_report(system=self.system, actor=self.actor, now=self.now, **asked)
        return Response(self.get_serializer(report).data, status=202)


class OneReport(Visited):
    queryset = SHOWN
    serializer_class = ReportSerializer

    @operation("report_read", "A report, and whether it is made", ReportSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        return Response(self.get_serializer(self.row()).data)


class Content(ContentView):
    queryset = SHOWN

    @operation(
        "report_content",
        "The report itself, as PDF",
        OpenApiTypes.BINARY,
        media_type="application/pdf",
        wrong=(*IN_A_SYSTEM, 410, 422),
    )
    def get(self, request: Request, system_id: object, pk: object) -> FileResponse:
        report: Report = self.row()
        if report.made_at is None:
            raise Refused("This report is not made yet: read its state, and come back when that is done.")
        self.refuse_erased(report)
        return report_file(report)
