"""What templates of every floor need: who may do what here, and one sign for every code."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.support import Support
from compliance.models import FrameworkScope, Role, ServiceUse, System, Touch
from compliance.notices.telling import unseen_count
from compliance.permissions import routes
from compliance.posture import Standing
from compliance.wording import CLASS_SENTENCES, CLASSES, STANDING_SENTENCES, SUPPORT_SENTENCES
from frameworks.compiled import shipped
from frameworks.inheritance import InheritanceClass
from frameworks.wording import CONCLUSIONS

if TYPE_CHECKING:
    from compliance.web.matrix import Cell

register = template.Library()

TABS: Mapping[str, tuple[Promise, frozenset[str]]] = {
    "compliance:system": (
        _("Overview"),
        frozenset(
            f"compliance:{page}"
            for page in (
                "requirement",
                *("expectations", "expectation", "expect", "begin-expectations", "end-expectation"),
            )
        ),
    ),
    "compliance:matrix": (_("Matrix"), frozenset()),
    "compliance:changes": (_("Changes"), frozenset()),
    "compliance:duties": (
        _("Duties"),
        frozenset(
            {
                *("compliance:duty", "compliance:assign", "compliance:hand-over"),
                *("compliance:import-assignments", "compliance:confirm-assignments", "compliance:rules"),
                *("compliance:end-rule", "compliance:workload", "compliance:comments", "evidence:timeline"),
            }
        ),
    ),
    "compliance:decisions": (
        _("Decisions"),
        frozenset(
            {
                *("compliance:decision", "compliance:propose-decision", "compliance:approve-decision"),
                *("compliance:decline-decision", "compliance:withdraw-decision"),
            }
        ),
    ),
    "compliance:scope": (
        _("Scope"),
        frozenset(
            f"compliance:{page}"
            for page in (
                *("webhooks", "webhook", "set-escalation", "try-webhook", "replace-secret", "end-webhook"),
                *("describe", "lean-on", "answer-to", "add-account", "use-service", "import-uses", "confirm-uses"),
                *(f"{verb}-{what}" for verb in ("scope", "end") for what in ("framework", "account", "use", "leaning")),
            )
        ),
    ),
    "compliance:audits": (
        _("Audits"),
        frozenset(
            {
                *("compliance:audit", "compliance:open-audit", "compliance:change-audit", "compliance:end-audit"),
                *("compliance:invite-auditor", "compliance:window", "compliance:shut-out", "compliance:custody"),
                *("compliance:audited-requirement", "compliance:share-conclusions"),
                *("evidence:audited", "evidence:period-moves", "evidence:audit-coverage"),
                *("compliance:findings", "compliance:finding", "compliance:follow-up", "compliance:raise-finding"),
                *("evidence:populations", "evidence:population", "evidence:enter-population", "evidence:draw-sample"),
                *("evidence:sample", "evidence:redraw-sample", "evidence:exceptions"),
                *("evidence:import-requests", "evidence:confirm-requests"),
            }
        ),
    ),
    "evidence:requests": (
        _("Requests"),
        frozenset(
            f"evidence:{page}"
            for page in (
                *("request", "raise-request", "request-load", "hand-request", "withdraw-request"),
                *("answer-request", "use-again"),
            )
        ),
    ),
    "evidence:runs": (_("Runs"), frozenset({"evidence:run", "evidence:start-run"})),
    "evidence:packs": (_("Packs"), frozenset({"evidence:pack", "evidence:build-pack", "evidence:choose-pack"})),
    "evidence:reports": (_("Reports"), frozenset({"evidence:report", "evidence:ask-for-report"})),
}

# The sign (a colour in demarc.css) and the icon of each code. The word is always shown beside them.
STANDING_SIGNS: Mapping[str, tuple[str, str]] = {
    Standing.FAILING: ("bad", "circle-x"),
    Standing.COULD_NOT_LOOK: ("warn", "help-circle"),
    Standing.STALE: ("old", "hourglass"),
    Standing.NOT_STARTED: ("quiet", "circle-dashed"),
    Standing.IN_PROGRESS: ("quiet", "circle-minus"),
    Standing.EVIDENCED: ("good", "circle-check"),
    Standing.DECIDED: ("ours", "scale"),
}
SUPPORT_SIGNS: Mapping[str, tuple[str, str]] = {
    Support.SUPPORTED: ("good", "shield-check"),
    Support.COMMITTED: ("old", "scale"),
    Support.UNSUPPORTED: ("bad", "shield-x"),
    Support.NO_PART: ("quiet", "circle-minus"),
}


@register.filter
def initials(person: object) -> str:
    words = str(person).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def utc(instant: datetime.datetime | None) -> str:
    """An instant as people read it, with its zone written."""
    if instant is None:
        return "–"
    return f"{date_format(instant.astimezone(datetime.UTC), 'j M Y, H:i')} UTC"


@register.filter
def day(value: datetime.date | None) -> str:
    return date_format(value, "j M Y") if value else "–"


@register.filter
def day_in(instant: datetime.datetime, system: System) -> str:
    """The calendar day of an instant where the system lives."""
    return day(system.day_of(instant))


@register.filter
def role(scope: FrameworkScope) -> str:
    """The role in which a system answers to a framework; one from an older release is shown as its code."""
    edition = shipped().editions.get(scope.edition.key)
    return edition.roles.get(scope.role, scope.role) if edition else scope.role


@register.filter
def assessment(scope: FrameworkScope) -> str:
    """The form in which a system is assessed against a framework; empty where that is not settled."""
    edition = shipped().editions.get(scope.edition.key)
    return edition.assessment_title(scope.assessment) if edition else scope.assessment


@register.filter
def concluded(outcome: str) -> str:
    """What an auditor concluded, in words."""
    return str(CONCLUSIONS[outcome])


@register.simple_tag
def touch(use: ServiceUse, data_class: str) -> str:
    """What the use does with a class of data; what nobody has said counts as touched."""
    return str(Touch(use.touches.get(data_class, Touch.TOUCHES)).label)


@register.simple_tag(takes_context=True)
def may(context: Context, route: str, method: str = "GET") -> bool:
    """Whether the person reading the page holds a role that `route` is for, in the system of the page."""
    request = context["request"]
    system = getattr(request, "system", None)
    allowed = routes().get(route, {}).get(method)
    if system is None or allowed is None or isinstance(allowed, str):
        return False
    return bool(request.viewer.roles_in(system) & allowed)


@register.simple_tag(takes_context=True)
def unseen(context: Context) -> int:
    """How many notices the person reading the page has not seen yet. One query."""
    return unseen_count(context["request"].viewer, context["request"].now)


@register.simple_tag(takes_context=True)
def on_team(context: Context, system: System) -> bool:
    """Whether the person reading the page belongs to the team of that system, and may be led there."""
    return system.pk in context["request"].viewer.team_ids


@register.simple_tag(takes_context=True)
def roles_here(context: Context) -> list[str]:
    request = context["request"]
    system = getattr(request, "system", None)
    return [str(Role(role).label) for role in sorted(request.viewer.roles_in(system))] if system else []


@register.inclusion_tag("compliance/tab.html", takes_context=True)
def tab(context: Context, route: str, icon: str) -> dict[str, Any]:
    request = context["request"]
    label, within = TABS[route]
    shown = may(context, route)
    return {
        "shown": shown,
        "label": label,
        "icon": f"icons/{icon}.svg",
        "address": reverse(route, args=[request.system.pk]) if shown else "",
        "current": request.resolver_match.view_name in {route, *within},
    }


@register.inclusion_tag("compliance/state.html")
def standing(code: str | None) -> dict[str, Any]:
    if code is None:
        return _state("quiet", "circle-minus", gettext("No part of ours"), "")
    return _state(*STANDING_SIGNS[code], Standing(code).label, STANDING_SENTENCES[code])


@register.inclusion_tag("compliance/state.html")
def support(code: str) -> dict[str, Any]:
    return _state(*SUPPORT_SIGNS[code], Support(code).label, SUPPORT_SENTENCES[code])


@register.inclusion_tag("frameworks/sides.html")
def class_of(code: str) -> dict[str, Any]:
    """Who bears a requirement, as a small picture of the line between the two sides, and in a word."""
    return {
        "aws": code in {InheritanceClass.INHERITED, InheritanceClass.SHARED},
        "ours": code in {InheritanceClass.CUSTOMER, InheritanceClass.SHARED},
        "label": CLASSES[code],
        "sentence": CLASS_SENTENCES[code],
    }


def _state(sign: str, icon: str, label: object, sentence: object) -> dict[str, Any]:
    return {"sign": sign, "icon": f"icons/{icon}.svg", "label": label, "sentence": sentence}


@register.filter
def cells(row: "Iterable[Cell]", address: str) -> SafeString:
    """A matrix row's cells, each leading to `address`. There are thousands: in a template they would take longest."""
    there = conditional_escape(address)
    return mark_safe(  # noqa: S308 - codes and letters of our own around an escaped address
        "".join(
            f'<td class="cell-{cell.bearer}"><a href="{there}">{cell.letter}</a></td>' if cell.bearer else "<td></td>"
            for cell in row
        )
    )
