"""What the catalogue has to say about some words or a reference: "mfa", "164.312(a)", "8.4.2", "root user".

Pure functions over the compiled catalogue. Every word has to occur as the beginning of a word; the best place in which
the words were found decides the rank.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import dropwhile
from typing import Final, TypeVar

from frameworks.compiled import Catalogue
from frameworks.schema import Control, Edition, Requirement, Service

Entry = TypeVar("Entry")

_WORD: Final = re.compile(r"[^\W_]+")
_ARTICLE: Final = re.compile(r"\bart(icle|\.)?\s*(?=\d)")
_DEEPER: Final = (".", "(", "-")
"""What follows a reference in the references of what stands below it."""


class Rank(IntEnum):
    """Where the words were found: the higher, the surer it is that this was meant."""

    NOWHERE = 0
    NEAR = 1
    """In what the entry is linked to: its framework, the titles of its controls."""
    TEXT = 2
    TITLE = 3
    BELOW = 4
    """The words are a reference, and the entry stands below it."""
    NAME = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the surest first; within a rank in the catalogue's own order."""

    requirements: tuple[tuple[Edition, Requirement], ...] = ()
    controls: tuple[Control, ...] = ()
    services: tuple[Service, ...] = ()

    def __len__(self) -> int:
        return len(self.requirements) + len(self.controls) + len(self.services)


def search(catalogue: Catalogue, asked: str) -> Found:
    """Every entry in which all the words of `asked` are found; nothing for a question without a word."""
    words = list(dict.fromkeys(_WORD.findall(asked.casefold())))
    if not words:
        return Found()
    name = _name(asked)
    of_edition = {each.key: (_reference(asked, each), _apart(words, each)) for each in catalogue.editions.values()}
    titles = {key: f"{key} {control.title}" for key, control in catalogue.controls.items()}
    rows = [(edition, each) for edition in catalogue.editions.values() for each in edition.requirements]

    def of_requirement(row: tuple[Edition, Requirement]) -> Rank:
        edition, each = row
        ref, own = of_edition[edition.key]
        text = _said(each.summary, each.typical_evidence)
        near = _said(edition.title, (titles[link.control] for link in each.controls))
        return _rank(ref, own, (each.ref, *each.aliases), each.title, text, near)

    def of_control(each: Control) -> Rank:
        text = _said(each.objective, (each.good, *each.typical_evidence))
        return _rank(name, words, (each.key,), titles[each.key], text)

    def of_service(each: Service) -> Rank:
        return _rank(name, words, (each.key, *each.aliases), f"{each.name} {' '.join(each.aliases)}", each.category)

    return Found(
        requirements=_ranked(rows, of_requirement),
        controls=_ranked(catalogue.controls.values(), of_control),
        services=_ranked(catalogue.services.values(), of_service),
    )


def _ranked(entries: Iterable[Entry], rank: Callable[[Entry], Rank]) -> tuple[Entry, ...]:
    ranked = [(found, entry) for entry in entries if (found := rank(entry))]
    return tuple(entry for _, entry in sorted(ranked, key=lambda pair: -pair[0]))


def _rank(name: str, words: list[str], names: Iterable[str], title: str, text: str, near: str = "") -> Rank:
    known = [_name(each) for each in names]
    if name in known:
        return Rank.NAME
    if any(each.startswith(name) and each[len(name)] in _DEEPER for each in known):
        return Rank.BELOW
    if _holds(title, words):
        return Rank.TITLE
    if _holds(f"{title} {text}", words):
        return Rank.TEXT
    return Rank.NEAR if near and _holds(f"{title} {text} {near}", words) else Rank.NOWHERE


def _holds(text: str, words: list[str]) -> bool:
    """Whether every word begins a word of the text."""
    found = _WORD.findall(text.casefold())
    return all(any(each.startswith(word) for each in found) for word in words)


def _reference(asked: str, edition: Edition) -> str:
    """The question as a reference of that edition, which may stand before it: "PCI DSS 8.4.2", "45 CFR § 164.312"."""
    lead, _, last = _ARTICLE.sub("art.", asked.casefold()).strip().rpartition(" ")
    names_it = _holds(f"{edition.title} {edition.name}", _WORD.findall(lead))
    return _name(last if names_it else asked).lstrip("§")


def _apart(words: list[str], edition: Edition) -> list[str]:
    """The words that are sought in that edition: those after its title, or all where there are none."""
    title = _WORD.findall(edition.title.casefold())
    return list(dropwhile(title.__contains__, words)) or words


def _name(said: str) -> str:
    """A reference or key as it is compared: case, spaces and the spelling of "Article" do not count."""
    return re.sub(r"\s+", "", _ARTICLE.sub("art.", said.strip().casefold()))


def _said(text: str, more: Iterable[str]) -> str:
    return " ".join((text, *more))
