"""Filters of a list, read from the address: a choice that is not offered filters nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

Choices = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Filter:
    """One drop-down. `chosen` is the code asked for, empty for all."""

    name: str
    label: object
    choices: tuple[tuple[str, object], ...]
    chosen: str

    def lets(self, code: object) -> bool:
        return not self.chosen or self.chosen == str(code)


@dataclass(frozen=True)
class Filters:
    every: Mapping[str, Filter]
    text: str

    @property
    def are_set(self) -> bool:
        return bool(self.text) or any(each.chosen for each in self.every.values())

    def lets(self, **codes: object) -> bool:
        return all(self.every[name].lets(code) for name, code in codes.items())

    def finds(self, *texts: str) -> bool:
        """Whether every word of the text sought stands in one of `texts`."""
        whole = " ".join(texts).casefold()
        return all(word in whole for word in self.text.casefold().split())


def read(query: QueryDict, offered: Mapping[str, tuple[object, Choices]]) -> Filters:
    """The filters of a page: parameter -> (label, choices)."""
    every = {}
    for name, (label, choices) in offered.items():
        pairs = tuple((str(code), text) for code, text in choices)
        asked = query.get(name, "")
        every[name] = Filter(name, label, pairs, asked if asked in dict(pairs) else "")
    return Filters(every, query.get("q", "").strip())
