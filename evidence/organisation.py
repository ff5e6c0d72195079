"""Which accounts of our organisations are covered by a system: read from what the organizations collector answered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Max, Q

from compliance.models import AccountTerm, Outcome, System
from compliance.permissions import Viewer
from evidence.models import Observation

MEMBERS = "organizations.member_account_active"
"""The check that is put to every account which a management account sees."""
NOT_USABLE = ("SUSPENDED", "PENDING_CLOSURE", "CLOSED")


class Cover(StrEnum):
    HERE = "here"
    ELSEWHERE = "elsewhere"
    """By another system, which is named only to those who belong to its team."""
    NOT_COVERED = "not_covered"
    NOT_IN_USE = "not_in_use"
    """Covered by none, and suspended or closed by AWS."""


@dataclass(frozen=True)
class Member:
    account_id: str
    state: str
    cover: Cover
    system: System | None = None


@dataclass(frozen=True)
class Organisation:
    """As one connected management account was told at `seen_at`; `reason` is a code where the list could not be had."""

    account_id: str
    id: str
    seen_at: datetime.datetime
    members: list[Member] = field(default_factory=list)
    reason: str = ""

    @property
    def not_covered(self) -> list[Member]:
        return [each for each in self.members if each.cover is Cover.NOT_COVERED]


def organisations_of(system: System, viewer: Viewer, on: datetime.date) -> list[Organisation]:
    """Of each account of the system that manages an organisation, the latest answer. Three queries."""
    rows = Observation.objects.known().filter(system=system, check_key=MEMBERS)
    latest = list(rows.order_by().values("account").annotate(last=Max("observed_at")).values_list("account", "last"))
    if not latest:
        return []
    wanted = Q()
    for account, last in latest:
        wanted |= Q(account=account, observed_at=last)
    told: dict[str, list[Observation]] = {}
    for row in rows.filter(wanted).exclude(outcome=Outcome.NOT_APPLICABLE).order_by("account", "resource"):
        told.setdefault(row.account, []).append(row)
    known = [row for answers in told.values() for row in answers]
    covered = _covered(known, on)
    return [_organisation(account, answers, covered, system, viewer) for account, answers in told.items()]


def _organisation(
    account: str, answers: list[Observation], covered: dict[str, System], system: System, viewer: Viewer
) -> Organisation:
    blind = [row for row in answers if row.outcome == Outcome.ERROR and row.resource.endswith(":*")]
    if blind:
        return Organisation(account, "", blind[0].observed_at, reason=blind[0].reason)
    members = []
    for row in answers:
        member, state = _id_of(row), str(row.detail.get("state", ""))
        by = covered.get(member)
        if by is None:
            cover = Cover.NOT_IN_USE if state in NOT_USABLE else Cover.NOT_COVERED
        else:
            cover = Cover.HERE if by == system else Cover.ELSEWHERE
        shown = by if by and by.pk in viewer.team_ids else None
        members.append(Member(member, state, cover, shown))
    members.sort(key=lambda each: (each.cover is not Cover.NOT_COVERED, each.account_id))
    return Organisation(account, answers[0].resource.split("/")[1], answers[0].observed_at, members)


def _covered(answers: Iterable[Observation], on: datetime.date) -> dict[str, System]:
    """By account id, the system that has it in scope on that day or later."""
    terms = AccountTerm.objects.beyond(on).filter(account__account_id__in={_id_of(row) for row in answers})
    return {term.account.account_id: term.system for term in terms.select_related("account", "system")}


def _id_of(row: Observation) -> str:
    """Its ARN ends with it: arn:aws:organizations::<management account>:account/o-<organisation>/<account>."""
    return row.resource.rpartition("/")[2]
