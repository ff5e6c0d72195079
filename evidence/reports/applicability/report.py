"""Which requirements bind the system, which do not, and why: by its role, its categories, dates, and decisions."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import Decision, FrameworkScope
from compliance.posture import RequirementPosture
from compliance.wording import UNBOUND
from evidence.asked import Asked
from evidence.reporting.boundary import Boundary, boundary_of
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import asked_fact, scope_fact
from frameworks.inheritance import Unbound
from frameworks.schema import DecisionKind, Edition, Obligation, Requirement
from frameworks.wording import OBLIGATIONS

SHORT: Final = {
    Unbound.ROLE: _("Another role"),
    Unbound.CATEGORY: _("Category left out"),
    Unbound.SUPERSEDED: _("Superseded"),
    Unbound.NOT_YET: _("Not yet in effect"),
}


@dataclass(frozen=True)
class Left:
    """A requirement that does not bind, by a rule of the framework; `because` is what the rule goes by here."""

    ref: str
    title: str
    reason: Unbound
    because: str


@dataclass(frozen=True)
class Reason:
    """Why requirements do not bind, and which."""

    reason: Unbound
    sentence: str
    rows: tuple[Left, ...]


@dataclass(frozen=True)
class Decided:
    """A requirement that was decided not to apply: it would bind, and a person answers for leaving it."""

    ref: str
    title: str
    justification: str
    author: str
    approver: str
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Binding:
    """`condition`: it binds only under what these words say, which a person has to judge."""

    ref: str
    title: str
    obligation: str
    condition: str
    category: str
    decided: bool


@dataclass(frozen=True)
class Family:
    anchor: str
    title: str
    rows: tuple[Binding, ...]


@dataclass(frozen=True)
class Applicability:
    asked: Asked
    edition: Edition
    boundary: Boundary
    role: str
    form: str
    taken_on: tuple[str, ...]
    left_out: tuple[str, ...]
    reasons: tuple[Reason, ...]
    decided: tuple[Decided, ...]
    families: tuple[Family, ...]

    @property
    def binding(self) -> list[Binding]:
        return [row for family in self.families for row in family.rows]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says which requirements of %(edition)s bind this system on one day, and which do not, and why. Role,"
            " form and categories are as the organisation declared them; whether they are right is for its reader to"
            " conclude."
        )
        form = ((gettext("Assessed as"), self.form),) if self.form else ()
        return Cover(
            subtitle=gettext("What binds, what does not, and why"),
            says=says % {"edition": self.edition.title},
            facts=(scope_fact(self.boundary, self.role), *form, asked_fact(self.asked)),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        families = tuple(Heading(each.anchor, each.title) for each in self.families)
        return (
            Part("summary", gettext("What this register says")),
            Part("scope", gettext("Scope")),
            Part("unbound", gettext("What does not bind, and why")),
            Part("decided", gettext("What was decided not to apply")),
            Part("binding", gettext("What binds"), families),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        yield gettext("Requirements"), len(self.binding) + sum(len(each.rows) for each in self.reasons)
        yield gettext("Bind"), len(self.binding)
        yield gettext("Do not bind"), sum(len(each.rows) for each in self.reasons)
        yield gettext("Decided not to apply"), len(self.decided)
        yield gettext("Under a condition"), sum(bool(row.condition) for row in self.binding)

    @property
    def charts(self) -> Iterator[Chart]:
        said = [row.obligation for row in self.binding]
        shown = [OBLIGATIONS[each] for each in Obligation if str(OBLIGATIONS[each]) in said]
        yield chart(
            gettext("What binds, by obligation"), [(str(each), said.count(str(each)), "plain") for each in shown]
        )
        counts = {each.reason: len(each.rows) for each in self.reasons}
        yield chart(
            gettext("What does not, by reason"),
            [(str(label), counts.get(reason, 0), "none") for reason, label in SHORT.items()],
        )

    @property
    def data(self) -> Any:
        return {
            "role": self.role,
            "assessed_as": self.form,
            "categories": {"taken_on": self.taken_on, "left_out": self.left_out},
            "not_binding": [row for each in self.reasons for row in each.rows],
            "decided_not_to_apply": self.decided,
            "binding": self.binding,
        }


def read(asked: Asked) -> Applicability:
    """A fixed number of queries, whatever the number of requirements."""
    edition = asked.edition
    rows = asked.posture.editions.get(edition.key, ())
    scopes = FrameworkScope.objects.on(asked.day, asked.as_of).filter(system=asked.system, edition__key=edition.key)
    scope = scopes.first()
    left_out = frozenset(scope.left_out if scope else ())
    return Applicability(
        asked=asked,
        edition=edition,
        boundary=boundary_of(asked, edition),
        role=edition.roles.get(scope.role, scope.role) if scope else "",
        form=edition.assessment_title(scope.assessment) if scope and scope.assessment else "",
        taken_on=tuple(each.title for each in edition.categories if each.key not in left_out),
        left_out=tuple(each.title for each in edition.categories if each.key in left_out),
        reasons=tuple(_reasons(rows, asked)),
        decided=tuple(_decided(rows)),
        families=tuple(_families(rows, asked)),
    )


def _reasons(rows: Iterable[RequirementPosture], asked: Asked) -> Iterator[Reason]:
    left = [
        Left(row.requirement.ref, row.requirement.title, row.inheritance.unbound, _because(row, asked))
        for row in rows
        if row.inheritance.unbound is not None
    ]
    for reason, sentence in UNBOUND.items():
        found = tuple(row for row in left if row.reason == reason)
        if found:
            yield Reason(Unbound(reason), str(sentence), found)


def _because(row: RequirementPosture, asked: Asked) -> str:
    """What of the requirement itself the reason rests on, in the edition's words."""
    requirement, edition = row.requirement, asked.edition
    if row.inheritance.unbound is Unbound.ROLE:
        roles = ", ".join(edition.roles.get(key, key) for key in requirement.roles)
        return gettext("it binds: %(roles)s") % {"roles": roles}
    if row.inheritance.unbound is Unbound.CATEGORY:
        return next((each.title for each in edition.categories if each.key == requirement.category), "")
    if row.inheritance.unbound is Unbound.SUPERSEDED:
        return gettext("%(ref)s took its place") % {"ref": requirement.superseded_by}
    return _since(requirement)


