"""Requests: raised, handed over, withdrawn, and answered; what answers them is reviewed as `uses`."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import request as rest
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.bodies import FormBody, JsonBody
from compliance.api.visited import Visited
from compliance.permissions import OFFICER
from evidence.actions import answering, asking
from evidence.actions.uploading import Given
from evidence.api.serializers.items import ItemUseSerializer
from evidence.api.serializers.requests import (
    AnswerSerializer,
    AtHandSerializer,
    HandSerializer,
    RaisedSerializer,
    RequestSerializer,
    WithdrawalSerializer,
)
from evidence.models import ItemUse, Request, RequestOrigin
from evidence.requests import RequestState, in_system
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation


class RequestFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RequestState.choices)
    is_overdue = filters.BooleanFilter()
    origin = filters.ChoiceFilter(choices=RequestOrigin.choices)
    engagement = filters.UUIDFilter(field_name="engagement_id")
    duty = filters.UUIDFilter(field_name="duty_id")
    due_until = filters.DateFilter(field_name="due_on", lookup_expr="lte", help_text="Due on this day or before.")

    class Meta:
        model = Request
        fields: list[str] = []


class FilesBody(FormBody):
    files = answering.MOST_FILES


class RequestView(Visited):
    """Requests with their states, before or after a verb."""

    queryset = Request.objects.all()
    serializer_class: Any = RequestSerializer
    parser_classes = [JsonBody]

    def rows(self) -> Any:
        seen: Any = super().rows()
        found: Any = in_system(seen, self.system, self.on)
        return found.select_related("withdrawn_by")

    def shown(self, pk: object, status: int = 200) -> Response:
        return Response(self.get_serializer(self.rows().get(pk=pk)).data, status=status)


class Requests(RequestView):
    filterset_class = RequestFilter

    @operation(
        "requests_list",
        "What was asked for in a system, and where it stands",
        RequestSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: rest.Request, system_id: object) -> Response:
        """An auditor is shown those of the audits that let them in."""
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="requests")
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

    @operation(
        "request_raise",
        "Ask for evidence by a day",
        RequestSerializer,
        status=201,
        request=RaisedSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: rest.Request, system_id: object) -> Response:
        """An officer asks whom they name or the duty's owner; an auditor asks the team."""
        is_officer = self.viewer.roles_in(self.system) & OFFICER
        row = asking.raise_request(
            system=self.system,
            origin=RequestOrigin.OFFICER if is_officer else RequestOrigin.AUDITOR,
            actor=self.actor,
            on=self.on,
            now=self.now,
            **self.body(RaisedSerializer),
        )
        return self.shown(row.pk, status=201)


class OneRequest(RequestView):
    @operation("request_read", "A request, and where it stands", RequestSerializer)
    def get(self, request: rest.Request, system_id: object, pk: object) -> Response:
        row: Request = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return Response(self.get_serializer(row).data)


class Hand(RequestView):
    @operation(
        "request_hand",
        "Ask somebody else for it",
        RequestSerializer,
        request=HandSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: rest.Request, system_id: object, pk: object) -> Response:
        row, owner = self.row(), self.body(HandSerializer)["owner"]
        asking.hand_request(request=row, owner=owner, actor=self.actor, on=self.on, now=self.now)
        return self.shown(row.pk)


class Withdraw(RequestView):
    @operation(
        "request_withdraw",
        "Want no answer any more",
        RequestSerializer,
        request=WithdrawalSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: rest.Request, system_id: object, pk: object) -> Response:
        row, reason = self.row(), self.body(WithdrawalSerializer)["reason"]
        asking.withdraw_request(request=row, reason=reason, actor=self.actor, on=self.on, now=self.now)
        return self.shown(row.pk)


class Answering(RequestView):
    """What comes of an answer: a use for each item, which waits for its review."""

    serializer_class = ItemUseSerializer

    def used(self, uses: list[ItemUse]) -> Response:
        found = ItemUse.objects.filter(pk__in=[use.pk for use in uses]).select_related("submitted_by", "reviewed_by")
        rows = found.prefetch_related("reviews__reviewer").order_by("pk")
        return Response(self.get_serializer(rows, many=True).data, status=201)


class Answer(Answering):
    parser_classes = [FilesBody]

    @operation(
        "request_answer",
        "Hand in files, a text or a link for a request",
        ItemUseSerializer(many=True),
        status=201,
        request={"multipart/form-data": AnswerSerializer},
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: rest.Request, system_id: object, pk: object) -> Response:
        row, given = self.row(), self._given(self.body(AnswerSerializer))
        return self.used(answering.answer(request=row, given=given, actor=self.actor, on=self.on, now=self.now))

    def _given(self, said: dict[str, Any]) -> list[Given]:
        times: dict[str, Any] = {name: said.get(name) for name in ("observed_from", "observed_until", "replaces")}
        files, title = said.get("file") or [], said["title"]
        for_each = {"title": title, "together": len(files), **times}
        if files:
            return [
                answering.a_file(content=file, name=file.name, media_type=file.content_type or "", **for_each)
                for file in files
            ]
        if said.get("text"):
            return [answering.a_text(text=said["text"], title=title, **times)]
        return [answering.a_link(url=said["url"], note=said.get("note", ""), title=title, now=self.now, **times)]


class UseAgain(Answering):
    @operation(
        "request_use_again",
        "Offer an item that was accepted for the same before",
        ItemUseSerializer(many=True),
        status=201,
        request=AtHandSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: rest.Request, system_id: object, pk: object) -> Response:
        row, item = self.row(), self.body(AtHandSerializer)["item"]
        return self.used([answering.use_again(request=row, item=item, actor=self.actor, on=self.on, now=self.now)])
