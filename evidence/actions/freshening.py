"""Keep evidence fresh: each minute's tick starts a run over what has gone stale, once for its slot."""

import datetime
import logging

from django.db.models import Exists, OuterRef, Q

from compliance.models import System
from evidence.actions.collecting import Cell, cell_key, expected_cells, open_run, proven_accounts
from evidence.models import Connection, Run
from evidence.runs.attempts import Attempt, attempts_of
from frameworks.errors import Refused

log = logging.getLogger(__name__)


def slot_of(now: datetime.datetime) -> datetime.datetime:
    """The minute in UTC: two schedulers, or one whose message came twice, mean the same one."""
    return now.astimezone(datetime.UTC).replace(second=0, microsecond=0)


def stale_cells(system: System, now: datetime.datetime) -> list[Cell]:
    """The cells that the next run has to collect: no fresh evidence, and not tried in vain within the last hour.

    A cell's latest attempt decides: a gap after good evidence is tried again.
    """
    found = attempts_of(system, now)
    cells = expected_cells(system, system.day_of(now))
    return [cell for cell in cells if not found.get(cell_key(cell), Attempt()).is_settled(now)]


def start_stale_runs(now: datetime.datetime) -> list[Run]:
    """Open a run over what is stale in every system whose accounts are proven and that is not collecting already."""
    slot = slot_of(now)
    begun = Run.objects.filter(Q(closed_at=None) | Q(slot=slot), system=OuterRef("pk"))
    connected = Connection.objects.filter(system=OuterRef("pk")).exclude(proven_at=None)
    runs = []
    for system in System.objects.filter(~Exists(begun), Exists(connected), ended_at=None):
        proven = proven_accounts(system)
        cells = [cell for cell in stale_cells(system, now) if cell["account"] in proven]
        if not cells:
            continue
        try:
            runs.append(open_run(system=system, cells=cells, actor=None, now=now, slot=slot))
        except Refused as cause:  # somebody was faster, or this system lacks something: the others go on
            log.warning("No run was started for %s: %s", system.key, cause)
    return runs
