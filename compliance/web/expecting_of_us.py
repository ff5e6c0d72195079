"""An officer keeps the list of what a report of AWS's expects of us: in our own words, linked to our controls."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.actions import expecting
from compliance.models import Attestation, UserEntityControl
from compliance.web.attestations import attestation_page, visible
from compliance.web.door import Visit
from compliance.web.expectation_forms import OfUsForm, TakeOverForm, WordingForm
from compliance.web.expected import others_with_a_list
from frameworks.errors import Refused
from frameworks.web.pages import page


def expect_of_us(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    form = OfUsForm(request.POST)
    if form.is_valid():
        try:
            written = expecting.expect_of_us(attestation=row, **form.cleaned_data, actor=request.user, now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s is on the list.") % {"number": written.number})
            return _to_the_list(row)
    return attestation_page(request, row, expected_form=form, status=422)


def take_over(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    form = TakeOverForm(request.POST, others=others_with_a_list(row))
    if not form.is_valid():
        messages.error(request, _("Choose a report of the same programme that has a list."))
        return _to_the_list(row)
    try:
        taken = expecting.take_over(
            from_attestation=form.chosen(), to_attestation=row, actor=request.user, now=request.now
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(n)d entries were taken over: compare each with the report in hand.")
        messages.success(request, said % {"n": taken})
    return _to_the_list(row)


def user_entity_control(request: Visit, pk: UUID) -> HttpResponse:
    row = _entry(request, pk)
    if request.method != "POST":
        return _row_page(request, row, WordingForm(initial={"wording": row.wording, "controls": row.controls}))
    form = WordingForm(request.POST)
    if form.is_valid():
        try:
            expecting.expect_of_us(
                attestation=row.attestation,
                number=row.number,
                **form.cleaned_data,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("What you wrote is kept."))
            return _to_the_list(row.attestation)
    return _row_page(request, row, form, status=422)


def strike_off(request: Visit, pk: UUID) -> HttpResponse:
    row = _entry(request, pk)
    try:
        expecting.strike_off(expected=row, actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(number)s is off the list.") % {"number": row.number})
    return _to_the_list(row.attestation)


def _entry(request: Visit, pk: UUID) -> UserEntityControl:
    """404 for one that was changed or struck off meanwhile, or that stands with a record since corrected."""
    documents = Attestation.objects.visible_to(request.viewer).known()
    rows = UserEntityControl.objects.known().filter(attestation__in=documents)
    return get_object_or_404(rows.select_related("attestation__programme"), pk=pk)


def _to_the_list(row: Attestation) -> HttpResponseRedirect:
    return redirect(f"{reverse('compliance:attestation', args=[row.pk])}#expects")


def _row_page(request: Visit, row: UserEntityControl, form: WordingForm, status: int = 200) -> HttpResponse:
    return page(request, "compliance/user-entity-control.html", {"row": row, "form": form}, status=status)
