"""What lies inside a system's boundary, as every report shows it: accounts, and the services in use there."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from compliance.models import AccountTerm, DataClass, ServiceUse, Touch
from evidence.reporting.contract import Subject
from frameworks.schema import Edition


@dataclass(frozen=True)
class UseRow:
    """A service with what it does to the framework's class of data, and the accounts in which it does so."""

    service: str
    accounts: str
    region: str
    touch: str
    since: datetime.date
    until: datetime.date | None


@dataclass(frozen=True)
class Boundary:
    data_class: str
    terms: tuple[AccountTerm, ...]
    uses: tuple[UseRow, ...]


def boundary_of(subject: Subject, edition: Edition) -> Boundary:
    """As it stood on the subject's day, as known at its instant. Two queries."""
    terms = AccountTerm.objects.on(subject.day, subject.as_of).filter(system=subject.system)
    return Boundary(
        data_class=str(dict(DataClass.choices).get(edition.data_class, edition.data_class)),
        terms=tuple(terms.select_related("account").order_by("account__name", "account__account_id")),
        uses=tuple(_uses(subject, edition.data_class)),
    )


def _uses(subject: Subject, data_class: str) -> Iterable[UseRow]:
    uses = ServiceUse.objects.on(subject.day, subject.as_of).filter(system=subject.system)
    accounts: dict[tuple[Any, ...], list[str]] = {}
    for row in uses.select_related("service", "account").order_by("service__name", "region", "account__name"):
        touch = Touch(row.touches.get(data_class, Touch.TOUCHES))
        same = (row.service.name, row.region, str(touch.label), row.valid_from, row.valid_until)
        accounts.setdefault(same, []).append(row.account.name)
    for (service, region, label, since, until), names in accounts.items():
        yield UseRow(service, ", ".join(names), region, label, since, until)
