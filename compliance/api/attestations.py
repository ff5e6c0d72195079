"""AWS's documents as the installation holds them. No system is in their address: they serve every one."""

from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions import attesting
from compliance.actions.reading import note_read_of_installation
from compliance.api.bodies import JsonBody
from compliance.api.serializers.attestations import (
    AcceptanceSerializer,
    AttestationDetailSerializer,
    AttestationSerializer,
    CurrencySerializer,
)
from compliance.api.serializers.attesting import AcceptSerializer, RecordSerializer
from compliance.api.visited import Reading
from compliance.inheritance.currency import currencies
from compliance.models import Acceptance, Attestation
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation
from frameworks.compiled import shipped


class DocumentView(Reading):
    parser_classes = [JsonBody]

    def document(self, pk: object) -> Attestation:
        """The document, corrected or not; 404 when it is out of the viewer's sight."""
        return get_object_or_404(Attestation.objects.visible_to(self.viewer).select_related("programme"), pk=pk)

    def shown(self, row: Attestation, status: int = 200) -> Response:
        """A record that was corrected counts for nothing: its `currencies` are empty."""
        acceptance = Acceptance.objects.known().filter(attestation=row).select_related("accepted_by").first()
        is_current = row.superseded_at is None
        said = currencies(row, acceptance, shipped(), self.now.date()) if is_current else ()
        shown = AttestationSerializer(row, context=self.get_serializer_context()).data
        accepted = AcceptanceSerializer(acceptance).data if acceptance else None
        told = {**shown, "acceptance": accepted, "currencies": CurrencySerializer(said, many=True).data}
        return Response(told, status=status)


class Attestations(DocumentView):
    serializer_class = AttestationSerializer

    @operation(
        "attestations_list",
        "The documents of AWS's that are on record, corrected ones left out",
        AttestationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request) -> Response:
        note_read_of_installation(viewer=self.viewer, subject=None, now=self.now, page="documents")
        rows = Attestation.objects.visible_to(self.viewer).known()
        return self.page(rows.select_related("programme"))

    @operation(
        "attestation_record",
        "Record a document of AWS's, or correct its record",
        AttestationDetailSerializer,
        status=201,
        request=RecordSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request) -> Response:
        """It counts for nothing until somebody has accepted it, and anew after each correction."""
        said = self.body(RecordSerializer)
        return self.shown(attesting.record_attestation(**said, actor=self.actor, now=self.now), status=201)


class OneAttestation(DocumentView):
    serializer_class = AttestationDetailSerializer

    @operation("attestation_read", "A document of AWS's, and what it counts for today", AttestationDetailSerializer)
    def get(self, request: Request, pk: object) -> Response:
        row = self.document(pk)
        note_read_of_installation(viewer=self.viewer, subject=row, now=self.now)
        return self.shown(row)


class Accept(DocumentView):
    serializer_class = AttestationDetailSerializer

    @operation(
        "attestation_accept",
        "Accept a document of AWS's that you have read: from then on it counts",
        AttestationDetailSerializer,
        request=AcceptSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, pk: object) -> Response:
        row = self.document(pk)
        said = self.body(AcceptSerializer)
        attesting.accept(attestation=row, **said, actor=self.actor, on=self.now.date(), now=self.now)
        return self.shown(row)
