"""One reading of where a system stands, shared by page, API and report.

AWS's part and ours are read apart, and nothing here adds them up: there is no score.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from compliance.inheriting import inheritance_of_each
from compliance.models import Assessment, Duty, Outcome, System
from compliance.support import Support, support_of
from frameworks.compiled import Catalogue
from frameworks.inheritance import Inheritance
from frameworks.schema import Requirement


class Standing(TextChoices):
    """Where our part stands, the most pressing first."""

    FAILING = "failing", _("Failing")
    COULD_NOT_LOOK = "could-not-look", _("Could not look")
    STALE = "stale", _("Stale")
    NOT_STARTED = "not-started", _("Not started")
    IN_PROGRESS = "in-progress", _("In progress")
    EVIDENCED = "evidenced", _("Evidenced")


Place = tuple[UUID, int, int | None]
"""System, control and service: where a duty stands and an assessment belongs."""

URGENCY = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class DutyPosture:
    """A duty with what evidence says of it. `counts` are its sources by outcome, stale ones apart."""

    duty: Duty
    standing: Standing
    counts: Mapping[str, int]
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True)
class RequirementPosture:
    requirement: Requirement
    inheritance: Inheritance
    duties: tuple[DutyPosture, ...]

    @property
    def support(self) -> Support:
        """How far the documents behind AWS's part reach."""
        return support_of(self.inheritance.aws)

    @property
    def standing(self) -> Standing | None:
        """The most pressing standing among the duties; None where no part is ours."""
        return min((each.standing for each in self.duties), key=URGENCY.__getitem__, default=None)


@dataclass(frozen=True)
class Posture:
    """Where one system stands on `on`, as known at `known_at` (None = now), by edition."""

    system: System
    on: datetime.date
    known_at: datetime.datetime | None
    editions: Mapping[str, tuple[RequirementPosture, ...]]
    duties: tuple[DutyPosture, ...]

    @cached_property
    def requirements(self) -> tuple[RequirementPosture, ...]:
        """Those of every edition. A reference alone names none: PCI DSS has an A1.1, and SOC 2 has another."""
        return tuple(each for rows in self.editions.values() for each in rows)

    def classes(self, edition: str) -> Counter[str]:
        return Counter(str(each.inheritance.class_) for each in self.editions[edition])

    def supports(self, edition: str) -> Counter[str]:
        """How far AWS's documents reach, requirement by requirement."""
        return Counter(str(each.support) for each in self.editions[edition] if each.inheritance.unbound is None)

    def standings(self) -> Counter[str]:
        return Counter(str(each.standing) for each in self.duties)


def posture_of(
    system: System,
    catalogue: Catalogue,
    on: datetime.date,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
) -> Posture:
    """Read it all: a constant number of queries, whatever the number of requirements, duties and assessments."""
    return posture_of_each({system: on}, catalogue, now, known_at)[system.pk]


def posture_of_each(
    days: Mapping[System, datetime.date],
    catalogue: Catalogue,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
) -> dict[UUID, Posture]:
    """The same for several systems, each on its own day, in as many queries as for one."""
    duties = _duties_of_each(days, now, known_at)
    inherited = inheritance_of_each(days, catalogue, known_at)
    return {
        system.pk: Posture(
            system,
            on,
            known_at,
            _by_edition(inherited[system.pk], duties[system.pk], catalogue),
            duties[system.pk],
        )
        for system, on in days.items()
    }


def duties_of(
    system: System, on: datetime.date, now: datetime.datetime, known_at: datetime.datetime | None = None
) -> tuple[DutyPosture, ...]:
    """Every duty open on `on`, with its owner and its standing. Three queries."""
    return _duties_of_each({system: on}, now, known_at)[system.pk]


def _duties_of_each(
    days: Mapping[System, datetime.date], now: datetime.datetime, known_at: datetime.datetime | None
) -> dict[UUID, tuple[DutyPosture, ...]]:
    on = {system.pk: day for system, day in days.items()}
    assessments = Assessment.objects.known(known_at).filter(system__in=days).select_related("service")
    found = _by_control(assessments)
    duties = Duty.objects.filter(system__in=days).with_owners(known_at)
    rows = [duty for duty in duties if duty.is_open_on(on[duty.system_id])]
    split_off = {_place(duty) for duty in rows if duty.service_id}
    postures: dict[UUID, list[DutyPosture]] = {pk: [] for pk in on}
    for duty in rows:
        duty.current = [each for each in duty.current if each.holds_on(on[duty.system_id])]
        mine = found.get((duty.system_id, duty.control_id), ())
        postures[duty.system_id].append(_posture(duty, mine, split_off, now))
    return {pk: tuple(each) for pk, each in postures.items()}


def _by_edition(
    inherited: Mapping[str, Iterable[Inheritance]], duties: Iterable[DutyPosture], catalogue: Catalogue
) -> dict[str, tuple[RequirementPosture, ...]]:
    by_control: dict[str, list[DutyPosture]] = {}
    for duty in duties:
        by_control.setdefault(duty.duty.control.key, []).append(duty)
    return {
        key: tuple(
            RequirementPosture(catalogue.requirement(key, answer.ref), answer, tuple(_duties_for(answer, by_control)))
            for answer in answers
        )
        for key, answers in inherited.items()
    }


def posture_of_duty(duty: Duty, now: datetime.datetime) -> DutyPosture:
    """The standing of one duty now. Two queries."""
    siblings = Duty.objects.open().filter(system=duty.system_id, control=duty.control_id).exclude(service=None)
    assessments = Assessment.objects.known().filter(system=duty.system_id, control=duty.control_id)
    return _posture(
        duty,
        list(assessments.select_related("service")),
        {_place(row) for row in siblings},
        now,
    )


def _by_control(rows: Iterable[Assessment]) -> dict[tuple[UUID, int], list[Assessment]]:
    found: dict[tuple[UUID, int], list[Assessment]] = {}
    for row in rows:
        found.setdefault((row.system_id, row.control_id), []).append(row)
    return found


def _duties_for(answer: Inheritance, by_control: Mapping[str, list[DutyPosture]]) -> Iterable[DutyPosture]:
    """The duties behind the controls of a requirement of which the customer bears a part."""
    for control in dict.fromkeys(part.control for part in answer.parts if part.customer):
        yield from by_control.get(control, ())


def _place(row: Duty | Assessment) -> Place:
    return row.system_id, row.control_id, row.service_id


def _posture(
    duty: Duty, rows: Iterable[Assessment], split_off: Collection[Place], now: datetime.datetime
) -> DutyPosture:
    """Evidence about a service that was split off belongs to that service's duty, all other to the whole control's."""
    if duty.service_id:
        mine = tuple(row for row in rows if row.service_id == duty.service_id)
    else:
        mine = tuple(row for row in rows if _place(row) not in split_off)
    counts = Counter("stale" if row.fresh_until and row.fresh_until < now else str(row.outcome) for row in mine)
    return DutyPosture(duty, _standing(duty, counts), counts, mine)


def _standing(duty: Duty, counts: Mapping[str, int]) -> Standing:
    if counts.get(Outcome.FAIL):
        return Standing.FAILING
    if counts.get(Outcome.ERROR):
        return Standing.COULD_NOT_LOOK
    if counts.get("stale"):
        return Standing.STALE
    if counts.get(Outcome.PASS):
        return Standing.EVIDENCED
    return Standing.IN_PROGRESS if duty.assignment else Standing.NOT_STARTED
