"""What one framework makes of a document of AWS's today, in a sign, a word and a sentence."""

import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from compliance.inheritance.currency import Currency
from compliance.wording import REMEDIES, reason_sentence
from frameworks.compiled import shipped
from frameworks.inheritance import ReasonCode
from frameworks.schema import RuleRole

register = template.Library()


@register.inclusion_tag("compliance/currency.html")
def currency(said: Currency) -> dict[str, Any]:
    return {"title": said.title, "role": said.rule.role, **_sign(said), "sentence": _sentence(said)}


def _sign(said: Currency) -> dict[str, str]:
    if said.counts:
        return {"sign": "good", "icon": "icons/shield-check.svg", "label": _("counts today")}
    if said.waits:
        return {"sign": "old", "icon": "icons/hourglass.svg", "label": _("not yet reviewed")}
    lapsed = said.reason is not None and said.reason.code is ReasonCode.LAPSED
    return {
        "sign": "bad" if said.rule.role is RuleRole.NECESSARY else "old",
        "icon": "icons/shield-x.svg",
        "label": _("lapsed") if lapsed else _("does not count today"),
    }


def _sentence(said: Currency) -> str:
    if said.reason is not None and not said.waits:
        return f"{reason_sentence(said.reason, shipped())} {REMEDIES[said.reason.code]}"
    words = {"day": _until(said.until)}
    if said.waits:
        return _("Once accepted it counts %(day)s.") % words
    if said.bridged:
        return _("By AWS’s letter, which nobody examined, %(day)s.") % words
    return _("As things stand, %(day)s.") % words


def _until(day: datetime.date | None) -> str:
    return _("until %(day)s") % {"day": date_format(day, "j M Y")} if day else _("with no end known")
