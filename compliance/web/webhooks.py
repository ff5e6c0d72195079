"""Who else hears of a system: its officers after a while, and other programs by webhooks."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions import delivering
from compliance.actions.escalating import LONGEST, escalate
from compliance.models import Delivery, NoticeKind, Shape, Webhook
from compliance.notices.webhooks import MEANINGS, TYPES, secret_of
from compliance.web.door import Visit
from compliance.web.fields import TEXT
from frameworks.errors import Refused
from frameworks.web.pages import page

DELIVERIES_SHOWN = 100


def _choices() -> list[tuple[str, str]]:
    return [(kind.value, f"{name}: {MEANINGS[name]}") for kind, name in TYPES.items()]


class EscalationForm(forms.Form):
    after = forms.IntegerField(
        label=gettext_lazy("Days overdue"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=gettext_lazy("Empty: the officers are not told."),
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("Where we post to, by https. Redirects are not followed."),
        widget=forms.URLInput(attrs={**TEXT, "autocapitalize": "off", "spellcheck": "false"}),
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=Shape.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("It is told"),
        choices=_choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )


def webhooks(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            webhook = delivering.begin_webhook(
                system=request.system, **form.cleaned_data, actor=request.user, now=request.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _one(request, webhook, secret=secret_of(webhook))
    return _page(request, webhook_form=form, status=422)


def set_escalation(request: Visit) -> HttpResponse:
    form = EscalationForm(request.POST)
    if form.is_valid():
        escalate(system=request.system, after=form.cleaned_data["after"], actor=request.user, now=request.now)
        messages.success(request, _("Recorded."))
        return redirect("compliance:webhooks", request.system.pk)
    return _page(request, escalation_form=form, status=422)


def webhook(request: Visit, pk: UUID) -> HttpResponse:
    return _one(request, _row(request, pk))


def try_webhook(request: Visit, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    try:
        delivering.try_webhook(webhook=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _one(request, row, refused=str(refusal), status=422)
    messages.success(request, _("A test goes out within a minute: look at the deliveries below."))
    return redirect("compliance:webhook", request.system.pk, row.pk)


def replace_secret(request: Visit, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    try:
        row = delivering.replace_secret(webhook=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _one(request, row, refused=str(refusal), status=422)
    return _one(request, row, secret=secret_of(row))


def end_webhook(request: Visit, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    try:
        delivering.end_webhook(webhook=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _one(request, row, refused=str(refusal), status=422)
    messages.success(request, _("The webhook has ended: it is told nothing any more."))
    return redirect("compliance:webhooks", request.system.pk)


def _row(request: Visit, pk: UUID) -> Webhook:
    rows = Webhook.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system", "created_by"), pk=pk)


def _one(request: Visit, row: Webhook, secret: str = "", refused: str = "", status: int = 200) -> HttpResponse:
    """With `secret` it is shown on this very page, and never again."""
    deliveries = Delivery.objects.filter(webhook=row).order_by("-created_at", "-pk")[:DELIVERIES_SHOWN]
    context = {
        "webhook": row,
        "told": [TYPES[NoticeKind(kind)] for kind in row.kinds if kind in TYPES],
        "deliveries": deliveries,
        "secret": secret,
        "refused": refused,
        "is_slack": row.shape == Shape.SLACK,
    }
    response = page(request, "compliance/webhook.html", context, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _page(request: Visit, status: int = 200, **bound: forms.Form) -> HttpResponse:
    rows = Webhook.objects.visible_to(request.viewer).filter(system=request.system, ended_at=None)
    context = {
        "webhooks": rows,
        "webhook_form": WebhookForm(),
        "escalation_form": EscalationForm(initial={"after": request.system.escalates_after}),
    }
    return page(request, "compliance/webhooks.html", context | bound, status=status)
