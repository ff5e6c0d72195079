"""One reading of where a system stands, shared by page, API and report.

AWS's part and ours are read apart, and nothing here adds them up: there is no score.
"""

import copy
import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.inheriting import inheritance_of_each
from compliance.inheritance.leaning import leaned_on
from compliance.inheritance.support import Support, support_of
from compliance.models import Assessment, Decision, Duty, Outcome, System
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
    DECIDED = "decided", _("Decided")  # of a requirement only: its duties stay what they are


Place = tuple[UUID, int, int | None, int | None]
"""System, control, service and programme: where a duty stands and an assessment belongs."""

Asked = tuple[str, str]
"""A requirement by the key of its edition and its reference."""

URGENCY = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class DutyPosture:
    """A duty with what evidence says of it. `counts` are its sources by outcome, stale ones apart.

    `leaned`: it is held by another system, on which the one that is read leans for its control.
    """

    duty: Duty
    standing: Standing
    counts: Mapping[str, int]
    assessments: tuple[Assessment, ...]
    leaned: bool = False


@dataclass(frozen=True)
class Duties:
    """A system's own duties that are open on a day, and those of other systems that it leans on then."""

    own: tuple[DutyPosture, ...]
    leaned: tuple[DutyPosture, ...]


def most_pressing(duties: Iterable[DutyPosture]) -> Standing | None:
    """None where there is no duty."""
    return min((each.standing for each in duties), key=URGENCY.__getitem__, default=None)


