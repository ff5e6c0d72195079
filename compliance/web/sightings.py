"""Services that collected facts showed: an officer takes them into the boundary, or says why they are none of ours."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions.sighting import dismiss_sighting, take_sighting
from compliance.models import DataClass, ServiceSighting, System, Touch
from compliance.models.sighting import MISSES
from compliance.web.door import Visit
from compliance.web.fields import DayField
from compliance.web.scope import tried
from frameworks.web.pages import page


class PickForm(forms.Form):
    """Which of the proposed ones; the page draws its ticks in the table."""

    def __init__(self, *args: Any, offered: Sequence[ServiceSighting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.pk): row for row in offered}
        self.fields["picked"] = forms.MultipleChoiceField(
            label=_("Services"),
            choices=[(pk, str(row)) for pk, row in self.offered.items()],
            error_messages={
                "required": _("Tick at least one service in the list."),
                "invalid_choice": _("One of them is not proposed any more: look at the list again."),
            },
        )

    def picked(self) -> list[ServiceSighting]:
        return [self.offered[pk] for pk in self.cleaned_data["picked"]]


class TakeForm(PickForm):
    since = DayField(
        label=gettext_lazy("Since"),
        required=False,
        help_text=gettext_lazy("Left empty: each from the day on which it was first seen."),
    )

    def __init__(self, *args: Any, system: System, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in system.data_classes:
            self.fields[f"touch_{code}"] = forms.ChoiceField(
                label=DataClass(code).label,
                choices=[("", _("Choose what the services do with it")), *Touch.choices],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def touches(self) -> dict[str, str]:
        return {
            name.removeprefix("touch_"): value for name, value in self.cleaned_data.items() if name.startswith("touch_")
        }


class DismissForm(PickForm):
    because = forms.CharField(
        label=gettext_lazy("Why they are no use of this system"),
        help_text=gettext_lazy("Such as: a sandbox that holds no data of ours. Auditors see it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


def sightings(request: Visit) -> HttpResponse:
    return _page(request)


def take(request: Visit) -> HttpResponse:
    form = TakeForm(request.POST, system=request.system, offered=_proposed(request.system))

    def act() -> None:
        since: datetime.date | None = form.cleaned_data["since"]
        for row in form.picked():
            take_sighting(sighting=row, touches=form.touches(), since=since, actor=request.user, now=request.now)

    return tried(request, form, act) or _page(request, take_form=form, status=422)


def dismiss(request: Visit) -> HttpResponse:
    form = DismissForm(request.POST, offered=_proposed(request.system))

    def act() -> None:
        for row in form.picked():
            dismiss_sighting(sighting=row, because=form.cleaned_data["because"], actor=request.user, now=request.now)

    return tried(request, form, act) or _page(request, dismiss_form=form, status=422)


def _page(request: Visit, status: int = 200, **bound: forms.Form) -> HttpResponse:
    system, proposed = request.system, _proposed(request.system)
    rows = ServiceSighting.objects.filter(system=system).select_related("account", "service", "dismissed_by")
    context = {
        "proposed": proposed,
        "missed": list(rows.missed().order_by("account__name", "service__name", "region")),
        "dismissed": list(rows.exclude(dismissed_at=None).order_by("-dismissed_at")),
        "runs": MISSES,
        "picked": request.POST.getlist("picked"),
        "take_form": TakeForm(system=system, offered=proposed),
        "dismiss_form": DismissForm(offered=proposed),
    }
    return page(request, "compliance/sightings.html", context | bound, status=status)


def _proposed(system: System) -> list[ServiceSighting]:
    rows = ServiceSighting.objects.filter(system=system).proposed().select_related("account", "service", "system")
    return list(rows.order_by("account__name", "service__name", "region"))
