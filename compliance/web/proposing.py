"""Somebody proposes a decision about a requirement: one page for each kind, with what the catalogue asks of it."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions.deciding import LONGEST_TEXT, may_propose, propose_decision
from compliance.inheritance.lapsing import ONE_DAY
from compliance.web.door import Visit
from compliance.web.fields import DayField
from compliance.web.requirements import row_of
from frameworks.compiled import shipped
from frameworks.deciding import Allowed, decisions_allowed, latest_end
from frameworks.errors import Refused
from frameworks.models import Requirement
from frameworks.web.pages import page


class ProposalForm(forms.Form):
    """The justification, one field for each thing that the kind asks, and the days."""

    justification = forms.CharField(
        label=gettext_lazy("Why this is decided"),
        help_text=gettext_lazy("For this requirement and this system, in a few sentences that an auditor can follow."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
    )

    def __init__(self, *args: Any, allowed: Allowed, first: datetime.date, **kwargs: Any) -> None:
        latest = latest_end(allowed.rule, first)
        until = None if latest == datetime.date.max else latest
        kwargs.setdefault("initial", {"valid_from": first, "valid_until": until})
        super().__init__(*args, **kwargs)
        self.asks = [f"answer-{place}" for place, _asked in enumerate(allowed.rule.asks)]
        for name, asked in zip(self.asks, allowed.rule.asks, strict=True):
            self.fields[name] = forms.CharField(
                label=asked,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
            )
        self.fields["valid_from"] = DayField(label=_("First day"), help_text=_("Its approval, where that comes later."))
        self.fields["valid_until"] = DayField(
            label=_("Last day"), help_text=_("It lapses by itself after this day, and is looked at anew before.")
        )

    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.asks]


def propose(request: Visit, decision_kind: str, edition: str, ref: str) -> HttpResponse:
    system, on = request.system, request.system.day_of(request.now)
    row = row_of(request, edition, ref)
    if row is None or row.inheritance.unbound is not None:
        raise Http404
    of = shipped().editions[edition]
    open_here = decisions_allowed(shipped(), of, row.requirement, on)
    allowed = next((each for each in open_here if each.rule.kind == decision_kind), None)
    if allowed is None:
        raise Http404
    followed = row.decision if allowed.changes_status else None
    first = followed.valid_until + ONE_DAY if followed else on
    form = ProposalForm(request.POST if request.method == "POST" else None, allowed=allowed, first=first)
    refused = ""
    if form.is_bound and form.is_valid():
        try:
            decision = propose_decision(
                system=system,
                requirement=Requirement.objects.select_related("edition").by_ref(edition, row.requirement.ref),
                kind=decision_kind,
                justification=form.cleaned_data["justification"],
                answers=form.answers(),
                valid_from=form.cleaned_data["valid_from"],
                valid_until=form.cleaned_data["valid_until"],
                author=request.user,
                on=on,
                now=request.now,
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("It is proposed. It counts once somebody else has approved it."))
            return redirect("compliance:decision", system.pk, decision.pk)
    context = {
        "edition": of,
        "row": row,
        "allowed": allowed,
        "form": form,
        "questions": [form[name] for name in form.asks],
        "refused": refused,
        "followed": followed,
        "may_propose": may_propose(request.user, system, row, on),
    }
    return page(request, "compliance/propose-decision.html", context, status=422 if form.is_bound else 200)
