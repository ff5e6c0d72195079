"""The decisions about one edition's requirements, as they stood on a day and were known at an instant."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext

from compliance.models import Decision, DecisionState
from evidence.asked import Asked
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import asked_fact, role_fact
from frameworks.schema import DecisionRule, Edition

TONES: Final = {
    DecisionState.IN_FORCE: "good",
    DecisionState.AHEAD: "open",
    DecisionState.PROPOSED: "blind",
    DecisionState.LAPSED: "bad",
    DecisionState.WITHDRAWN: "none",
    DecisionState.DECLINED: "none",
}
"""In the order in which they are shown."""


@dataclass(frozen=True)
class DecisionRow:
    """`changes_status`: it takes the place of showing that the requirement is met; without, it is on record only.

    `left`: days until its last one, where it is in force. `comment`: why it was withdrawn or declined.
    """

    id: str
    ref: str
    requirement: str
    kind: str
    state: DecisionState
    changes_status: bool
    first: datetime.date
    last: datetime.date
    left: int | None
    author: str
    proposed_at: datetime.datetime
    approver: str
    approved_at: datetime.datetime | None
    ended_by: str
    ended_at: datetime.datetime | None
    justification: str
    answers: tuple[tuple[str, str], ...]
    comment: str

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass(frozen=True)
class Group:
    state: DecisionState
    rows: tuple[DecisionRow, ...]

    @property
    def anchor(self) -> str:
        return f"state-{self.state}"


@dataclass(frozen=True)
class Decisions:
    asked: Asked
    edition: Edition
    role: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    known: tuple[DecisionRule, ...]

    @property
    def rows(self) -> list[DecisionRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says what was decided about requirements of %(edition)s, by whom and until when. A decision is the"
            " organisation’s own word: whether it is enough is for its reader to conclude."
        )
        return Cover(
            subtitle=gettext("What was decided about requirements instead of showing that they are met"),
            says=says % {"edition": self.edition.title},
            facts=(*self.role, asked_fact(self.asked)),
            notes=(gettext("Whoever writes a decision does not approve it. None is edited; each lapses by itself."),),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        states = tuple(Heading(group.anchor, str(group.state.label)) for group in self.groups)
        return (
            Part("summary", gettext("What this register says")),
            Part("decisions", gettext("The decisions"), states),
            Part("known", gettext("What may be decided under this framework")),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        states = Counter(row.state for row in self.rows)
        return ((str(state.label), states[state]) for state in TONES)

    @property
    def charts(self) -> Iterator[Chart]:
        kinds = Counter(row.kind for row in self.rows if row.state is DecisionState.IN_FORCE)
        yield chart(gettext("In force, by kind"), [(rule.title, kinds[rule.title], "open") for rule in self.known])
        states = Counter(row.state for row in self.rows)
        yield chart(gettext("By state"), [(str(state.label), states[state], tone) for state, tone in TONES.items()])

    @property
    def data(self) -> Any:
        return {"decisions": self.rows}


def read(asked: Asked) -> Decisions:
    """Two queries."""
    edition, as_of = asked.edition, asked.as_of
    found = Decision.objects.filter(system=asked.system, requirement__edition__key=edition.key, proposed_at__lte=as_of)
    order = {requirement.ref: place for place, requirement in enumerate(edition.requirements)}
    rows = sorted(found.with_people(), key=lambda each: (order.get(each.requirement.ref, 0), each.valid_from))
    states = list(TONES)
    shown = sorted((_row(each, asked) for each in rows), key=lambda row: states.index(row.state))
    return Decisions(
        asked=asked,
        edition=edition,
        role=role_fact(asked, edition),
        groups=tuple(Group(state, tuple(each)) for state, each in groupby(shown, key=lambda row: row.state)),
        known=_known(asked.catalogue.decisions, edition),
    )


def _known(rules: Sequence[DecisionRule], edition: Edition) -> tuple[DecisionRule, ...]:
    return tuple(rule for rule in rules if not rule.frameworks or edition.framework in rule.frameworks)


def _row(decision: Decision, asked: Asked) -> DecisionRow:
    """What happened to it after the report's instant is left out."""
    known = asked.as_of

    def by_then(at: datetime.datetime | None) -> datetime.datetime | None:
        return at if at is not None and at <= known else None

    approved, declined = by_then(decision.approved_at), by_then(decision.declined_at)
    withdrawn = by_then(decision.withdrawn_at)
    state = _state(decision, asked.day, approved, declined, withdrawn)
    ended_by = decision.withdrawn_by if withdrawn else decision.decided_by if declined else None
    return DecisionRow(
        id=str(decision.pk),
        ref=decision.requirement.ref,
        requirement=decision.requirement.title,
        kind=decision.title,
        state=state,
        changes_status=decision.changes_status if approved else True,
        first=decision.valid_from,
        last=decision.valid_until,
        left=(decision.valid_until - asked.day).days if state is DecisionState.IN_FORCE else None,
        author=str(decision.author),
        proposed_at=decision.proposed_at,
        approver=str(decision.decided_by) if approved else "",
        approved_at=approved,
        ended_by=str(ended_by) if ended_by else "",
        ended_at=withdrawn or declined,
        justification=decision.justification,
        answers=tuple((each["asked"], each["answer"]) for each in decision.answers),
        comment=decision.comment if withdrawn or declined else "",
    )


def _state(
    decision: Decision,
    day: datetime.date,
    approved: datetime.datetime | None,
    declined: datetime.datetime | None,
    withdrawn: datetime.datetime | None,
) -> DecisionState:
    """As `Decision.state_on`, by what was known; one withdrawn later than `day` held on it."""
    if withdrawn and (decision.withdrawn_on is None or decision.withdrawn_on <= day):
        return DecisionState.WITHDRAWN
    if declined:
        return DecisionState.DECLINED
    if approved is None:
        return DecisionState.PROPOSED
    if day < decision.valid_from:
        return DecisionState.AHEAD
    return DecisionState.IN_FORCE if day <= decision.valid_until else DecisionState.LAPSED
