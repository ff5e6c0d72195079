"""AWS's documents as the installation holds them. No system is in their address: they serve every one."""

from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read_of_installation
from compliance.api.serializers.attestations import (
    AcceptanceSerializer,
    AttestationDetailSerializer,
    AttestationSerializer,
    CurrencySerializer,
)
from compliance.api.visited import Reading
from compliance.currency import currencies
from compliance.models import Acceptance, Attestation
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.compiled import shipped


class Attestations(Reading):
    serializer_class = AttestationSerializer

    @operation(
        "attestations_list",
        "The documents of AWS's that are on record, corrected ones left out",
        AttestationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request) -> Response:
        rows = Attestation.objects.visible_to(self.viewer).known()
        return self.page(rows.select_related("programme"))


class OneAttestation(Reading):
    serializer_class = AttestationDetailSerializer

    @operation("attestation_read", "A document of AWS's, and what it counts for today", AttestationDetailSerializer)
    def get(self, request: Request, pk: object) -> Response:
        """A record that was corrected counts for nothing: its `currencies` are empty."""
        row = get_object_or_404(Attestation.objects.visible_to(self.viewer).select_related("programme"), pk=pk)
        note_read_of_installation(viewer=self.viewer, subject=row, now=self.now)
        acceptance = Acceptance.objects.known().filter(attestation=row).select_related("accepted_by").first()
        is_current = row.superseded_at is None
        said = currencies(row, acceptance, shipped(), self.now.date()) if is_current else ()
        shown = AttestationSerializer(row, context=self.get_serializer_context()).data
        accepted = AcceptanceSerializer(acceptance).data if acceptance else None
        return Response({**shown, "acceptance": accepted, "currencies": CurrencySerializer(said, many=True).data})
