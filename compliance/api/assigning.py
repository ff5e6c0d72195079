"""Give several duties away at once, or hand over what somebody has: all of it, or nothing."""

from collections.abc import Collection

from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions import assigning
from compliance.actions.handing_over import hand_over
from compliance.api.bodies import JsonBody
from compliance.api.serializers.assigning import AssignManySerializer, ChangedSerializer, HandOverSerializer
from compliance.api.visited import Reading
from compliance.models import Duty
from compliance.posture import duties_of
from frameworks.api.describing import IN_A_SYSTEM, WRITTEN, operation


class GivenAway(Reading):
    serializer_class = ChangedSerializer
    parser_classes = [JsonBody]

    def shown(self, changed: Collection[Duty]) -> Response:
        """The duties that changed, as they stand today: one handed over ahead of time still shows who has it now."""
        pks = {duty.pk for duty in changed}
        rows = [row for row in duties_of(self.system, self.on, self.now) if row.duty.pk in pks]
        return Response(self.get_serializer({"changed": rows}).data)


class AssignMany(GivenAway):
    @operation(
        "duties_assign",
        "Give several duties to one owner, and to somebody else for review",
        ChangedSerializer,
        request=AssignManySerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(AssignManySerializer)
        return self.shown(assigning.assign_many(actor=self.actor, on=self.on, now=self.now, **said))


class HandOver(GivenAway):
    @operation(
        "duties_hand_over",
        "Hand over what somebody owns or reviews to somebody else, from a day on",
        ChangedSerializer,
        request=HandOverSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(HandOverSerializer)
        since = said.pop("since") or self.on
        moved = hand_over(system=self.system, since=since, actor=self.actor, on=self.on, now=self.now, **said)
        return self.shown(moved)
