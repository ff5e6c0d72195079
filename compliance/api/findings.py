"""Findings of audits: raised by an auditor of the audit or an officer, and followed up step by step."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.following_up import VERBS
from compliance.actions.raising_findings import raise_finding
from compliance.actions.reading import note_read
from compliance.api.bodies import JsonBody
from compliance.api.serializers.findings import FindingRaisedSerializer, FindingSerializer, FollowUpSerializer
from compliance.api.visited import Reading
from compliance.audits.findings import FindingPosture, FindingState, posture_of_finding
from compliance.models import Finding, Severity
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.api.pages import Computed


class FindingsAsked(serializers.Serializer):
    """What a list of findings may be asked for."""

    engagement = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=FindingState.choices, required=False)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)
    owner = serializers.UUIDField(required=False, help_text="Whose the corrective action is.")
    overdue = serializers.BooleanField(required=False, allow_null=True, default=None)


class FindingView(Reading):
    queryset = Finding.objects.with_steps()
    serializer_class = FindingSerializer
    parser_classes = [JsonBody]

    def shown(self, row: Finding, status: int = 200) -> Response:
        read = posture_of_finding(Finding.objects.with_steps().get(pk=row.pk))
        return Response(self.get_serializer(read).data, status=status)


class Findings(FindingView):
    @operation(
        "findings_list",
        "The findings of a system's audits",
        FindingSerializer(many=True),
        query=FindingsAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        """An auditor is shown those of the audits that let them in."""
        asked = self.query(FindingsAsked)
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="findings")
        rows = [posture_of_finding(row) for row in self.rows().order_by("pk")]
        return self.page(Computed([row for row in rows if self._lets(asked, row)], _id))

    @operation(
        "finding_raise",
        "Raise a finding in an audit",
        FindingSerializer,
        status=201,
        request=FindingRaisedSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        row = raise_finding(actor=self.actor, now=self.now, **self.body(FindingRaisedSerializer))
        return self.shown(row, status=201)

    def _lets(self, asked: dict[str, Any], row: FindingPosture) -> bool:
        codes = {
            "engagement": row.finding.engagement_id,
            "state": row.state,
            "severity": row.finding.severity,
            "owner": row.action.owner_id if row.action else None,
            "overdue": row.is_overdue(self.on),
        }
        return all(asked.get(name) in {None, code} for name, code in codes.items())


class OneFinding(FindingView):
    @operation("finding_read", "A finding with every step that followed", FindingSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return self.shown(row)


class FollowUp(FindingView):
    @operation(
        "finding_follow_up",
        "Add a step to a finding: response, action, done, retest, closed or reopened",
        FindingSerializer,
        request=FollowUpSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """What the finding's state does not let through, or what is somebody else's to do, is refused with 422."""
        row, said = self.row(), self.body(FollowUpSerializer)
        VERBS[said.pop("kind")](finding=row, actor=self.actor, now=self.now, **said)
        return self.shown(row)


def _id(row: FindingPosture) -> str:
    return str(row.finding.pk)
