"""Which requirements of two frameworks are related: by a common control, or by a mapping that somebody published.

A shared control relates two requirements; it never makes them equal. How strongly is said on either side: whether the
control by itself covers the requirement there, or a part of it. Pure functions over the compiled catalogue.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from frameworks.compiled import Catalogue
from frameworks.schema import Control, Coverage, Crosswalk, Edition, Requirement

COLUMNS: Final = ("from", "from title", "control", "covers from", "covers to", "to", "to title", "source")

SHARED: Final = "shared control"
"""The source of a relation that nobody published: it follows from the catalogue's own links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Two related requirements. A published mapping names neither control nor coverage, and no title over there."""

    left: Requirement
    right: str
    right_title: str = ""
    control: Control | None = None
    left_coverage: Coverage | None = None
    right_coverage: Coverage | None = None
    source: str = SHARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The way from one edition to another framework. `says` is what a relation means, and what it does not."""

    left: Edition
    right_name: str
    says: str
    relations: tuple[Relation, ...]


def crosswalk(catalogue: Catalogue, left: str, right: str, ref: str = "") -> Walk:
    """Every relation from `left` to `right`, keys of frameworks or editions, in the order of `left`.

    With `ref` those of that one requirement of `left` only. `right` may be the target of a published mapping. KeyError
    says what there is.
    """
    edition = catalogue.edition(left)
    asked = (catalogue.requirement(edition.key, ref),) if ref else edition.requirements
    mapping = catalogue.crosswalks.get(f"{edition.framework}--{right}")
    if mapping:
        relations = tuple(_published(catalogue, mapping, asked))
        return Walk(
            left=edition, right_name=mapping.title, says=f"{mapping.name}. {mapping.level}", relations=relations
        )
    other = _other(catalogue, right)
    return Walk(
        left=edition,
        right_name=other.name,
        says=(
            "Two requirements are related when the same control supports both. It covers each of them in full or in"
            " part, as stated; that never makes them equal."
        ),
        relations=tuple(_shared(catalogue, asked, other)),
    )


def _other(catalogue: Catalogue, key: str) -> Edition:
    try:
        return catalogue.edition(key)
    except KeyError as unknown:
        published = "; ".join(f"from {each.framework} to {each.target}" for each in catalogue.crosswalks.values())
        raise KeyError(f"{unknown.args[0]} Published mappings: {published or 'none'}.") from None


def _shared(catalogue: Catalogue, left: Iterable[Requirement], right: Edition) -> Iterator[Relation]:
    """For each link on the left every requirement on the right, those that the control covers in full first."""
    supported: dict[str, list[tuple[Coverage, Requirement]]] = {}
    for requirement in right.requirements:
        for link in requirement.controls:
            supported.setdefault(link.control, []).append((link.coverage, requirement))
    for rows in supported.values():
        rows.sort(key=lambda row: row[0] is not Coverage.FULL)
    for requirement in left:
        for link in requirement.controls:
            for coverage, other in supported.get(link.control, ()):
                if other is not requirement:
                    yield Relation(
                        left=requirement,
                        right=other.ref,
                        right_title=other.title,
                        control=catalogue.controls[link.control],
                        left_coverage=link.coverage,
                        right_coverage=coverage,
                    )


def _published(catalogue: Catalogue, mapping: Crosswalk, left: Iterable[Requirement]) -> Iterator[Relation]:
    targets = {catalogue.requirement(mapping.framework, ref).ref: found for ref, found in mapping.links.items()}
    for each in left:
        yield from (Relation(left=each, right=target, source=mapping.name) for target in targets.get(each.ref, ()))


def write_csv(relations: Iterable[Relation], to: TextIO) -> None:
    """One line for each pair and control, under `COLUMNS`."""
    lines = csv.writer(to)
    lines.writerow(COLUMNS)
    for each in relations:
        control = each.control.key if each.control else ""
        covers = (each.left_coverage or "", each.right_coverage or "")
        lines.writerow((each.left.ref, each.left.title, control, *covers, each.right, each.right_title, each.source))
