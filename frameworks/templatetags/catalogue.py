"""What templates need to speak of the catalogue."""

from typing import Any

from django import template

from frameworks import wording
from frameworks.compiled import shipped
from frameworks.schema import Bearer

register = template.Library()

register.filter("length_of_time", wording.length)


@register.inclusion_tag("frameworks/sides.html")
def borne_by(code: str) -> dict[str, Any]:
    """Who bears a part, as a small picture of the line between the two sides, and in a word."""
    return {"aws": code != Bearer.CUSTOMER, "ours": code != Bearer.AWS, "label": wording.BEARERS[code]}


@register.simple_tag
def mark(code: str) -> str:
    """How sure we are of a rule."""
    return str(wording.MARKS[code])


@register.simple_tag
def framework_title(key: str) -> str:
    return shipped().edition(key).title
