"""What a format's reader gives: findings of another tool, one by one, as it told them.

A format is a folder `evidence/importing/formats/<key>/`:

    about.toml   title, how (where such a file comes from), fresh_for, tells, accounts
    reader.py    recognises(document) -> bool; read(document) -> Finding or Unread, one by one
    samples/     files in that format, each with what must be read from it

`document` is what the file holds: parsed JSON (a list where it was JSON lines), or a `Table` of a CSV. `tells` is
"events" where each result was found at its own time, and "state" where the file is how things stood when it was made.
`accounts`: "named" in each finding, "said" by who hands the file in where it names none, or "none" at all, as of code.
A reader never guesses a pass: PASS only where the tool said so in its own word, and did not set the finding aside.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from evidence.collecting.contract import Outcome

LONGEST_CHECK: Final = 110
"""Of a check's key with its tool's: with account and region behind it, it has to fit the source of an assessment."""
LONGEST_RESOURCE: Final = 1024
LONGEST_DETAIL: Final = 200
MILLISECONDS_FROM: Final = 10**11  # a number of seconds as large as this is in the year 5138
ACCOUNT = re.compile(r"\d{12}")
REGION = re.compile(r"[a-z0-9-]{0,25}")
_NO_KEY = re.compile(r"[^a-z0-9]+")
_NO_CODE = re.compile(r"[\s@]+")


class WhySo(StrEnum):
    """Why a finding is not the pass or the failure that its tool may have called it."""

    MUTED = "muted"
    SUPPRESSED = "suppressed"
    ARCHIVED = "archived"
    NO_STATUS = "no_status"
    UNKNOWN_STATUS = "unknown_status"
    UNDETERMINED = "undetermined"
    NOT_AVAILABLE = "not_available"
    INSUFFICIENT_DATA = "insufficient_data"
    ASKS_FOR_REVIEW = "asks_for_review"
    INFORMATIONAL = "informational"


class WhyUnread(StrEnum):
    """Why a finding of a file could not be taken; it is counted and named by its number, never dropped."""

    SHAPE = "shape"
    NO_CHECK = "no_check"
    NO_ACCOUNT = "no_account"
    NO_TIME = "no_time"
    IN_THE_FUTURE = "in_the_future"
    TOO_LONG = "too_long"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding about one resource. `number`: its place in the file, from 1. `account`, `region` and `observed_at`
    are empty where the file does not name them. `detail`: short plain values."""

    number: int
    tool: str
    version: str = ""
    check: str
    title: str = ""
    account: str = ""
    region: str = ""
    resource: str = ""
    outcome: Outcome
    reason: str = ""
    observed_at: datetime.datetime | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """As an observation's check_key: no collector's key has a colon, and nothing in it parts it from a place."""
        return f"{self.tool}:{_NO_CODE.sub('_', self.check)}"


@dataclass(frozen=True)
class Unread:
    number: int
    why: WhyUnread


@dataclass(frozen=True)
class Table:
    """A CSV: each line by its column's name, which is in small letters and digits only."""

    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Format:
    """How files of one shape are told apart and read. `fresh_for`: ISO 8601, how long its findings stay fresh."""

    key: str
    title: str
    how: str
    fresh_for: str
    tells: str
    accounts: str
    recognises: Callable[[Any], bool]
    read: Callable[[Any], Iterable[Finding | Unread]]


def is_of_a_tool(check_key: str) -> bool:
    """Whether another tool put the question, and no collector of ours: then it is not retired where ours lack it."""
    return ":" in check_key


def each_of(rows: Iterable[Any], read: Callable[[int, Any], Iterable[Finding | Unread]]) -> Iterator[Finding | Unread]:
    """Read row by row: whatever one row breaks is told under its number and keeps nobody from the others."""
    for number, row in enumerate(rows, start=1):
        try:
            yield from list(read(number, row))
        except (AttributeError, LookupError, TypeError, ValueError, OverflowError, OSError):
            yield Unread(number, WhyUnread.SHAPE)


def text(value: Any) -> str:
    """A plain value as text; nothing for what is none."""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def slug(name: str) -> str:
    """The key of a tool: "Security Hub" is security-hub."""
    return _NO_KEY.sub("-", name.lower()).strip("-")[:40].strip("-") or "unknown"


def instant_of(*values: Any) -> datetime.datetime | None:
    """The first that names an instant: seconds or milliseconds since 1970, or ISO 8601; without a zone it is UTC."""
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.datetime.fromtimestamp(value / 1000 if value > MILLISECONDS_FROM else value, datetime.UTC)
        try:
            read = datetime.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            continue
        return read.astimezone(datetime.UTC) if read.tzinfo else read.replace(tzinfo=datetime.UTC)
    return None


def details(**said: Any) -> dict[str, Any]:
    """What is worth keeping beside an outcome: nothing empty, nothing long."""
    return {name: str(value)[:LONGEST_DETAIL] for name, value in said.items() if value}
