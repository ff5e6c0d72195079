"""An officer writes down what we hold of AWS's, and corrects it. Neither counts until somebody accepts it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions import proposing
from compliance.actions.attesting import record_attestation
from compliance.models import Attestation, Proposal, ProposalKind
from compliance.web.attestation_forms import RecordForm
from compliance.web.attestations import newer, visible
from compliance.web.door import Visit
from compliance.web.prefilled import Prefilled, prefilled
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Programme as ProgrammeRow
from frameworks.schema import Programme
from frameworks.web.pages import page


def record(request: Visit) -> HttpResponse:
    """Without a programme in the address it asks which."""
    programmes = shipped().programmes
    key = request.GET.get("programme", "")
    if not key:
        return page(request, "compliance/attestation-programmes.html", {"programmes": programmes.values()})
    if key not in programmes:
        raise Http404
    return _written(request, programmes[key], None)


def correct(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    programme = shipped().programmes.get(row.programme.key)
    if programme is None:  # of an older release: what it was is kept, and no longer changed
        raise Http404
    return _written(request, programme, row)


def record_shown(request: Visit, pk: UUID) -> HttpResponse:
    """The form of its programme, filled in with the metadata; a correction where it concerns what is on record."""
    rows = Proposal.objects.visible_to(request.viewer).open().select_related("programme")
    proposal = get_object_or_404(rows, pk=pk)
    programme = shipped().programmes.get(proposal.programme.key)
    if programme is None:  # of an older release, which alone knew what to ask
        raise Http404
    known = prefilled(proposal, programme)
    if known.row is None and proposal.kind == ProposalKind.GONE:  # it was taken off the record meanwhile
        raise Http404
    return _written(request, programme, known.row, known)


def dismiss_shown(request: Visit, pk: UUID) -> HttpResponse:
    proposal = get_object_or_404(Proposal.objects.visible_to(request.viewer), pk=pk)
    try:
        proposing.dismiss(proposal=proposal, actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Dismissed. It comes back only if it was no longer so, and is so again."))
    return redirect("compliance:attestations")


def _written(
    request: Visit, programme: Programme, row: Attestation | None, known: Prefilled | None = None
) -> HttpResponse:
    """The form and what comes of it: a new record, or a correction of `row`. `known`: what AWS Artifact says of it."""
    said = request.POST if request.method == "POST" else None
    initial = known.initial if known else {}
    form = RecordForm(said, programme=programme, today=request.now.date(), correcting=row, initial=initial)
    refused = ""
    if form.is_bound and form.is_valid():
        if row is not None and form.says_the_same():
            messages.success(request, _("Nothing was changed."))
            return redirect("compliance:attestation", row.pk)
        try:
            written = record_attestation(
                programme=ProgrammeRow.objects.by_key(programme.key),
                **form.facts(),
                is_demonstration=known.proposal.is_demonstration if known else bool(row and row.is_demonstration),
                correcting=row,
                proposed=known.proposal if known else None,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request, _("%(document)s is on record. It counts once it is accepted.") % {"document": written}
            )
            return redirect("compliance:attestation", written.pk)
    context = {
        "programme": programme,
        "form": form,
        "refused": refused,
        "correcting": row,
        "known": known,
        "newer": newer(row) if row else None,
    }
    return page(request, "compliance/attestation-form.html", context, status=422 if form.is_bound else 200)
