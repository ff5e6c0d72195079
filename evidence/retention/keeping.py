"""Until when a record has to be kept, and who says so: the frameworks by the catalogue, an officer by a rule.

The longer of the two binds. Where nobody has said anything, nothing is over: it is kept until somebody does.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Min

from compliance.models import Assessment, FrameworkScope, System
from evidence.models import (
    CLASS_OF_KIND,
    Erasable,
    Item,
    ItemKind,
    ItemUse,
    Pack,
    RecordClass,
    Report,
    RetentionRule,
    UseState,
)
from frameworks import periods
from frameworks.compiled import shipped
from frameworks.schema import Coverage

SOME_DAY: Final = datetime.date(2000, 1, 1)


@dataclass(frozen=True)
class Line:
    """A link of the catalogue that says how long: what supports `ref` by `control`, in full or in part, is kept for
    `period`."""

    edition: str
    ref: str
    control: str
    period: str
    in_full: bool

    @property
    def name(self) -> str:
        """Such as HIPAA 164.308(a)(1)(ii)(A)."""
        return f"{shipped().editions[self.edition].title} {self.ref}"


@dataclass(frozen=True)
class Kept:
    """`since` is the day from which it is counted; `until` the last day on which it has to be there.

    `line` and `rule` are what says so, None for silence: where both are silent there is no last day. `asked_until` is
    the frameworks' share of it.
    """

    since: datetime.date
    line: Line | None
    rule: RetentionRule | None

    @property
    def asked_until(self) -> datetime.date | None:
        return periods.after(self.since, self.line.period) if self.line else None

    @property
    def until(self) -> datetime.date | None:
        ruled = periods.after(self.since, self.rule.keep) if self.rule else None
        return max((day for day in (self.asked_until, ruled) if day), default=None)

    @property
    def decided_by(self) -> Line | RetentionRule | None:
        """What the last day follows from; the framework where both say the same."""
        return self.line if self.until == self.asked_until else self.rule

    def is_over(self, on: datetime.date) -> bool:
        return self.until is not None and self.until < on

    def is_asked(self, on: datetime.date) -> bool:
        """Whether a framework asks for it still, whatever our own rules are."""
        return self.asked_until is not None and self.asked_until >= on


@dataclass(frozen=True)
class Retention:
    """What is said in a system today: the catalogue's lines for the editions it ever answered to, and our rules."""

    system: System
    lines: Mapping[str, Mapping[str, Line]]
    """The longest one by edition and control."""
    rules: Mapping[str, RetentionRule]
    """The one that binds each class."""

    @property
    def shortest(self) -> str | None:
        """No record is over that is younger; None where nothing is ever over."""
        said = [line.period for lines in self.lines.values() for line in lines.values()]
        return min([*said, *(rule.keep for rule in self.rules.values())], key=_length, default=None)

    def longest(self, edition: str) -> Line | None:
        return _longest(self.lines.get(edition, {}).values())

    def of_controls(self, controls: Iterable[str]) -> Line | None:
        named = set(controls)
        return _longest(line for lines in self.lines.values() for key, line in lines.items() if key in named)

    def items(self, items: Sequence[Item]) -> dict[UUID, Kept]:
        """Three queries, whatever their number."""
        controls: dict[UUID, set[str]] = {item.pk: set() for item in items}
        accepted = set()
        uses = ItemUse.objects.filter(item__in=controls).select_related("duty__control", "request__duty__control")
        for use in uses.select_related("request__requirement__edition"):
            controls[use.item_id] |= set(_controls_of(use))
            if use.state == UseState.ACCEPTED:
                accepted.add(use.item_id)
        said = Assessment.objects.filter(system=self.system, ref__in=controls)
        for ref, control in said.values_list("ref", "control__key").distinct():
            controls[ref].add(control)
        newer = ItemUse.objects.filter(item__replaces__in=controls, state=UseState.ACCEPTED)
        replaced = dict(newer.values_list("item__replaces").annotate(Min("reviewed_at")).order_by())
        return {
            item.pk: Kept(
                self._since(item, item.pk in accepted, replaced.get(item.pk)),
                self.of_controls(controls[item.pk]),
                self.rules.get(class_of(item)),
            )
            for item in items
        }

    def pack(self, pack: Pack) -> Kept:
        """As long as the documents of the edition that it was made for."""
        line, rule = self.longest(pack.edition.key), self.rules.get(RecordClass.PACK)
        return Kept(self.system.day_of(pack.sealed_at or pack.as_of), line, rule)

    def report(self, report: Report) -> Kept:
        line, rule = self.longest(report.edition.key), self.rules.get(RecordClass.REPORT)
        return Kept(self.system.day_of(report.made_at or report.as_of), line, rule)

    def _since(self, item: Item, is_accepted: bool, replaced_at: datetime.datetime | None) -> datetime.date:
        """The later of the day it came and the day it was last in effect (45 CFR 164.316(b)(2)(i)).

        In effect is what was collected or accepted, until it runs out or a newer version is accepted; what belongs to
        no duty never is.
        """
        last = item.received_at
        if item.valid_until is not None and (is_accepted or item.kind == ItemKind.COLLECTED):
            last = min(item.valid_until, replaced_at) if replaced_at else item.valid_until
        return self.system.day_of(max(item.received_at, last))


