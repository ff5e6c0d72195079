"""Connections to AWS accounts: connect, show the ExternalId, prove; and which accounts no system covers."""

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import JsonBody
from compliance.api.visited import Reading, Visited
from compliance.models import Account
from evidence.actions.connecting import connect, show_external_ids
from evidence.actions.proving import request_every_proof, request_proof
from evidence.api.serializers.connections import (
    ConnectionSerializer,
    ConnectSerializer,
    ExternalIdSerializer,
    OrganisationSerializer,
    ProofsAskedSerializer,
)
from evidence.models import Connection
from evidence.organisation import Organisation, organisations_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.api.pages import Computed

SHOWN = Connection.objects.select_related("account", "system", "job")


class Connections(Visited):
    queryset = SHOWN
    serializer_class = ConnectionSerializer
    parser_classes = [JsonBody]

    @operation(
        "connections_list",
        "The connections to a system's AWS accounts",
        ConnectionSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(self.rows().order_by("-pk"))

    @operation(
        "connection_make",
        "Connect an account: its ExternalId is made, and we ask AWS who we are",
        ConnectionSerializer,
        status=201,
        request=ConnectSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """What is connected already is answered as it stands."""
        said = self.body(ConnectSerializer)
        account = self.reach(Account.objects.all()).filter(account_id=said.pop("account")).first()
        if account is None:
            raise ValidationError({"account": "No account of this system has this id: add it to the scope first."})
        known = SHOWN.filter(account=account).first()
        if known is None:
            known = connect(account=account, actor=self.actor, now=self.now, **said)
            request_proof(connection=known, actor=self.actor, now=self.now, principal_only=True)
        return Response(self.get_serializer(SHOWN.get(pk=known.pk)).data, status=201)


class OneConnection(Visited):
    queryset = SHOWN
    serializer_class = ConnectionSerializer

    @operation("connection_read", "A connection, with what is proven and which calls are allowed", ConnectionSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        return Response(self.get_serializer(self.row()).data)


class Prove(Visited):
    queryset = SHOWN
    serializer_class = ConnectionSerializer
    parser_classes = [JsonBody]

    @operation(
        "connection_prove",
        "Prove the connection, and try the first call of each collector",
        ConnectionSerializer,
        status=202,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """Answers at once: read the connection again until its `state` is no longer `being_proven`."""
        row = request_proof(connection=self.row(), actor=self.actor, now=self.now)
        return Response(self.get_serializer(row).data, status=202)


class ProveAll(Visited):
    queryset = SHOWN
    serializer_class = ProofsAskedSerializer
    parser_classes = [JsonBody]

    @operation(
        "connections_prove",
        "Prove every connection that has not held all proofs, and try the first call of each collector",
        ProofsAskedSerializer,
        status=202,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """Answers at once: list the connections again until none is `being_proven`. 422 where none is left to prove."""
        asked = request_every_proof(system=self.system, actor=self.actor, now=self.now)
        return Response({"accounts": [row.account.account_id for row in asked]}, status=202)


class ExternalId(Visited):
    queryset = SHOWN
    serializer_class = ExternalIdSerializer
    parser_classes = [JsonBody]

    @operation(
        "connection_external_id",
        "Show the ExternalId; that you were shown it is journalled",
        ExternalIdSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        (shown,) = show_external_ids(system=self.system, connections=[self.row()], actor=self.actor, now=self.now)
        return Response({"external_id": shown}, headers={"Cache-Control": "no-store"})


class Organisations(Reading):
    serializer_class = OrganisationSerializer

    @operation(
        "organisations_list",
        "The accounts of the organisations that were listed to a connected account, and which no system covers",
        OrganisationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(Computed(organisations_of(self.system, self.viewer, self.on), _account))


def _account(organisation: Organisation) -> str:
    return organisation.account_id
