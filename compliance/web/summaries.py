"""AWS's own responsibility summary on pages: an officer loads it and takes it out; where it overrules our splits."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions.summarising import load_summary, take_out_summary
from compliance.attested.documents import Held
from compliance.importing.summary import COLUMNS, read_summary
from compliance.models import Attestation, ResponsibilitySummary
from compliance.permissions import Viewer
from compliance.web.door import Visit
from compliance.web.fields import TEXT
from frameworks.compiled import Catalogue, shipped
from frameworks.errors import Refused
from frameworks.inheritance import Inheritance
from frameworks.models import Edition
from frameworks.official_files import NotImported
from frameworks.wording import BEARERS


@dataclass(frozen=True)
class Conflict:
    """A disagreement with AWS's summary, in words. No service: on every one in use."""

    services: tuple[str, ...]
    ours: str
    theirs: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Loaded:
    """The summaries beside a document; the form is for who keeps AWS's documents."""

    summaries: list[ResponsibilitySummary]
    form: "SummaryForm | None"


class SummaryForm(forms.Form):
    """A file, and the edition whose references it names."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or JSON with %(columns)s; bearer is aws, shared or customer.")
        % {"columns": ", ".join(COLUMNS)},
        widget=forms.FileInput(attrs={**TEXT, "accept": ".csv,.json"}),
    )

    def __init__(self, *args: Any, programme: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaning = {rule.framework for rule in shipped().rules if rule.programme == programme}
        self.fields["edition"] = forms.ChoiceField(
            label=_("Made to"),
            choices=[(key, each.name) for key, each in shipped().editions.items() if each.framework in leaning],
            widget=forms.Select(attrs={"class": "form-select"}),
        )


def loaded_of(row: Attestation, viewer: Viewer, form: SummaryForm | None = None) -> Loaded | None:
    """For the team alone; None for who is only an auditor."""
    if not viewer.team_ids:
        return None
    summaries = ResponsibilitySummary.objects.known().filter(attestation=row).select_related("edition", "loaded_by")
    keeps = viewer.keeps_documents and row.superseded_at is None
    return Loaded(list(summaries), form or (SummaryForm(programme=row.programme.key) if keeps else None))


def said_by(request: Visit, row: Attestation) -> SummaryForm | None:
    """What was sent, loaded; else the form with what is wrong."""
    form = SummaryForm(request.POST, request.FILES, programme=row.programme.key)
    if not form.is_valid():
        return form
    file = form.cleaned_data["file"]
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        form.add_error("file", _("The file is larger than %(n)d MiB.") % {"n": settings.UPLOAD_LIMIT_BYTES // 1024**2})
        return form
    content, edition = file.read(), form.cleaned_data["edition"]
    try:
        load_summary(
            attestation=row,
            edition=Edition.objects.by_key(edition),
            rows=read_summary(content, edition, shipped()),
            digest=hashlib.sha256(content).hexdigest(),
            actor=request.user,
            now=request.now,
        )
    except NotImported as faults:
        form.add_error("file", str(faults).splitlines())
        return form
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return form
    return None


def take_out(request: Visit, pk: UUID) -> HttpResponse:
    documents = Attestation.objects.visible_to(request.viewer).known()
    rows = ResponsibilitySummary.objects.known().filter(attestation__in=documents).select_related("attestation")
    row = get_object_or_404(rows, pk=pk)
    try:
        take_out_summary(summary=row, actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The summary is taken out: our own splits hold again."))
    return to_the_summary(row.attestation)


def to_the_summary(row: Attestation) -> HttpResponseRedirect:
    return redirect(f"{reverse('compliance:attestation', args=[row.pk])}#summary")


def conflicts_of(inheritance: Inheritance, held: Mapping[str, Held], catalogue: Catalogue) -> list[Conflict]:
    services = catalogue.services
    return [
        Conflict(
            tuple(services[key].name if key in services else key for key in each.services),
            str(BEARERS[each.ours]),
            str(BEARERS[each.theirs]),
            tuple(held[id_].attestation.identity for id_ in each.attestations if id_ in held),
        )
        for each in inheritance.overruled
    ]
