"""An officer accepts one of AWS's documents: service by service, from the document in hand, with a memo."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions.attesting import accept as accept_attestation
from compliance.models import Acceptance, Attestation, FrameworkScope, ServiceUse, System
from compliance.permissions import OFFICER
from compliance.web.attestations import newer, visible
from compliance.web.door import Visit
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance.standing import SCOPE_IS_FRESH_FOR
from frameworks.schema import ScopeRow
from frameworks.web.pages import page

NAMED, NOT_NAMED, UNREAD = "yes", "no", ""
WORDS = {NAMED: True, NOT_NAMED: False, UNREAD: None}


@dataclass
class Asked:
    """A service in use, where, and what the shipped list says. `matters`: it holds data that a rule asks about."""

    key: str
    name: str
    systems: list[str]
    matters: bool
    hint: ScopeRow | None


class AcceptForm(forms.Form):
    """One field per service, and the memo. `words` are what was confirmed before; nothing is ticked beforehand."""

    memo = forms.CharField(
        label=gettext_lazy("Review memo"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 8}),
        error_messages={"required": gettext_lazy("Write what you read in the document, and what follows for us.")},
    )

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]], words: dict[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(NAMED, _("named")), (NOT_NAMED, _("not named")), (UNREAD, _("not looked at yet"))]
        before = {word: code for code, word in WORDS.items()}
        self.services = {f"scope-{key}": key for key, _name in services}
        names = dict(services)
        for field, key in self.services.items():
            self.fields[field] = forms.ChoiceField(
                label=names[key],
                choices=choices,
                required=False,
                initial=before[words.get(key)],
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    def in_scope(self) -> dict[str, bool | None]:
        return {key: WORDS[self.cleaned_data[field]] for field, key in self.services.items()}


def accept(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    known = Acceptance.objects.known().filter(attestation=row).first()
    asked = _asked(request, row)
    initial = {"memo": known.memo} if known and known.accepted_by_id == request.user.pk else {}
    form = AcceptForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        services=[(each.key, each.name) for each in asked],
        words=known.in_scope if known else {},
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            accept_attestation(
                attestation=row,
                in_scope=form.in_scope(),
                memo=form.cleaned_data["memo"],
                actor=request.user,
                on=request.now.date(),
                now=request.now,
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("You have accepted %(document)s.") % {"document": row})
            return redirect("compliance:attestation", row.pk)
    listed = shipped().scopes.get(row.programme.key)
    context = {
        "attestation": row,
        "programme": shipped().programmes.get(row.programme.key),
        "form": form,
        "rows": [(each, form[f"scope-{each.key}"]) for each in asked],
        "listed": listed,
        "is_old": listed is not None and abs(request.now.date() - listed.as_of) > SCOPE_IS_FRESH_FOR,
        "refused": refused,
        "newer": newer(row),
    }
    return page(request, "compliance/attestation-accept.html", context, status=422 if form.is_bound else 200)


def _asked(request: Visit, row: Attestation) -> list[Asked]:
    """The services in use in the officer's own systems that lean on the programme; those that matter first."""
    rules = {rule.framework: rule for rule in shipped().rules if rule.programme == row.programme.key}
    listed = shipped().scopes.get(row.programme.key)
    days = {system.pk: system.day_of(request.now) for system in _own_systems(request, row)}
    scopes = FrameworkScope.objects.known().filter(system__in=days, edition__framework__key__in=rules)
    leaning: dict[UUID, list[FrameworkScope]] = {}
    for scope in scopes.select_related("edition__framework"):
        if scope.holds_on(days[scope.system_id]):
            leaning.setdefault(scope.system_id, []).append(scope)
    found: dict[str, Asked] = {}
    uses = ServiceUse.objects.known().filter(system__in=leaning).select_related("service", "system")
    for use in uses.order_by("service__name", "system__name"):
        if use.holds_on(days[use.system_id]):
            key = use.service.key
            hint = listed.services.get(key) if listed else None
            asked = found.setdefault(key, Asked(key, use.service.name, [], matters=False, hint=hint))
            asked.systems += [] if use.system.name in asked.systems else [use.system.name]
            asked.matters |= any(
                use.touches.get(scope.edition.data_class, "touches") in rules[scope.edition.framework.key].tests
                for scope in leaning[use.system_id]
            )
    return sorted(found.values(), key=lambda asked: not asked.matters)


def _own_systems(request: Visit, row: Attestation) -> Iterable[System]:
    """Where the viewer is an officer; a fictitious document concerns demonstration systems only."""
    systems = System.objects.visible_to(request.viewer).filter(ended_at=None)
    if row.is_demonstration:
        systems = systems.filter(is_demonstration=True)
    return [system for system in systems if request.viewer.roles_in(system) & OFFICER]
