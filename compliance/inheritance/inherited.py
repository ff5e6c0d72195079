"""What inheritance comes to in each system, in counts: read from the day's record where nothing has moved since.

The counts follow from a system's facts, the catalogue and the day, and from nothing else. A record carries the digests
of the first two, so it is either exactly what would be computed now, or it is not used.
"""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from uuid import UUID

from compliance.inheritance.inheriting import facts_of_each
from compliance.inheritance.lapsing import AHEAD, Lapse, lapses_of
from compliance.inheritance.support import support_of
from compliance.models import StandingDay, System
from frameworks.compiled import Catalogue
from frameworks.inheritance import Inheritance, SystemFacts, inherit
from frameworks.inheritance.facts import in_force


@dataclass(frozen=True)
class Fall:
    """The first day ahead on which AWS's part of so many requirements loses its support."""

    day: datetime.date
    requirements: int


@dataclass(frozen=True)
class Inherited:
    """Requirements of all editions in force by who bears them, and by how far AWS's documents reach."""

    classes: Counter[str]
    supports: Counter[str]
    first_fall: Fall | None


def inherited_of_each(
    days: Mapping[System, datetime.date], catalogue: Catalogue, leaving: Collection[System] = ()
) -> dict[UUID, Inherited]:
    """For each system on its own day. Seven queries for any number of systems; only those that moved are computed.

    What is `leaving` the house of some of them is counted without AWS's own responsibility summary.
    """
    facts = facts_of_each(days)
    facts |= {system.pk: facts[system.pk].without_summaries() for system in leaving}
    digests = digest_of_each(facts)
    recorded: dict[UUID, list[StandingDay]] = {}
    rows = StandingDay.objects.filter(system__in=days, day__in=set(days.values()), catalogue=catalogue.digest)
    on = {system.pk: day for system, day in days.items()}
    for row in rows.select_related("edition"):
        if (row.day, row.facts) == (on[row.system_id], digests[row.system_id]):
            recorded.setdefault(row.system_id, []).append(row)
    return {
        system.pk: _recorded(recorded.get(system.pk, []))
        if _answers_for(recorded.get(system.pk, []), facts[system.pk], day)
        else _computed(system, facts[system.pk], catalogue, day)
        for system, day in days.items()
    }


def _answers_for(rows: Iterable[StandingDay], facts: SystemFacts, on: datetime.date) -> bool:
    """Whether the records speak for every edition; one that is still to come may have a fall that none of them has."""
    to_come = any(each.valid_from and each.valid_from > on for each in facts.scopes)
    return not to_come and {row.edition.key for row in rows} == editions_on(facts, on)


def editions_on(facts: SystemFacts, on: datetime.date) -> set[str]:
    return {each.edition for each in facts.scopes if in_force(each.valid_from, each.valid_until, on)}


def _recorded(rows: Iterable[StandingDay]) -> Inherited:
    classes, supports, falls = Counter[str](), Counter[str](), []
    for row in sorted(rows, key=lambda row: row.edition.key):
        classes.update(row.classes)
        supports.update(row.supports)
        if row.first_fall:
            falls.append(Fall(datetime.date.fromisoformat(row.first_fall["day"]), row.first_fall["requirements"]))
    return Inherited(classes, supports, min(falls, key=lambda fall: fall.day, default=None))


def _computed(system: System, facts: SystemFacts, catalogue: Catalogue, on: datetime.date) -> Inherited:
    classes, supports = Counter[str](), Counter[str]()
    for edition in sorted(editions_on(facts, on)):
        answers = inherit(catalogue, edition, facts, on)
        classes += classes_of(answers)
        supports += supports_of(answers)
    return Inherited(classes, supports, first_fall(lapses_of(system, facts, catalogue, on, AHEAD)))


def classes_of(answers: Iterable[Inheritance]) -> Counter[str]:
    return Counter(str(each.class_) for each in answers)


def supports_of(answers: Iterable[Inheritance]) -> Counter[str]:
    """What does not bind the system has no part of AWS's to count."""
    return Counter(str(support_of(each.aws)) for each in answers if each.unbound is None)


def first_fall(lapses: Iterable[Lapse]) -> Fall | None:
    return next((Fall(each.day, len(each.refs)) for each in lapses), None)


def digest_of_each(facts: Mapping[UUID, SystemFacts]) -> dict[UUID, str]:
    """SHA-256 over each system's facts, whatever their order. Documents are the same for many: each is read once."""
    documents: dict[int, str] = {}
    found = {}
    for pk, each in facts.items():
        for document in each.attestations:
            if id(document) not in documents:
                documents[id(document)] = _digest(_plain(document))
        own = [sorted(_text(_plain(fact)) for fact in group) for group in (each.scopes, each.accounts, each.uses)]
        found[pk] = _digest([*own, sorted(documents[id(document)] for document in each.attestations)])
    return found


def _plain(value: Any) -> Any:
    """A fact as JSON that is the same for the same values."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return sorted([_text(_plain(key)), _plain(member)] for key, member in value.items())
    if isinstance(value, frozenset):
        return sorted(_text(_plain(each)) for each in value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _digest(value: Any) -> str:
    return hashlib.sha256(_text(value).encode()).hexdigest()
