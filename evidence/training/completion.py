"""The completion list of a team, as a file to keep."""

import csv
import datetime
import io
from collections.abc import Iterable
from typing import Final

from compliance.exports.table import harmless
from compliance.models import System
from evidence.training.standing import Trained

COLUMNS: Final = (
    *("system", "as_of", "person", "roles", "standing", "correct", "asked", "finished_on", "holds_until"),
    *("evidence", "questions_sha256"),
)


def completion_list(system: System, team: Iterable[Trained], now: datetime.datetime) -> bytes:
    """The team as CSV in UTF-8: to be handed in on the duty as what it is, the completion of one lesson."""
    to = io.StringIO(newline="")
    lines = csv.writer(to)
    lines.writerow(COLUMNS)
    for each in team:
        shown = each.shown
        cells = (
            str(system),
            system.day_of(now).isoformat(),
            str(each.person),
            " ".join(each.roles),
            each.standing,
            str(shown.correct) if shown else "",
            str(shown.asked) if shown else "",
            system.day_of(shown.finished_at).isoformat() if shown and shown.finished_at else "",
            system.day_of(shown.holds_until).isoformat() if shown and shown.holds_until else "",
            each.use.state if each.use else "",
            shown.questions if shown else "",
        )
        lines.writerow([harmless(cell) for cell in cells])
    return to.getvalue().encode()
