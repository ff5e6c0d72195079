"""What stays an exception over an audit's period."""

from collections.abc import Iterator
from typing import Any

from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.visited import Reading
from compliance.audits.exceptions import ExceptionKind, Exceptions
from compliance.models import Engagement
from evidence.coverage.exceptions import exceptions_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.api.pages import Computed
from frameworks.compiled import shipped


class ExceptionSerializer(serializers.Serializer):
    edition = serializers.CharField()
    ref = serializers.CharField()
    kind = serializers.ChoiceField(choices=ExceptionKind.choices)
    first = serializers.DateField(help_text="The days of the period that it is about, both inclusive.")
    last = serializers.DateField()
    is_fixed = serializers.BooleanField(help_text="It has been mended since, which takes nothing away.")
    what = serializers.CharField()
    subject = serializers.UUIDField(help_text="A finding where its kind is that, else a duty.")


class AuditExceptions(Reading):
    queryset = Engagement.objects.select_related("system").prefetch_related("editions")
    serializer_class = ExceptionSerializer

    @operation(
        "audit_exceptions",
        "The exceptions of an audit's period, by requirement",
        ExceptionSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        """Over a period the worst result counts. Empty for an audit that speaks of one day."""
        audit = get_object_or_404(self.rows(), pk=pk)
        note_read(viewer=self.viewer, system=self.system, subject=audit, now=self.now, page="exceptions")
        return self.page(Computed(list(_rows(exceptions_of(audit, shipped(), self.now))), _name))


def _rows(found: Exceptions) -> Iterator[dict[str, Any]]:
    for (edition, ref), rows in sorted(found.items()):
        for each in rows:
            yield {"edition": edition, "ref": ref, **vars(each)}


def _name(row: dict[str, Any]) -> str:
    return f"{row['edition']}/{row['ref']}/{row['first']}/{row['kind']}/{row['subject']}"
