"""The accounts of an organisation: which of them no system covers, and the way to connect one, many or all of these."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.web.door import Visit
from evidence.actions.joining import join
from evidence.collecting.aws import HOME_REGION
from evidence.organisation import Organisation, organisations_of
from evidence.web.member_forms import MembersForm
from evidence.weighing import Bar, Weighed, weigh
from evidence.wording import ERROR_REASONS
from frameworks.errors import Refused
from frameworks.web.pages import page

ON_A_PAGE = 100
"""Also as many as one address can carry, when they are ticked."""
NAMED = 10
"""Accounts named of those in which the list could not be had: a policy may refuse it in all of them."""
SHOWN = 200
"""Accounts named one by one before they are written; the form names them all."""

BARS: Mapping[Bar, Promise] = {
    Bar.IN_SCOPE: gettext_lazy("It is in the scope of this system already."),
    Bar.ELSEWHERE: gettext_lazy("It belongs to another system, and to one only."),
    Bar.NOT_IN_USE: gettext_lazy("AWS has suspended or closed it."),
    Bar.NOT_A_MEMBER: gettext_lazy(
        "AWS did not name it as a member of this organisation. If it joined lately, collect first; "
        "an account outside is added on the page Scope."
    ),
}


def organisation(request: Visit) -> HttpResponse:
    number = request.GET.get("page")
    found = _seen(request)
    blind: dict[object, list[str]] = {}
    for each in found:
        if each.reason:
            blind.setdefault(ERROR_REASONS.get(each.reason, each.reason), []).append(each.account_id)
    context = {
        "organisations": [(each, Paginator(each.members, ON_A_PAGE).get_page(number)) for each in found if each.id],
        "blind": [(why, len(accounts), accounts[:NAMED]) for why, accounts in blind.items()],
    }
    return page(request, "evidence/connections/organisation.html", context)


def add_members(request: Visit) -> HttpResponse:
    """First what will happen is shown, then it is written: a confirmation of anything else shows it anew."""
    known = {each.id: each for each in _seen(request) if each.id}
    if request.method == "GET":
        form = MembersForm(initial=_ticked(request, known), request=request)
        return _members_page(request, form, known)
    form = MembersForm(request.POST, request=request)
    chosen = known.get(form.data.get("organisation", ""))
    if chosen is None:
        form.add_error(None, _("What AWS says of this organisation is not known any more: begin on its page again."))
    if chosen is None or not form.is_valid():
        return _members_page(request, form, known, status=422)
    system = form.cleaned_data["system"]
    weighed = weigh(system, chosen, form.cleaned_data["accounts"], system.day_of(request.now))
    seen = _digest(form, weighed)
    if "confirm" not in request.POST or request.POST.get("seen") != seen:
        changed = "confirm" in request.POST
        return _members_page(request, form, known, weighed=weighed, seen=seen, changed=changed)
    try:
        made = join(
            system=system,
            named=weighed.can,
            regions=form.cleaned_data["regions"] or [HOME_REGION[chosen.partition]],
            every_region=form.cleaned_data["every_region"],
            role_name=form.cleaned_data["role_name"],
            partition=chosen.partition,
            actor=request.user,
            now=request.now,
        )
    except Refused as refusal:
        return _members_page(request, form, known, weighed=weighed, seen=seen, refused=str(refusal), status=422)
    if len(made) == 1:
        return redirect("evidence:connection", system.pk, made[0].account_id)
    messages.success(request, _("%(n)d accounts are connected. Make their roles now.") % {"n": len(made)})
    return redirect("evidence:external-ids", system.pk)


def _members_page(
    request: Visit, form: MembersForm, known: Mapping[str, Organisation], status: int = 200, **said: Any
) -> HttpResponse:
    weighed = said.get("weighed")
    context = {
        "form": form,
        "known": known,
        "cannot": [(key, name, BARS[bar]) for key, name, bar in weighed.cannot] if weighed else [],
        "can": list(weighed.can.items())[:SHOWN] if weighed else [],
        "left": max(0, len(weighed.can) - SHOWN) if weighed else 0,
        **said,
    }
    return page(request, "evidence/connections/add-members.html", context, status=status)


def _seen(request: Visit) -> list[Organisation]:
    return organisations_of(request.system, request.viewer, request.system.day_of(request.now))


def _ticked(request: Visit, known: Mapping[str, Organisation]) -> dict[str, str]:
    """What was ticked on the organisation's page, or all that nobody covers."""
    chosen = known.get(request.GET.get("organisation", "")) or next(iter(known.values()), None)
    if chosen is None:
        return {}
    open_ = [each.account_id for each in chosen.not_covered]
    if "all" not in request.GET:
        ticked = set(request.GET.getlist("members"))
        open_ = [key for key in open_ if key in ticked]
    return {"organisation": chosen.id, "accounts": "\n".join(open_)}


def _digest(form: MembersForm, weighed: Weighed) -> str:
    """Of all that a confirmation confirms."""
    said = {**form.cleaned_data, "system": str(form.cleaned_data["system"].pk), "accounts": weighed.can}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
