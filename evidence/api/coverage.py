"""Coverage of an audit's period by evidence, duty by duty."""

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.visited import Reading
from compliance.models import Engagement
from evidence.api.serializers.coverage import DutyCoverageSerializer
from evidence.coverage.occurrences import coverage_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.api.pages import Computed
from frameworks.compiled import shipped

AUDITS = Engagement.objects.select_related("system").prefetch_related("editions")


class AuditCoverage(Reading):
    serializer_class = DutyCoverageSerializer

    @operation(
        "audit_coverage",
        "What each duty was expected to show in an audit's period, and what came in",
        DutyCoverageSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        """An auditor's read is journalled."""
        audit = get_object_or_404(self.reach(AUDITS.all()), pk=pk)
        note_read(viewer=self.viewer, system=self.system, subject=audit, now=self.now, page="occurrences")
        coverage = coverage_of(audit, shipped(), self.now)
        return self.page(Computed(coverage.duties, lambda each: str(each.expected.duty.pk)))
