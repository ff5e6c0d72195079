"""Duties: what is ours to do, who owns it, and the verbs that give it to somebody."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions import assigning
from compliance.actions.reading import note_read
from compliance.api.bodies import JsonBody
from compliance.api.serializers.duties import (
    AssignmentSerializer,
    DutyDetailSerializer,
    DutySerializer,
    SplitOffSerializer,
)
from compliance.api.visited import Reading, Visited
from compliance.models import Duty
from compliance.posture import DutyPosture, Standing, duties_of, posture_of_duty
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.api.pages import Computed


class DutiesAsked(serializers.Serializer):
    """What a list of duties may be asked for."""

    standing = serializers.ChoiceField(choices=Standing.choices, required=False)
    control = serializers.SlugField(required=False, help_text="Key of a control.")
    service = serializers.SlugField(required=False, help_text="Key of a service that was split off.")
    owner = serializers.UUIDField(required=False, help_text="Id of a person.")


class Duties(Reading):
    serializer_class = DutySerializer

    @operation(
        "duties_list",
        "The open duties of a system, by control",
        DutySerializer(many=True),
        query=DutiesAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        asked = self.query(DutiesAsked)
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="duties")
        seen = set(self.reach(Duty.objects.all()).values_list("pk", flat=True))
        every = (row for row in duties_of(self.system, self.on, self.now) if row.duty.pk in seen)
        rows = [row for row in every if _lets(asked, row)]
        return self.page(Computed(rows, _id))


class DutyView(Visited):
    """One duty, before or after a verb."""

    queryset = Duty.objects.all()
    serializer_class = DutyDetailSerializer
    parser_classes = [JsonBody]

    def rows(self) -> Any:
        """With whom each is assigned to today, where the system lives."""
        return self.reach(Duty.objects.with_owners(on=self.on).select_related("system"))

    def shown(self, duty: Duty) -> Response:
        return Response(self.get_serializer(posture_of_duty(duty, self.now)).data)


class OneDuty(DutyView):
    @operation("duty_read", "A duty with its owner and what evidence says of it", DutyDetailSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return self.shown(row)


class Assign(DutyView):
    @operation(
        "duty_assign",
        "Give a duty to an owner, and to somebody else for review",
        DutyDetailSerializer,
        request=AssignmentSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        duty = self.row()
        said = self.body(AssignmentSerializer)
        assigning.assign(duty=duty, actor=self.actor, on=self.on, now=self.now, **said)
        return self.shown(self.row())


class SplitOff(DutyView):
    @operation(
        "duty_split_off",
        "Give one service its own duty for the same control",
        DutyDetailSerializer,
        request=SplitOffSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """Answers the service's duty, whether it was split off now or before."""
        duty = self.row()
        said = self.body(SplitOffSerializer)
        part = assigning.split_off(duty=duty, actor=self.actor, on=self.on, now=self.now, **said)
        return self.shown(part)


def _lets(asked: dict[str, object], row: DutyPosture) -> bool:
    duty = row.duty
    codes = {
        "standing": row.standing,
        "control": duty.control.key,
        "service": duty.service.key if duty.service else None,
        "owner": duty.assignment.owner_id if duty.assignment else None,
    }
    return all(name not in asked or asked[name] == code for name, code in codes.items())


def _id(row: DutyPosture) -> str:
    return str(row.duty.pk)
