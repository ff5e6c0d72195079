"""What a report of AWS's expects of us, as the page of that report shows it."""

from dataclasses import dataclass

from compliance.actions.expecting import expects_of_its_readers
from compliance.attested.expectations import expected_by, named
from compliance.models import Attestation, UserEntityControl
from compliance.permissions import Viewer
from compliance.web.expectation_forms import OfUsForm, TakeOverForm
from frameworks.compiled import shipped
from frameworks.schema import Control


@dataclass(frozen=True)
class Expected:
    """The list with, per entry, the linked controls. The forms are for who keeps AWS's documents."""

    lines: tuple[tuple[UserEntityControl, tuple[Control, ...]], ...]
    form: OfUsForm | None
    take_over: TakeOverForm | None


def expected_of(row: Attestation, viewer: Viewer, form: OfUsForm | None = None) -> Expected | None:
    """None for a document that lists nothing it expects of its readers."""
    if not expects_of_its_readers(row):
        return None
    lines = tuple((each, named(each.controls, shipped())) for each in expected_by(row))
    if form is None and (not viewer.keeps_documents or row.superseded_at is not None):
        return Expected(lines, None, None)
    others = others_with_a_list(row)
    return Expected(lines, form or OfUsForm(), TakeOverForm(others=others) if others else None)


def others_with_a_list(row: Attestation) -> list[Attestation]:
    """The other reports of its programme that have a list, the newest first."""
    listed = UserEntityControl.objects.known().values("attestation")
    others = Attestation.objects.known().filter(programme=row.programme_id, pk__in=listed).exclude(pk=row.pk)
    return list(others.order_by("-period_end", "identity"))
