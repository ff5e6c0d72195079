"""All connections of a system: the list, the roles of many accounts at once, and every proof asked for in one go."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.web.door import Visit
from evidence.actions.connecting import show_external_ids
from evidence.actions.proving import request_every_proof
from evidence.collecting.aws import HOME_REGION
from evidence.collecting.stack_sets import TERRAFORM_USE, VARIABLE, Target, stack_set_script, terraform_map
from evidence.connections import STATES, Row, State, add_tried, rows_of
from evidence.models import Connection
from evidence.organisation import organisations_of
from evidence.web.connections import as_file
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page

ON_A_PAGE = 100
SCRIPT = "demarc-stack-set.sh"
FILES: Mapping[str, tuple[str, str]] = {
    "stack-set": (SCRIPT, "text/x-shellscript"),
    "terraform": ("demarc.auto.tfvars.json", "application/json"),
    "csv": ("demarc-external-ids.csv", "text/csv"),
}


def connections(request: Visit) -> HttpResponse:
    return _list_page(request)


def prove_all(request: Visit) -> HttpResponse:
    try:
        asked = request_every_proof(system=request.system, actor=request.user, now=request.now)
    except Refused as refusal:
        return _list_page(request, refused=str(refusal), status=422)
    told = ngettext("%(n)d connection is being proven.", "%(n)d connections are being proven.", len(asked))
    messages.success(request, told % {"n": len(asked)})
    return redirect("evidence:connections", request.system.pk)


def external_ids(request: Visit) -> HttpResponse:
    """The page says what there is to take; what holds ExternalIds is posted for, and each one shown is journalled."""
    known = [row.connection for row in _rows(request) if row.connection]
    open_ = [each for each in known if not each.proven_at]
    if request.method == "GET":
        return _roles_page(request, known, open_)
    chosen = known if request.POST.get("accounts") == "all" else open_
    form = request.POST.get("form", "csv")
    if form not in FILES:
        raise Http404
    if refused := _refused(form, known, chosen):
        return _roles_page(request, known, open_, refused=refused, status=422)
    shown = show_external_ids(system=request.system, connections=chosen, actor=request.user, now=request.now)
    targets = [Target(each.account.account_id, each.role_name, text) for each, text in zip(chosen, shown, strict=True)]
    writers: Mapping[str, Callable[[Sequence[Target]], str]] = {
        "stack-set": partial(_script, request, known),
        "terraform": terraform_map,
        "csv": _table,
    }
    return as_file(writers[form](targets), *FILES[form])


def _refused(form: str, known: Sequence[Connection], chosen: Sequence[Connection]) -> str:
    """Why the file cannot be written, and what to do; "" where it can."""
    if not chosen:
        return _("Each connected account is proven, so no role is missing: choose all accounts to take them again.")
    if form == "stack-set" and not _principal(known):
        return _("The roles have to name us, and who we are is not known yet: have a connection proven first.")
    if form == "stack-set" and len({each.account.partition for each in chosen}) > 1:
        return _("The accounts lie in more than one partition of AWS: take the table, and make a StackSet in each.")
    return ""


def _table(targets: Iterable[Target]) -> str:
    lines = [f"{each.account},{each.role_name},{each.external_id}" for each in targets]
    return "\r\n".join(["account_id,role_name,external_id", *lines]) + "\r\n"


def _list_page(request: Visit, refused: str = "", status: int = 200) -> HttpResponse:
    rows = _rows(request)
    counts = Counter(row.state for row in rows)
    states = [(state, title) for state, title in STATES.items() if counts[state]]
    chosen = filters.read(request.GET, {"state": (_("Connection"), states)})
    found = [
        row
        for row in rows
        if chosen.lets(state=row.state) and chosen.finds(row.account.name, row.account.account_id, *row.regions)
    ]
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    add_tried(shown)
    context = {
        "shown": shown,
        "total": len(rows),
        "counts": [(title, counts[state]) for state, title in states],
        "unproven": counts[State.BROKEN] + counts[State.NOT_PROVEN],
        "busy": any(row.state is State.BEING_PROVEN for row in shown),
        "connected": len(rows) - counts[State.NOT_CONNECTED],
        "filters": chosen,
        "refused": refused,
    }
    return page(request, "evidence/connections/connections.html", context, part="connections", status=status)


def _roles_page(
    request: Visit, known: Sequence[Connection], open_: Sequence[Connection], refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"known": known, "open": open_, "refused": refused, "every": "all" if not open_ else ""}
    if known:
        example = next(iter(open_ or known))
        target = Target(example.account.account_id, example.role_name)
        context |= {
            "template_of": example.account_id,
            "example": _script(request, known, [target]),
            "principal": _principal(known),
            "terraform_use": TERRAFORM_USE,
            "variable": VARIABLE,
            "script": SCRIPT,
        }
    return page(request, "evidence/connections/roles.html", context, status=status)


def _script(request: Visit, known: Sequence[Connection], targets: Sequence[Target]) -> str:
    on = request.system.day_of(request.now)
    return stack_set_script(
        targets,
        principal=_principal(known) or "PRINCIPAL",
        stack_set=f"Demarc-{request.system.key}".replace("_", "-"),
        region=HOME_REGION[known[0].account.partition],
        managers={each.manager for each in organisations_of(request.system, request.viewer, on)},
        name=SCRIPT,
    )


def _principal(known: Sequence[Connection]) -> str:
    return next((each.principal for each in known if each.principal), "")


def _rows(request: Visit) -> list[Row]:
    return rows_of(request.system, request.system.day_of(request.now))
