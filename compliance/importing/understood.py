"""What a list says, as plain values: what it names, and what is not understood in it."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from compliance.importing.recognising import resembling
from frameworks.compiled import shipped

SHOWN_LINES: Final = 5


class Kind(StrEnum):
    LIST = "list"
    BILL = "bill"
    RESOURCES = "resources"


class WhyNot(StrEnum):
    """Why a line is not understood."""

    SERVICE = "service"
    ACCOUNT = "account"
    REGION = "region"
    NO_PLACE = "no-place"
    TOUCHES = "touches"
    CONTROL = "control"
    DUTY = "duty"
    OWNER = "owner"
    REVIEWER = "reviewer"
    SAME = "same"
    DAY = "day"
    PAST = "past"
    TWICE = "twice"


@dataclass(frozen=True)
class Place:
    """A service in an account and region. `touches` is None where the file does not say."""

    account_id: str
    service: str
    region: str
    touches: Mapping[str, str] | None = None


@dataclass
class Unclear:
    """What is said in so many lines and not understood, with the first of their numbers."""

    why: WhyNot
    said: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)

    @property
    def resembling(self) -> tuple[str, ...]:
        """Names of services, or of controls, that may have been meant."""
        if self.why is WhyNot.CONTROL:
            titles = {each.title.casefold(): each.title for each in shipped().controls.values()}
            return tuple(titles[each] for each in difflib.get_close_matches(self.said.casefold(), titles, n=3))
        keys = resembling(self.said) if self.why is WhyNot.SERVICE else ()
        return tuple(shipped().services[key].name for key in keys)


@dataclass
class Doubts:
    """What is not understood in a list, each thing once."""

    unclear: dict[tuple[WhyNot, str], Unclear] = field(default_factory=dict)

    def wonder(self, why: WhyNot, said: str, line: int) -> None:
        unclear = self.unclear.setdefault((why, said), Unclear(why, said))
        unclear.count += 1
        if len(unclear.lines) < SHOWN_LINES:
            unclear.lines.append(line)


@dataclass(kw_only=True)
class Reading(Doubts):
    """What a list of services says: each place once, with the number of lines that speak of it."""

    kind: Kind
    found: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        key = place.account_id, place.service, place.region
        self.found[key] = place
        self.counts[key] = self.counts.get(key, 0) + 1
