"""What goes with them: decisions, expectations and published mappings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from frameworks.schema.codes import DecisionKind, ExpectedOf, Mark, Obligation
from frameworks.schema.fields import PLACED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """Requirements whose status a decision never changes: of a framework, or only those so marked on the day."""

    framework: str
    obligation: Obligation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long something lasts at most before it is looked at anew, as an ISO 8601 duration, and who says so."""

    most: str
    basis: str = field(metadata={"toml": "source"})
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """Where a kind of decision is allowed, and what has to be on record for it.

    `frameworks` are those that know it, none meaning all. It is open to requirements marked `obligation` on the day,
    or open to the customized approach, where the rule says so. `unmoved` are those for which it may be recorded and
    changes nothing. `limits` says what it can never do, `term` how long one lasts at most (None: as long as is said).
    """

    kind: DecisionKind
    title: str
    says: str
    frameworks: tuple[str, ...] = ()
    obligation: Obligation | None = None
    customizable: bool = False
    asks: tuple[str, ...]
    limits: str = ""
    unmoved: tuple[Unmoved, ...] = ()
    term: Term | None = None
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the description of a system usually expects of AWS or of its clients: a beginning for an officer to change.

    `controls` are, of AWS, those in which it bears a part; of clients, those of ours that need their side too.
    """

    kind: ExpectedOf
    number: str
    wording: str
    controls: tuple[str, ...]
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """A mapping that somebody else published, from a framework of ours to one that may not be in the catalogue.

    `links` is keyed by reference. `level` says what a link means, and what it does not.
    """

    framework: str
    target: str
    title: str
    name: str
    publisher: str
    level: str
    as_of: date
    basis: str = field(metadata={"toml": "source"})
    source_url: str
    mark: Mark
    links: Mapping[str, tuple[str, ...]] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)

    @property
    def key(self) -> str:
        """How it is called: also the name of its file."""
        return f"{self.framework}--{self.target}"
