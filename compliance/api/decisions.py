"""Decisions about requirements: one person proposes, another approves; an officer or their last day ends them."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions import deciding
from compliance.actions.reading import note_read
from compliance.api.bodies import JsonBody
from compliance.api.serializers.decisions import (
    DecisionCommentSerializer,
    DecisionProposalSerializer,
    DecisionSerializer,
)
from compliance.api.visited import Reading, Visited
from compliance.models import Decision, DecisionState
from frameworks.api.codes import code
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.api.pages import Computed
from frameworks.compiled import shipped
from frameworks.schema import DecisionKind


class DecisionsAsked(serializers.Serializer):
    """What a list of decisions may be asked for."""

    edition = serializers.CharField(required=False, help_text="Key of an edition, or of a framework.")
    kind = code(DecisionKind, required=False)
    state = serializers.ChoiceField(choices=DecisionState.choices, required=False)


class Decisions(Reading):
    queryset = Decision.objects.with_people()
    serializer_class = DecisionSerializer
    parser_classes = [JsonBody]

    @operation(
        "decisions_list",
        "The decisions about requirements of a system",
        DecisionSerializer(many=True),
        query=DecisionsAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        """An auditor is shown those that were ever approved about the audited editions."""
        asked = self.query(DecisionsAsked)
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="decisions")
        rows = [row for row in self.rows().order_by("pk") if self._lets(asked, row)]
        return self.page(Computed(rows, _id))

    @operation(
        "decision_propose",
        "Propose a decision: it counts once somebody else has approved it",
        DecisionSerializer,
        status=201,
        request=DecisionProposalSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(DecisionProposalSerializer)
        row = deciding.propose_decision(system=self.system, author=self.actor, on=self.on, now=self.now, **said)
        return Response(self.get_serializer(row).data, status=201)

    def _lets(self, asked: dict[str, Any], row: Decision) -> bool:
        edition = row.asked[0]
        known = shipped().editions.get(edition)
        return (
            asked.get("edition") in {None, edition, known.framework if known else None}
            and asked.get("kind") in {None, row.kind}
            and asked.get("state") in {None, row.state_on(self.on)}
        )


class DecisionView(Visited):
    """One decision, before or after a verb."""

    queryset = Decision.objects.with_people()
    serializer_class = DecisionSerializer
    parser_classes = [JsonBody]

    def shown(self, row: Decision) -> Response:
        return Response(self.get_serializer(row).data)


class OneDecision(DecisionView):
    @operation("decision_read", "A decision, with what was asked and answered", DecisionSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return self.shown(row)


class Approve(DecisionView):
    @operation(
        "decision_approve",
        "Approve a decision that somebody else wrote",
        DecisionSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """It holds from its first day, or from today where that has passed."""
        return self.shown(deciding.approve(decision=self.row(), approver=self.actor, on=self.on, now=self.now))


class Decline(DecisionView):
    @operation(
        "decision_decline",
        "Decline a decision that somebody else wrote",
        DecisionSerializer,
        request=DecisionCommentSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        row, said = self.row(), self.body(DecisionCommentSerializer)
        return self.shown(deciding.decline(decision=row, approver=self.actor, on=self.on, now=self.now, **said))


class Withdraw(DecisionView):
    @operation(
        "decision_withdraw",
        "End a decision, or take a proposal back",
        DecisionSerializer,
        request=DecisionCommentSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """From today on it holds no longer; that it held on the days before stays true."""
        row, said = self.row(), self.body(DecisionCommentSerializer)
        return self.shown(deciding.withdraw_decision(decision=row, actor=self.actor, on=self.on, now=self.now, **said))


def _id(row: Decision) -> str:
    return str(row.pk)
