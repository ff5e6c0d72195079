"""An AWS account and the role by which we enter it: connect, take the role's template away, prove."""

import json
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy

from compliance.models import Account
from compliance.web.door import Visit
from compliance.web.fields import TEXT
from evidence.actions import connecting
from evidence.actions.proving import request_proof
from evidence.collecting.policy import trust_policy
from evidence.collecting.shipped import collectors
from evidence.collecting.templates import FORMS, ROLE_NAME
from evidence.connections import Row, failed, history_of, proofs_of, tried_of
from evidence.models import Connection
from evidence.wording import ERROR_REASONS
from frameworks.errors import Refused
from frameworks.web.pages import page


class ConnectForm(forms.Form):
    role_name = forms.CharField(
        label=gettext_lazy("Name of the role"),
        help_text=gettext_lazy("The role that your AWS administrator makes for us in the account."),
        max_length=64,
        initial=ROLE_NAME,
        widget=forms.TextInput(attrs={**TEXT, "autocapitalize": "off", "spellcheck": "false"}),
    )
    every_region = forms.ChoiceField(
        label=gettext_lazy("Regions"),
        choices=[
            ("", gettext_lazy("The regions of the scope")),
            ("all", gettext_lazy("Every region that is enabled in the account")),
        ],
        required=False,
        help_text=gettext_lazy(
            "Which are enabled is looked up by each run. One that was enabled since comes into scope by itself; "
            "none leaves it by itself."
        ),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def clean_every_region(self) -> bool:
        return bool(self.cleaned_data["every_region"])


def connection(request: Visit, pk: UUID) -> HttpResponse:
    return _page(request, _row(request, pk))


def connect(request: Visit, pk: UUID) -> HttpResponse:
    """Connect the account, or change how it is connected; who we are is asked at once."""
    row, form, refused = _row(request, pk), ConnectForm(request.POST), ""
    if form.is_valid():
        said = {**form.cleaned_data, "actor": request.user, "now": request.now}
        try:
            if row.connection:
                connecting.change_connection(connection=row.connection, **said)
            else:
                made = connecting.connect(account=row.account, **said)
                request_proof(connection=made, actor=request.user, now=request.now, principal_only=True)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("evidence:connection", request.system.pk, row.account.pk)
    return _page(request, row, form=form, refused=refused, status=422)


def prove(request: Visit, pk: UUID) -> HttpResponse:
    row = _connected(request, pk)
    try:
        request_proof(connection=_of(row), actor=request.user, now=request.now)
    except Refused as refusal:
        return _page(request, row, refused=str(refusal), status=422)
    return redirect("evidence:connection", request.system.pk, row.account.pk)


def show_external_id(request: Visit, pk: UUID) -> HttpResponse:
    """On this very page, or as the trust policy's file: each showing is journalled."""
    row = _connected(request, pk)
    (shown,) = connecting.show_external_ids(
        system=request.system, connections=[_of(row)], actor=request.user, now=request.now
    )
    if "file" in request.POST and _of(row).principal:
        return as_file(_trust(_of(row)), f"demarc-trust-{row.account.account_id}.json", "application/json")
    return _page(request, row, external_id=shown)


def template(request: Visit, pk: UUID, template: str) -> HttpResponse:
    """The role as a file, without the ExternalId: that is its parameter."""
    row = _connected(request, pk)
    if template not in FORMS:
        raise Http404
    return as_file(_written(_of(row), template), FORMS[template].file_name, FORMS[template].media_type)


def _page(
    request: Visit,
    row: Row,
    form: forms.Form | None = None,
    external_id: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    known = row.connection
    said = {"role_name": known.role_name, "every_region": "all" if known.every_region else ""} if known else None
    reason = failed(known) if known else ""
    context = {
        "row": row,
        "connection": known,
        "form": form or ConnectForm(initial=said),
        "refused": refused,
        "external_id": external_id,
        "trust": _trust(known) if known and external_id and known.principal else "",
        "templates": [(key, each.title, _written(known, key)) for key, each in FORMS.items()] if known else [],
        "proofs": proofs_of(known) if known else [],
        "tried": tried_of(known) if known else [],
        "history": history_of(known) if known else [],
        "failed": ERROR_REASONS.get(reason, reason),
    }
    answer = page(request, "evidence/connections/connection.html", context, part="proving", status=status)
    if external_id:
        answer["Cache-Control"] = "no-store"
    return answer


def _trust(connection: Connection) -> str:
    return json.dumps(trust_policy(principal=connection.principal, external_id=connection.external_id), indent=2)


def _written(connection: Connection, key: str) -> str:
    return FORMS[key].write(collectors().values(), connection.principal, connection.role_name)


def as_file(text: str, name: str, media_type: str) -> HttpResponse:
    """To be kept by whoever asked, and by nothing on the way: it may hold ExternalIds."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=f"{media_type}; charset=utf-8", headers=headers)


def _row(request: Visit, pk: UUID) -> Row:
    """By the account's id; also of an account that is in scope on another day only."""
    rows = Account.objects.visible_to(request.viewer).filter(system=request.system)
    account = get_object_or_404(rows.select_related("system"), pk=pk)
    term = account.terms.on(request.system.day_of(request.now)).first()
    known = Connection.objects.filter(account=account).select_related("account__system", "system", "job").first()
    return Row(account, term.regions if term else [], known)


def _connected(request: Visit, pk: UUID) -> Row:
    row = _row(request, pk)
    if row.connection is None:
        raise Http404
    return row


def _of(row: Row) -> Connection:
    if row.connection is None:
        raise Http404
    return row.connection
