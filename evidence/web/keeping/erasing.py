"""Erase one item: because its time is over, or because a person asks for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.web.door import Visit
from evidence.actions.erasing import erase
from evidence.models import ErasedFor, Item
from evidence.web.keeping.forms import EraseForm
from evidence.web.keeping.shown import keeping_of
from frameworks.errors import Refused
from frameworks.web.pages import page


def erase_item(request: Visit, pk: UUID) -> HttpResponse:
    rows = Item.objects.visible_to(request.viewer).filter(system=request.system)
    item = get_object_or_404(rows.select_related("system"), pk=pk)
    if request.method == "GET":
        return _page(request, item, EraseForm())
    form = EraseForm(request.POST)
    if form.is_valid():
        try:
            erase(
                system=request.system,
                records=[item],
                because=ErasedFor(form.cleaned_data["because"]),
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is erased. The ledger says when, and why."))
            return redirect("evidence:item", request.system.pk, item.pk)
    return _page(request, item, form, status=422)


def _page(request: Visit, item: Item, form: EraseForm, status: int = 200) -> HttpResponse:
    context = {"item": item, "form": form, "keeping": keeping_of(request, item)}
    return page(request, "evidence/keeping/erase.html", context, status=status)
