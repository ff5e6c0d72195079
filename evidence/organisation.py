"""Which accounts of our organisations are covered by a system: read from what the organizations collector answered."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Max, Q

from compliance.models import AccountTerm, Outcome, System
from compliance.permissions import Viewer
from evidence.models import Observation

MEMBERS = "organizations.member_account_active"
"""The check that is put to every account which a management account, or a delegated administrator, sees."""
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
    """As the connected account `account_id` was told at `seen_at`; `reason` is a code where the list could not be had.

    `manager` is its management account: where another one was told, that is a delegated administrator.
    """

    account_id: str
    id: str
    manager: str
    partition: str
    seen_at: datetime.datetime
    members: list[Member] = field(default_factory=list)
    reason: str = ""

    @property
    def not_covered(self) -> list[Member]:
        return [each for each in self.members if each.cover is Cover.NOT_COVERED]


def organisations_of(system: System, viewer: Viewer, on: datetime.date) -> list[Organisation]:
    """The latest answer of each organisation that was listed to an account of the system. Three queries.

    An account that could not list its own stands for itself.
    """
    rows = Observation.objects.known().filter(system=system, check_key=MEMBERS).order_by()
    answered = ~Q(outcome=Outcome.NOT_APPLICABLE)  # an ordinary member is told nothing, and there may be thousands
    asked = rows.values("account").annotate(last=Max("observed_at"), told=Count("pk", filter=answered))
    latest = dict(asked.filter(told__gt=0).values_list("account", "last"))
    told: dict[str, list[Observation]] = {}
    wanted = rows.filter(answered, account__in=latest, observed_at__in=set(latest.values()))
    for row in wanted.order_by("account", "resource"):
        if row.observed_at == latest[row.account]:
            told.setdefault(row.account, []).append(row)
    known = [row for answers in told.values() for row in answers]
    covered = _covered(known, on)
    found: dict[str, Organisation] = {}
    for account, answers in told.items():
        each = _organisation(account, answers, covered, system, viewer)
        before = found.get(each.id or account)
        if before is None or before.seen_at < each.seen_at:
            found[each.id or account] = each
    return list(found.values())


def _organisation(
    account: str, answers: list[Observation], covered: dict[str, System], system: System, viewer: Viewer
) -> Organisation:
    blind = [row for row in answers if row.outcome == Outcome.ERROR and row.resource.endswith(":*")]
    if blind:
        return Organisation(account, "", "", "", blind[0].observed_at, reason=blind[0].reason)
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
    _arn, partition, _service, _region, manager, rest = answers[0].resource.split(":")
    return Organisation(account, rest.split("/")[1], manager, partition, answers[0].observed_at, members)


def _covered(answers: Iterable[Observation], on: datetime.date) -> dict[str, System]:
    """By account id, the system that has it in scope on that day or later."""
    terms = AccountTerm.objects.beyond(on).filter(account__account_id__in={_id_of(row) for row in answers})
    return {term.account.account_id: term.system for term in terms.select_related("account", "system")}


def _id_of(row: Observation) -> str:
    """Its ARN ends with it: arn:aws:organizations::<management account>:account/o-<organisation>/<account>."""
    return row.resource.rpartition("/")[2]
