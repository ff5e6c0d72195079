"""Audits: open one, say who is let in and until when, conclude, and read who read what."""

from typing import Any

from django.db.models import Prefetch
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from compliance.actions import auditing, concluding
from compliance.actions.granting import open_engagement
from compliance.actions.reading import note_read
from compliance.api.bodies import JsonBody
from compliance.api.serializers.audits import (
    AuditSerializer,
    ConcludedSerializer,
    ConcludeSerializer,
    ConclusionSerializer,
    OpenAuditSerializer,
    ReadSerializer,
)
from compliance.api.visited import Visited
from compliance.audits.custody import lines_of, reads_of
from compliance.models import AuditorGrant, Conclusion, Engagement
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation


class AuditView(Visited):
    """One audit, before or after a verb. An auditor is shown their own access and nobody else's."""

    queryset = Engagement.objects.all()
    serializer_class: type[BaseSerializer] = AuditSerializer
    parser_classes = [JsonBody]

    def rows(self) -> Any:
        windows = AuditorGrant.objects.known().select_related("user").order_by("-valid_until", "pk")
        if self.viewer.is_only_auditor_in(self.system):
            windows = windows.filter(user=self.actor)
        rows = self.reach(Engagement.objects.select_related("system"))
        return rows.prefetch_related("audited__edition", Prefetch("grants", windows, to_attr="windows"))

    def shown(self, audit: Engagement, status: int = 200) -> Response:
        """As it is now."""
        return Response(self.get_serializer(self.rows().get(pk=audit.pk)).data, status=status)


class Audits(AuditView):
    @operation("audits_list", "The audits of a system", AuditSerializer(many=True), wrong=(*IN_A_SYSTEM, *LISTED))
    def get(self, request: Request, system_id: object) -> Response:
        """The team sees them all, an auditor those that let them in."""
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="audits")
        return self.page(self.rows().order_by("pk"))

    @operation(
        "audit_open",
        "Open an audit of what the system answers to, over a period",
        AuditSerializer,
        status=201,
        request=OpenAuditSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(OpenAuditSerializer)
        return self.shown(open_engagement(system=self.system, actor=self.actor, now=self.now, **said), status=201)


class OneAudit(AuditView):
    @operation("audit_read", "An audit: what it examines, its period, and who is let in", AuditSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return Response(self.get_serializer(row).data)


class End(AuditView):
    @operation(
        "audit_end",
        "End an audit: its auditors see nothing of it any more",
        AuditSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        return self.shown(auditing.end_audit(engagement=self.row(), actor=self.actor, now=self.now))


class Share(AuditView):
    @operation(
        "conclusions_share",
        "Share the auditors' conclusions with the team, those to come included",
        AuditSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """This cannot be taken back."""
        row = self.row()
        return self.shown(concluding.share_conclusions(engagement=row, actor=self.actor, on=self.on, now=self.now))


class Conclusions(AuditView):
    serializer_class = ConclusionSerializer

    @operation(
        "conclusions_list",
        "What an audit's auditors conclude now",
        ConclusionSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        """The team sees none until the auditors share them."""
        audit = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=audit, now=self.now, page="conclusions")
        rows = Conclusion.objects.known().visible_to(self.viewer).filter(engagement=audit)
        return self.page(rows.select_related("requirement__edition", "author").order_by("pk"))

    @operation(
        "conclusions_record",
        "Conclude about requirements, as an auditor of the audit",
        ConcludedSerializer,
        status=201,
        request=ConcludeSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """In the place of what was concluded of them before."""
        audit, said = self.row(), self.body(ConcludeSerializer)
        new = concluding.conclude(engagement=audit, author=self.actor, on=self.on, now=self.now, **said)
        told = ConcludedSerializer({"recorded": new}, context=self.get_serializer_context())
        return Response(told.data, status=201)


class Custody(AuditView):
    serializer_class = ReadSerializer

    @operation(
        "custody_list",
        "What the auditors of an audit read, the latest first",
        ReadSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        rows = self.paginate_queryset(reads_of(self.row()).order_by("-pk")) or []
        return self.get_paginated_response(self.get_serializer(lines_of(rows), many=True).data)
