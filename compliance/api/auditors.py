"""Who is let in to an audit: invitations by mail, and the windows of those who came."""

from typing import Any

from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions import granting, inviting
from compliance.api.bodies import JsonBody
from compliance.api.serializers.audits import InvitationSerializer, InviteSerializer, UntilSerializer, WindowSerializer
from compliance.api.visited import Visited
from compliance.audits.invitations import address_of
from compliance.models import AuditorGrant, Engagement, Invitation
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation


class Invitations(Visited):
    queryset = Invitation.objects.select_related("invited_by", "accepted_by")
    serializer_class = InvitationSerializer
    parser_classes = [JsonBody]

    @property
    def audit(self) -> Engagement:
        found: Engagement = get_object_or_404(self.reach(Engagement.objects.all()), pk=self.kwargs["pk"])
        return found

    @operation(
        "invitations_list",
        "The invitations to an audit, newest first",
        InvitationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        return self.page(self.rows().filter(engagement=self.audit).order_by("-pk"))

    @operation(
        "auditor_invite",
        "Invite an auditor by mail",
        InvitationSerializer,
        status=201,
        request=InviteSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """An invitation to the same address that waits is withdrawn by it."""
        audit, said = self.audit, self.body(InviteSerializer)
        row = inviting.invite(engagement=audit, actor=self.actor, now=self.now, **said)
        links = {row.pk: address_of(row)} if row.due_at is None else {}
        told = InvitationSerializer(row, context={**self.get_serializer_context(), "links": links})
        return Response(told.data, status=201, headers={"Cache-Control": "no-store"})


class WithdrawInvitation(Visited):
    queryset = Invitation.objects.select_related("invited_by", "accepted_by")
    serializer_class = InvitationSerializer
    parser_classes = [JsonBody]

    @operation(
        "invitation_withdraw",
        "Withdraw an invitation: its link opens nothing any more",
        InvitationSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        inviting.withdraw_invitation(invitation=self.row(), actor=self.actor, now=self.now)
        return Response(self.get_serializer(self.row()).data)


class WindowView(Visited):
    queryset = AuditorGrant.objects.all()
    serializer_class = WindowSerializer
    parser_classes = [JsonBody]

    def row(self) -> Any:
        rows = AuditorGrant.objects.filter(system=self.system, system__in=self.viewer.team_ids)
        return get_object_or_404(rows.select_related("system", "engagement__system", "user"), pk=self.kwargs["pk"])


class Extend(WindowView):
    @operation(
        "window_extend",
        "Give an auditor's access another last day",
        WindowSerializer,
        request=UntilSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """Answers the access that holds from today on, under an id of its own."""
        row, said = self.row(), self.body(UntilSerializer)
        granted = granting.extend(granted=row, actor=self.actor, now=self.now, **said)
        return Response(self.get_serializer(granted).data)


class ShutOut(WindowView):
    @operation("window_revoke", "Revoke an auditor's access at once", None, status=204, wrong=(*IN_A_SYSTEM, *WRITTEN))
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        granting.shut_out(granted=self.row(), actor=self.actor, now=self.now)
        return Response(status=204)
