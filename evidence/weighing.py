"""What would come of adding accounts of an organisation to a system: which can be added, and why the others cannot."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from compliance.models import Account, AccountTerm, System
from evidence.organisation import NOT_USABLE, Organisation


class Bar(StrEnum):
    """Why an account cannot be added."""

    IN_SCOPE = "in_scope"
    ELSEWHERE = "elsewhere"
    NOT_IN_USE = "not_in_use"
    NOT_A_MEMBER = "not_a_member"


@dataclass(frozen=True)
class Weighed:
    """Ids and names. `back`: the ids among `can` that the system has had before."""

    can: dict[str, str] = field(default_factory=dict)
    back: frozenset[str] = frozenset()
    cannot: list[tuple[str, str, Bar]] = field(default_factory=list)


def weigh(system: System, organisation: Organisation, named: Mapping[str, str], on: datetime.date) -> Weighed:
    """Two queries, however many accounts are named."""
    homes = dict(Account.objects.filter(account_id__in=named).values_list("account_id", "system"))
    terms = AccountTerm.objects.beyond(on).filter(system=system, account__account_id__in=named)
    in_scope = set(terms.values_list("account__account_id", flat=True))
    states = {member.account_id: member.state for member in organisation.members}
    bars = {}
    for key in named:
        if key in in_scope:
            bars[key] = Bar.IN_SCOPE
        elif key in homes and homes[key] != system.pk:
            bars[key] = Bar.ELSEWHERE
        elif key not in states:
            bars[key] = Bar.NOT_A_MEMBER
        elif states[key] in NOT_USABLE:
            bars[key] = Bar.NOT_IN_USE
    can = {key: name for key, name in named.items() if key not in bars}
    return Weighed(can, frozenset(can.keys() & homes.keys()), [(key, named[key], bar) for key, bar in bars.items()])