def _since(requirement: Requirement) -> str:
    first = min((each.since for each in requirement.obligations), default=None)
    return gettext("from %(day)s") % {"day": date_format(first, "j M Y")} if first else ""


def _decided(rows: Iterable[RequirementPosture]) -> Iterator[Decided]:
    for row in rows:
        decision: Decision | None = row.decision
        if decision is not None and decision.kind == DecisionKind.NOT_APPLICABLE:
            yield Decided(
                ref=row.requirement.ref,
                title=row.requirement.title,
                justification=decision.justification,
                author=str(decision.author),
                approver=str(decision.decided_by),
                first=decision.valid_from,
                last=decision.valid_until,
            )


def _families(rows: Iterable[RequirementPosture], asked: Asked) -> Iterator[Family]:
    titles = {each.key: each.title for each in asked.edition.categories}
    bound = (row for row in rows if row.inheritance.unbound is None)
    for place, (title, group) in enumerate(groupby(bound, key=lambda row: row.requirement.family), start=1):
        yield Family(f"family-{place}", title, tuple(_binding(row, asked.day, titles) for row in group))


def _binding(row: RequirementPosture, day: datetime.date, titles: Mapping[str, str]) -> Binding:
    requirement = row.requirement
    return Binding(
        ref=requirement.ref,
        title=requirement.title,
        obligation=str(OBLIGATIONS[requirement.obligation(day)]),
        condition=requirement.only_if,
        category=titles.get(requirement.category, ""),
        decided=row.decision is not None and row.decision.kind == DecisionKind.NOT_APPLICABLE,
    )
