"""Who does what, control by control: each pair of texts once, under the number by which requirements refer to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from compliance.exports.shapes import Line, Row
from compliance.posture import DutyPosture
from evidence.reporting.tones import STANDING_TONES
from frameworks.compiled import Catalogue
from frameworks.schema import Bearer, Control

Words = tuple[Bearer, str, str]
"""Who bears a control, what AWS does, and what we do."""


@dataclass(frozen=True)
class Split:
    """The services on which a control reads the same; none: whatever the service."""

    bearer: Bearer
    aws: str
    customer: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class Keeper:
    """A duty that keeps our part of a control: of the whole, or of a service that was split off."""

    duty: DutyPosture

    @property
    def tone(self) -> str:
        return STANDING_TONES[self.duty.standing]


@dataclass(frozen=True)
class ControlSheet:
    """A control under its number, C-1 …, with its splits, who keeps our part, and the requirements that it serves."""

    number: str
    control: Control
    splits: tuple[Split, ...]
    keepers: tuple[Keeper, ...]
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A control in a cell of the matrix. `services` is empty where it is so on every service in use."""

    number: str
    title: str
    services: str


def sheets_of(rows: Iterable[Row], catalogue: Catalogue) -> tuple[ControlSheet, ...]:
    """Numbered in the order of themes and titles, as the catalogue keeps them."""
    lines: dict[str, list[Line]] = {}
    refs: dict[str, dict[str, None]] = {}
    for row in rows:
        for line in row.lines:
            lines.setdefault(line.control, []).append(line)
            refs.setdefault(line.control, {})[row.requirement.ref] = None

    def place(key: str) -> tuple[str, str]:
        return catalogue.themes[catalogue.controls[key].theme].title, catalogue.controls[key].title

    return tuple(
        ControlSheet(
            number=f"C-{number}",
            control=catalogue.controls[key],
            splits=_splits(lines[key]),
            keepers=tuple({line.duty.duty.pk: Keeper(line.duty) for line in lines[key] if line.duty}.values()),
            refs=tuple(refs[key]),
        )
        for number, key in enumerate(sorted(lines, key=place), start=1)
    )


def _splits(lines: Iterable[Line]) -> tuple[Split, ...]:
    """Each pair of texts once. Where AWS bears a part, our part alone, as requirements on the organisation itself have
    it, is not told again."""
    said: dict[str, dict[Words, None]] = {}
    for line in lines:
        for service in line.service_names or ("",):
            said.setdefault(service, {})[line.bearer, line.aws, line.customer] = None
    services: dict[Words, list[str]] = {}
    for service, texts in sorted(said.items()):
        told = {customer for _bearer, aws, customer in texts if aws}
        for words in texts:
            if words[1] or words[2] not in told:
                services.setdefault(words, []).append(service)
    return tuple(Split(*words, tuple(filter(None, names))) for words, names in services.items())


def cells_of(row: Row, numbers: Mapping[str, str], every: frozenset[str]) -> dict[Bearer, tuple[Entry, ...]]:
    """The controls of a requirement under who bears them; one that several bear stands under each with its services."""
    found: dict[Bearer, dict[str, dict[str, None]]] = {bearer: {} for bearer in Bearer}
    titles = {line.control: line.control_title for line in row.lines}
    for line in row.lines:
        found[line.bearer].setdefault(line.control, {}).update(dict.fromkeys(line.service_names))
    return {
        bearer: tuple(Entry(numbers[key], titles[key], _services(names, every)) for key, names in controls.items())
        for bearer, controls in found.items()
    }


def _services(names: Iterable[str], every: frozenset[str]) -> str:
    """Nothing where it is so on each of them; by exception where that is much shorter."""
    named = list(names)
    if not named or every <= set(named):
        return ""
    others = every - set(named)
    if len(others) * 2 < len(named):
        return gettext("all but %(services)s") % {"services": _short(others)}
    return _short(named)


def _short(names: Iterable[str]) -> str:
    """Without the brand, which would fill the cells."""
    return ", ".join(sorted(name.removeprefix("Amazon ").removeprefix("AWS ") for name in names))
