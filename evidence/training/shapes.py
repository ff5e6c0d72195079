"""What may stand in the quiz's files, as frozen values; a field's name is its key in the TOML."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from frameworks.schema import Bearer
from frameworks.schema.fields import PLACED


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A control, on a service where one is named, and who bears it there: as the catalogue has it."""

    control: str
    service: str = ""
    bearer: Bearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    edition: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempting:
    """The wrong choice that many take, and why it is wrong."""

    choice: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`choices` are texts by code; `right` and `tempting` name codes. `origin`: what the question was drawn from."""

    key: str
    text: str
    choices: Mapping[str, str]
    right: str
    because: str
    tempting: Tempting
    about: tuple[About, ...]
    requirements: tuple[Clause, ...] = ()
    origin: str
    topic: str = field(metadata=PLACED)
    source: str = field(metadata=PLACED)

    def choices_for(self, person: object) -> list[tuple[str, str]]:
        """The choices in an order of that person's own, always the same one."""

        def place(choice: str) -> bytes:
            return hashlib.sha256(f"{person}/{self.key}/{choice}".encode()).digest()

        return [(choice, self.choices[choice]) for choice in sorted(self.choices, key=place)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A requirement about training: whether a passed quiz supports it in part or not at all, and what else it asks."""

    edition: str
    ref: str
    in_part: bool
    says: str
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    title: str
    control: str
    pass_percent: int
    source: str = field(metadata=PLACED)
