"""The responsibility matrix of an edition whole, in the shape in which the page gives it out as JSON."""

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request

from compliance.actions.reading import note_read
from compliance.api.visited import Reading
from compliance.exports import JSON, plain
from compliance.exports.reading import matrix_of
from compliance.posture import posture_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.compiled import shipped


class MatrixAsked(serializers.Serializer):
    on = serializers.DateField(required=False, help_text="A day of the system; today where none is named.")


class Matrix(Reading):
    @operation(
        "matrix_read",
        "Who bears what under an edition on a day, as one document",
        OpenApiTypes.OBJECT,
        query=MatrixAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, edition: str) -> HttpResponse:
        """docs/matrix.md says what each field holds. `edition` may be a framework's key. An auditor's read is
        journalled."""
        catalogue, on = shipped(), self.query(MatrixAsked).get("on", self.on)
        try:
            known = catalogue.edition(edition)
        except KeyError:
            raise Http404 from None
        posture = posture_of(self.system, catalogue, on, self.now, leaving=True)
        if not posture.editions.get(known.key):
            raise Http404
        matrix = matrix_of(posture, known, catalogue, self.now)
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="matrix-file")
        return HttpResponse(plain.write(matrix), content_type=JSON)
