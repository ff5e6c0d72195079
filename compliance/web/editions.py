"""Editions that a page is about: those that the system answers to, and the one that the address asks for."""

import datetime
from collections.abc import Sequence

from django.http import HttpRequest

from compliance.models import FrameworkScope, System
from frameworks.compiled import Catalogue
from frameworks.schema import Edition


def answered_on(system: System, catalogue: Catalogue, day: datetime.date) -> list[Edition]:
    """The editions that the system answers to that day, in the order of their keys. One query."""
    scopes = FrameworkScope.objects.on(day).filter(system=system).select_related("edition").order_by("edition__key")
    return [catalogue.editions[scope.edition.key] for scope in scopes]


def asked_edition(request: HttpRequest, editions: Sequence[Edition]) -> Edition | None:
    """The one of the address; what is none of them counts as not given, and the first is meant."""
    asked = request.GET.get("edition")
    return next((each for each in editions if each.key == asked), editions[0] if editions else None)
