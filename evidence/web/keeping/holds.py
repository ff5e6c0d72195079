"""Place a legal hold on what a system keeps, and lift it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.web.door import Visit
from evidence.actions.holding import lift_hold, place_hold
from evidence.models import Item, LegalHold
from evidence.web.keeping.forms import HoldForm
from frameworks.errors import Refused
from frameworks.web.pages import page


def place(request: Visit) -> HttpResponse:
    """`?item=` names evidence that the hold is to be on, once for each."""
    if request.method == "GET":
        chosen = _items(request, request.GET.getlist("item"))
        return _page(request, HoldForm(system=request.system), chosen)
    form = HoldForm(request.POST, system=request.system)
    chosen = _items(request, request.POST.get("items", "").split())
    if form.is_valid():
        said = form.cleaned_data
        try:
            place_hold(
                system=request.system,
                **{name: said[name] for name in ("matter", "reason", "duty", "engagement")},
                items=chosen,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The hold stands: nothing within its reach is erased."))
            return redirect("evidence:retention", request.system.pk)
    return _page(request, form, chosen, status=422)


def lift(request: Visit, pk: UUID) -> HttpResponse:
    rows = LegalHold.objects.visible_to(request.viewer).filter(system=request.system)
    try:
        lift_hold(hold=get_object_or_404(rows, pk=pk), actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The hold is lifted."))
    return redirect("evidence:retention", request.system.pk)


def _items(request: Visit, named: list[str]) -> list[Item]:
    """What is not there, or is no id at all, was never offered."""
    ids = {each for each in named if _is_id(each)}
    return list(Item.objects.visible_to(request.viewer).filter(system=request.system, pk__in=ids))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _page(request: Visit, form: HoldForm, items: list[Item], status: int = 200) -> HttpResponse:
    context = {"form": form, "items": items, "named": " ".join(str(item.pk) for item in items)}
    return page(request, "evidence/keeping/hold.html", context, status=status)
