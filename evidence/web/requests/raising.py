"""Raise a request: from the list, from a duty's page or from a requirement's, with what those know filled in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.models import Duty, Engagement, FrameworkScope
from compliance.permissions import OFFICER
from compliance.team import team_of
from compliance.web.door import Visit
from evidence.actions.asking import raise_request
from evidence.models import RequestOrigin
from evidence.web.requests.forms import RaiseForm
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition
from frameworks.web.pages import page


def raise_one(visit: Visit) -> HttpResponse:
    if visit.method == "GET":
        return page(visit, "evidence/requests/raise.html", {"form": _form(visit)})
    form, on = _form(visit, visit.POST), visit.system.day_of(visit.now)
    if form.is_valid():
        try:
            asked = raise_request(
                system=visit.system, origin=_origin(visit), actor=visit.user, on=on, now=visit.now, **form.said()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(visit, _("“%(title)s” is asked for.") % {"title": asked.title})
            return redirect("evidence:request", visit.system.pk, asked.pk)
    return page(visit, "evidence/requests/raise.html", {"form": form}, status=422)


def _origin(visit: Visit) -> RequestOrigin:
    """Whoever is officer asks as one, even where an audit lets them in as well."""
    is_officer = visit.viewer.roles_in(visit.system) & OFFICER
    return RequestOrigin.OFFICER if is_officer else RequestOrigin.AUDITOR


def _form(visit: Visit, *said: Any) -> RaiseForm:
    system, on = visit.system, visit.system.day_of(visit.now)
    is_auditor = _origin(visit) == RequestOrigin.AUDITOR
    audits = _audits(visit, is_auditor)
    scopes = FrameworkScope.objects.on(on).filter(system=system)
    editions = set(Edition.objects.filter(pk__in=scopes.values("edition"))) if not is_auditor else set()
    editions |= {edition for audit in audits for edition in audit.editions.all()}
    duties = Duty.objects.visible_to(visit.viewer).filter(system=system).open()
    return RaiseForm(
        *said,
        duties=duties.select_related("control", "service", "programme"),
        editions=sorted(editions, key=lambda each: each.title),
        owners=team_of(system, on).owners.values(),
        audits=audits,
        is_auditor=is_auditor,
        on=on,
        initial=_prefilled(visit, duties),
    )


def _audits(visit: Visit, is_auditor: bool) -> list[Engagement]:
    if is_auditor:
        return list(visit.viewer.engagements.get(visit.system.pk, ()))
    rows = Engagement.objects.visible_to(visit.viewer).filter(system=visit.system, ended_at=None)
    return list(rows.prefetch_related("editions"))


def _prefilled(visit: Visit, duties: Any) -> dict[str, Any]:
    """What the address names and the person sees: anything else is as if it were not there."""
    asked = visit.GET
    initial: dict[str, Any] = {"duty": asked.get("duty", "")}
    duty = duties.filter(pk=asked["duty"]).first() if _is_id(asked.get("duty")) else None
    if duty is not None:
        initial["title"] = str(duty)
    edition, ref = asked.get("edition", ""), asked.get("ref", "")
    try:
        requirement = shipped().requirement(edition, ref)
    except KeyError:
        pass
    else:
        initial |= {"edition": shipped().edition(edition).key, "ref": requirement.ref, "title": requirement.title}
    return {**initial, "engagement": asked.get("engagement", "")}


def _is_id(said: str | None) -> bool:
    try:
        UUID(said or "")
    except ValueError:
        return False
    return True
