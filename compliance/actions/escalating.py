"""Say after how many days an overdue duty is told to the officers."""

import datetime
from typing import Final

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import System, User
from frameworks.errors import Refused

LONGEST: Final = 365


@transaction.atomic
def escalate(*, system: System, after: int | None, actor: User, now: datetime.datetime) -> System:
    """The officers hear of a duty that has been overdue for `after` days; None = never. Looked at anew at once."""
    if after is not None and not 1 <= after <= LONGEST:
        raise Refused(f"Choose from 1 to {LONGEST} days, or none.")
    lock(system)
    row = System.objects.get(pk=system.pk)
    before = row.escalates_after
    if before != after:
        row.escalates_after, row.due_read_on = after, None
        row.save(update_fields=["escalates_after", "due_read_on"])
        journal.record(
            verb="system.escalates",
            subject=row,
            system=row,
            actor=actor,
            now=now,
            before={"days": before},
            after={"days": after},
        )
    return row