def retention_of(system: System, now: datetime.datetime) -> Retention:
    """Two queries."""
    answered = FrameworkScope.objects.known().filter(system=system).values_list("edition__key", flat=True)
    rules: dict[str, RetentionRule] = {}
    rows = RetentionRule.objects.on(system.day_of(now)).binding(system).select_related("system")
    for rule in sorted(rows, key=lambda rule: rule.system_id is not None):
        rules[rule.record_class] = rule  # the system's own comes last, and binds
    return Retention(system, {key: _lines(key) for key in sorted(set(answered))}, rules)


def kept_until(record: Erasable, now: datetime.datetime) -> Kept:
    """Until when one item, pack or report has to be kept, and who says so."""
    match record:
        case Item():
            return retention_of(record.system, now).items([record])[record.pk]
        case Pack():
            return retention_of(record.system, now).pack(record)
        case Report():
            return retention_of(record.system, now).report(record)
    raise TypeError(f"{record!r} is nothing that is kept and erased.")


def class_of(item: Item) -> RecordClass:
    return CLASS_OF_KIND.get(ItemKind(item.kind), RecordClass.UPLOADED)


def _lines(edition: str) -> dict[str, Line]:
    catalogue = shipped()
    found: dict[str, Line] = {}
    if edition in catalogue.editions:
        for requirement in catalogue.editions[edition].requirements:
            for link in requirement.controls:
                if link.retention:
                    in_full = link.coverage == Coverage.FULL
                    line = Line(edition, requirement.ref, link.control, link.retention, in_full)
                    known = found.get(link.control)
                    found[link.control] = line if known is None else _longer(known, line)
    return found


def _controls_of(use: ItemUse) -> Iterable[str]:
    """What it was handed in for: the control of its duty or of the request's, or all that support the requirement."""
    duties = [use.duty, use.request.duty if use.request else None]
    yield from (duty.control.key for duty in duties if duty)
    asked = use.request.requirement if use.request else None
    if asked is not None and asked.edition.key in shipped().editions:
        yield from (link.control for link in shipped().requirement(asked.edition.key, asked.ref).controls)


def _longest(lines: Iterable[Line]) -> Line | None:
    found: Line | None = None
    for line in lines:
        found = line if found is None else _longer(found, line)
    return found


def _longer(known: Line, other: Line) -> Line:
    """Of two that are equally long the one that the control supports in full, else the first."""
    return max(known, other, key=lambda line: (_length(line.period), line.in_full))


def _length(period: str) -> datetime.date:
    return periods.after(SOME_DAY, period)
