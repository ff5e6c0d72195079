"""Populations of a system's audits: the list, how one is entered, and one with its samples."""

import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.models import Engagement
from compliance.web.door import Visit
from evidence.actions.drawing import draw_sample, may_draw, may_name_seed
from evidence.actions.populating import enter_population
from evidence.models import Population, PopulationQuerySet
from evidence.web.population_forms import DrawForm, PopulationForm
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page


def populations(request: Visit) -> HttpResponse:
    note_read(viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="populations")
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    rows = list(_visible(request).annotate(drawn=Count("samples")))
    chosen = filters.read(request.GET, {"audit": (_("Audit"), [(each.pk, each) for each in audits])})
    context = {
        "rows": [row for row in rows if chosen.lets(audit=row.engagement_id) and chosen.finds(row.title, row.origin)],
        "total": len(rows),
        "filters": chosen,
        "audits": [each for each in audits if each.ended_at is None],
    }
    return page(request, "evidence/populations.html", context, part="populations")


def enter(request: Visit, pk: UUID) -> HttpResponse:
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    engagement = get_object_or_404(audits.prefetch_related("editions"), pk=pk)
    if request.method == "GET":
        until = min(engagement.period_end, request.system.day_of(request.now))
        days = {"first_day": min(engagement.period_start, until), "last_day": until}
        at = request.now.astimezone(datetime.UTC).replace(second=0, microsecond=0)
        form = PopulationForm(engagement=engagement, initial={**days, "extracted_at": at})
        return _enter_page(request, engagement, form)
    form = PopulationForm(request.POST, request.FILES, engagement=engagement)
    if form.is_valid():
        try:
            made = enter_population(engagement=engagement, actor=request.user, now=request.now, **form.said())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The population is on record."))
            return redirect("evidence:population", request.system.pk, made.pk)
    return _enter_page(request, engagement, form, status=422)


def population(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_visible(request), pk=pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return _population_page(request, row, DrawForm(names_seed=may_name_seed(request.viewer, row)))


def draw(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_visible(request), pk=pk)
    form = DrawForm(request.POST, names_seed=may_name_seed(request.viewer, row))
    if form.is_valid():
        try:
            made = draw_sample(population=row, actor=request.user, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sample is drawn, and on record with its seed."))
            return redirect("evidence:sample", request.system.pk, made.pk)
    return _population_page(request, row, form, status=422)


def _visible(request: Visit) -> PopulationQuerySet:
    seen = Population.objects.visible_to(request.viewer).filter(system=request.system)
    return seen.select_related("system", "engagement", "requirement__edition", "control", "item", "entered_by")


def _enter_page(request: Visit, engagement: Engagement, form: PopulationForm, status: int = 200) -> HttpResponse:
    return page(request, "evidence/enter-population.html", {"engagement": engagement, "form": form}, status=status)


def _population_page(request: Visit, row: Population, form: DrawForm, status: int = 200) -> HttpResponse:
    context = {
        "population": row,
        "samples": row.samples.select_related("drawn_by").order_by("-number"),
        "may_draw": may_draw(request.viewer, row) and row.count > 0,
        "form": form,
    }
    return page(request, "evidence/population.html", context, status=status)
