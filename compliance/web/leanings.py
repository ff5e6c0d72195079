"""The other systems that a system leans on: begin it, change for which controls, end it."""

import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from compliance.actions import ending
from compliance.actions import leaning as leaning_verbs
from compliance.models import Leaning
from compliance.web.door import Visit
from compliance.web.leaning_forms import LeaningForm, LeanOnForm
from compliance.web.scope import others_offered, scope_page, tried
from compliance.web.scope_forms import EndForm
from compliance.web.scope_rows import changed, ended, row_page, sent, today


def lean_on(request: Visit) -> HttpResponse:
    form = LeanOnForm(request.POST, others=others_offered(request), on=today(request))

    def act() -> None:
        leaning_verbs.lean_on(system=request.system, **form.cleaned_data, actor=request.user, now=request.now)

    return tried(request, form, act) or scope_page(request, leaning_form=form, status=422)


def leaning(request: Visit, pk: UUID) -> HttpResponse:
    row = _leaning(request, pk)
    form = LeaningForm(sent(request), leaning=row, others=others_offered(request), on=today(request))

    def act() -> None:
        leaning_verbs.lean_on(
            system=request.system,
            on_system=row.on_system,
            **form.cleaned_data,
            actor=request.user,
            now=request.now,
        )

    return changed(request, form, act) or _leaning_page(request, row, form)


def end_leaning(request: Visit, pk: UUID) -> HttpResponse:
    row = _leaning(request, pk)

    def act(after: datetime.date) -> None:
        ending.end_leaning(
            system=request.system, on_system=row.on_system, after=after, actor=request.user, now=request.now
        )

    form = LeaningForm(leaning=row, others=others_offered(request), on=today(request))
    return ended(request, act, lambda end: _leaning_page(request, row, form, end=end))


def _leaning_page(request: Visit, row: Leaning, form: LeaningForm, end: EndForm | None = None) -> HttpResponse:
    says = {
        "title": _("Leaning on %(system)s") % {"system": row.on_system},
        "lead": _("For these controls the duty is held, owned and shown there. Where it has none, it stays yours."),
        "end_title": _("Lean on it no longer"),
        "end_lead": _("After the last day the duties are this system’s own again, with their evidence and history."),
    }
    return row_page(request, row.pk, "leaning", says, form, end)


def _leaning(request: Visit, pk: UUID) -> Leaning:
    rows = Leaning.objects.known().filter(system=request.system).select_related("on_system")
    return get_object_or_404(rows, pk=pk)
