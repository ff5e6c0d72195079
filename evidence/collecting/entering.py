"""One entry for a collector's regions in an account: cells that come soon after each other share its keys."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic

from evidence.collecting.assuming import Entry, Role, assume
from evidence.collecting.aws import Access
from evidence.collecting.pacing import Turns

LONGEST = 600.0
"""Seconds for which others may come in by it: of the session's hour, a cell that begins has fifty minutes left."""
MOST = 64
"""Entries that are kept. A run's cells come region after region of one collector, so few are of use at a time."""

Kind = tuple[Role, str, str]
"""The role, the run and the session policy: who differs in any of them goes in by an entry of their own."""


@dataclass
class Kept:
    """Locked while one of those who want it goes in; the others wait, and then share it."""

    lock: Lock = field(default_factory=Lock)
    access: Access | None = None
    until: float = 0.0


class Entrances:
    """The entries of this process, in its memory alone."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Kind, Kept] = OrderedDict()
        self._lock = Lock()

    def assume(self, entry: Entry) -> Access:
        """As `assume`: a session narrowed to the entry's own policy. Errors: its own; a failure is not kept."""
        kept = self._place((entry.role, entry.run, entry.session_policy))
        with kept.lock:
            if kept.access is None or self._clock() >= kept.until:
                kept.access, kept.until = assume(entry), self._clock() + LONGEST
            turns = Turns(entry.buckets, kept.access.account) if entry.buckets else None
            return replace(kept.access, turns=turns)

    def _place(self, kind: Kind) -> Kept:
        with self._lock:
            kept = self._kept.setdefault(kind, Kept())
            self._kept.move_to_end(kind)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return kept