@dataclass(frozen=True)
class RequirementPosture:
    """A requirement with both sides. `decisions` are those in force that day, on record only or not."""

    requirement: Requirement
    inheritance: Inheritance
    duties: tuple[DutyPosture, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def support(self) -> Support:
        """How far the documents behind AWS's part reach."""
        return support_of(self.inheritance.aws)

    @property
    def decision(self) -> Decision | None:
        """What takes the place of showing that it is met; None also where it does not bind the system."""
        if self.inheritance.unbound is not None:
            return None
        return next((each for each in self.decisions if each.changes_status), None)

    @property
    def standing(self) -> Standing | None:
        """Decided, or else what evidence says."""
        return Standing.DECIDED if self.decision else self.by_evidence

    @property
    def by_evidence(self) -> Standing | None:
        """The most pressing standing among the duties, whatever was decided; None where no part is ours."""
        return most_pressing(self.duties)


@dataclass(frozen=True)
class Posture:
    """Where one system stands on `on`, as known at `known_at` (None = now), by edition.

    `duties` are its own; `leaned` are those held for it by other systems, which stand behind its requirements too.
    """

    system: System
    on: datetime.date
    known_at: datetime.datetime | None
    editions: Mapping[str, tuple[RequirementPosture, ...]]
    duties: tuple[DutyPosture, ...]
    leaned: tuple[DutyPosture, ...] = ()

    @cached_property
    def requirements(self) -> tuple[RequirementPosture, ...]:
        """Those of every edition. A reference alone names none: PCI DSS has an A1.1, and SOC 2 has another."""
        return tuple(each for rows in self.editions.values() for each in rows)

    def classes(self, edition: str) -> Counter[str]:
        return Counter(str(each.inheritance.class_) for each in self.editions[edition])

    def supports(self, edition: str) -> Counter[str]:
        """How far AWS's documents reach, requirement by requirement."""
        return Counter(str(each.support) for each in self.editions[edition] if each.inheritance.unbound is None)

    def standings_under(self, edition: str) -> Counter[str]:
        """Where our part of each requirement stands; those without one are not counted."""
        return Counter(str(each.standing) for each in self.editions[edition] if each.standing)

    def standings(self) -> Counter[str]:
        return Counter(str(each.standing) for each in self.duties)


def posture_of(
    system: System,
    catalogue: Catalogue,
    on: datetime.date,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
    leaving: bool = False,
) -> Posture:
    """Read it all: a constant number of queries, whatever the number of requirements, duties and assessments.

    What is `leaving` the house, in an export or to an auditor, leaves AWS's own responsibility summary out.
    """
    return posture_of_each({system: on}, catalogue, now, known_at, leaving)[system.pk]


def posture_of_each(
    days: Mapping[System, datetime.date],
    catalogue: Catalogue,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
    leaving: bool = False,
) -> dict[UUID, Posture]:
    """The same for several systems, each on its own day, in as many queries as for one."""
    duties = _duties_of_each(days, now, known_at)
    inherited = inheritance_of_each(days, catalogue, known_at, leaving)
    decided = _decisions_of_each(days, known_at)
    return {
        system.pk: Posture(
            system,
            on,
            known_at,
            _by_edition(
                inherited[system.pk],
                (*duties[system.pk].own, *duties[system.pk].leaned),
                decided[system.pk],
                catalogue,
            ),
            duties[system.pk].own,
            duties[system.pk].leaned,
        )
        for system, on in days.items()
    }


def duties_of(
    system: System, on: datetime.date, now: datetime.datetime, known_at: datetime.datetime | None = None
) -> tuple[DutyPosture, ...]:
    """Every duty of the system's own open on `on`, with its owner and its standing. Four queries."""
    return own_and_leaned(system, on, now, known_at).own


def own_and_leaned(
    system: System, on: datetime.date, now: datetime.datetime, known_at: datetime.datetime | None = None
) -> Duties:
    """The same, and the duties that other systems hold for it. Four queries."""
    return _duties_of_each({system: on}, now, known_at)[system.pk]


def _duties_of_each(
    days: Mapping[System, datetime.date], now: datetime.datetime, known_at: datetime.datetime | None
) -> dict[UUID, Duties]:
    leaned = leaned_on(days, known_at)
    held_by = {(key, holder) for controls in leaned.values() for key, holder in controls.items()}
    there = Q(control__key__in={key for key, _ in held_by}, system__in={holder for _, holder in held_by})
    within = Q(system__in=days) | there
    found = _by_control(Assessment.objects.known(known_at).filter(within).select_related("service"))
    duties: dict[UUID, list[Duty]] = {}
    for duty in Duty.objects.filter(within).with_owners(known_at).select_related("system"):
        duties.setdefault(duty.system_id, []).append(duty)
    return {
        system.pk: Duties(
            own=tuple(_judged(duties.get(system.pk, ()), on, found, now)),
            leaned=tuple(
                replace(each, leaned=True)
                for holder in dict.fromkeys(leaned[system.pk].values())
                for each in _held_there(_judged(duties.get(holder, ()), on, found, now))
                if leaned[system.pk].get(each.duty.control.key) == holder
            ),
        )
        for system, on in days.items()
    }


def _judged(
    duties: Iterable[Duty],
    on: datetime.date,
    found: Mapping[tuple[UUID, int], list[Assessment]],
    now: datetime.datetime,
) -> Iterator[DutyPosture]:
    """Those of one system's duties that are open on the day. A duty may be asked for on two days, here and by a system
    that leans on it: so each answer has a copy."""
    rows = [copy.copy(duty) for duty in duties if duty.is_open_on(on)]
    split_off = {_place(duty) for duty in rows if duty.service_id or duty.programme_id}
    for duty in rows:
        duty.current = [each for each in duty.current if each.holds_on(on)]
        yield _posture(duty, found.get((duty.system_id, duty.control_id), ()), split_off, now)


def _held_there(duties: Iterable[DutyPosture]) -> list[DutyPosture]:
    """Of the controls whose whole duty is open: without it, leaning carries nothing."""
    rows = [each for each in duties if each.duty.programme_id is None]
    whole = {each.duty.control_id for each in rows if each.duty.part is None}
    return [each for each in rows if each.duty.control_id in whole]


def _decisions_of_each(
    days: Mapping[System, datetime.date], known_at: datetime.datetime | None
) -> dict[UUID, dict[Asked, list[Decision]]]:
    """Those that hold on each system's day, by what they are about. One query."""
    on = {system.pk: day for system, day in days.items()}
    found: dict[UUID, dict[Asked, list[Decision]]] = {pk: {} for pk in on}
    for decision in Decision.objects.approved(known_at).filter(system__in=days).with_people():
        if decision.holds_on(on[decision.system_id], known_at):
            found[decision.system_id].setdefault(decision.asked, []).append(decision)
    return found


def _by_edition(
    inherited: Mapping[str, Iterable[Inheritance]],
    duties: Iterable[DutyPosture],
    decided: Mapping[Asked, list[Decision]],
    catalogue: Catalogue,
) -> dict[str, tuple[RequirementPosture, ...]]:
    by_control: dict[str, list[DutyPosture]] = {}
    by_programme: dict[str, DutyPosture] = {}
    for duty in duties:
        if duty.duty.programme:
            by_programme[duty.duty.programme.key] = duty
        else:
            by_control.setdefault(duty.duty.control.key, []).append(duty)
    return {
        key: tuple(
            RequirementPosture(
                catalogue.requirement(key, answer.ref),
                answer,
                tuple(_duties_for(answer, by_control, by_programme)),
                tuple(decided.get((key, answer.ref), ())),
            )
            for answer in answers
        )
        for key, answers in inherited.items()
    }


def posture_of_duty(duty: Duty, now: datetime.datetime) -> DutyPosture:
    """The standing of one duty now. Two queries."""
    siblings = Duty.objects.open().filter(system=duty.system_id, control=duty.control_id)
    siblings = siblings.exclude(service=None, programme=None)
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


def _duties_for(
    answer: Inheritance, by_control: Mapping[str, list[DutyPosture]], by_programme: Mapping[str, DutyPosture]
) -> Iterable[DutyPosture]:
    """The duties behind the controls of which the customer bears a part, and those that a missing support opened."""
    for supporting in answer.controls:
        if supporting.is_ours:
            yield from by_control.get(supporting.control, ())
    for programme in answer.aws.unmet if answer.aws else ():
        if programme.programme in by_programme:
            yield by_programme[programme.programme]


def _place(row: Duty | Assessment) -> Place:
    return row.system_id, row.control_id, row.service_id, row.programme_id


def _posture(
    duty: Duty, rows: Iterable[Assessment], split_off: Collection[Place], now: datetime.datetime
) -> DutyPosture:
    """Evidence about a service that was split off belongs to that service's duty, that for a programme to the
    programme's, all other to the whole control's."""
    if duty.service_id or duty.programme_id:
        mine = tuple(row for row in rows if _place(row) == _place(duty))
    else:
        mine = tuple(row for row in rows if _place(row) not in split_off)
    counts = Counter("stale" if row.fresh_until and row.fresh_until < now else str(row.outcome) for row in mine)
    return DutyPosture(duty, standing_of(counts, is_assigned=duty.assignment is not None), counts, mine)


def standing_of(counts: Mapping[str, int], *, is_assigned: bool) -> Standing:
    """Where a duty stands by its sources' outcomes, stale ones counted apart as "stale"."""
    if counts.get(Outcome.FAIL):
        return Standing.FAILING
    if counts.get(Outcome.ERROR):
        return Standing.COULD_NOT_LOOK
    if counts.get("stale"):
        return Standing.STALE
    if counts.get(Outcome.PASS):
        return Standing.EVIDENCED
    return Standing.IN_PROGRESS if is_assigned else Standing.NOT_STARTED
