"""Who may own and who may review the duties of a system on a day: the one reading behind verbs, forms and lists."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from compliance.models import Membership, Role, System, User

MAY_OWN: Final = frozenset({Role.OWNER, Role.OFFICER})
MAY_REVIEW: Final = frozenset({Role.REVIEWER, Role.OFFICER})
"""A compliance officer may stand in for anybody."""


@dataclass(frozen=True)
class Team:
    """The people of a system on one day who may log in, by what they may do, each in the order of their names."""

    owners: Mapping[UUID, User] = field(default_factory=dict)
    reviewers: Mapping[UUID, User] = field(default_factory=dict)
    people: Mapping[UUID, User] = field(default_factory=dict)


def team_of(system: System, on: datetime.date) -> Team:
    """One query."""
    held = Membership.objects.on(on).filter(system=system, user__is_active=True)
    rows = list(held.select_related("user").order_by("user__name", "user"))
    return Team(
        owners={row.user_id: row.user for row in rows if row.role in MAY_OWN},
        reviewers={row.user_id: row.user for row in rows if row.role in MAY_REVIEW},
        people={row.user_id: row.user for row in rows},
    )
