"""Say what a check of another tool supports, for this installation: only where the tables that ship say nothing."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from compliance import journal
from compliance.models import User
from compliance.permissions import viewer_of
from evidence.importing.findings import LONGEST_CHECK
from evidence.importing.shipped import mapped_by_us
from evidence.models import CheckMapping
from frameworks.errors import Refused
from frameworks.models import Control, Service


@transaction.atomic
def map_check(
    *, check_key: str, controls: Sequence[str], service: str, actor: User, now: datetime.datetime
) -> CheckMapping:
    """From the next reading of an import on, the check speaks for `controls` on `service` ("" = the controls as a
    whole); for none without controls. What was said before of it is superseded."""
    if not viewer_of(actor, now).keeps_documents:
        raise Refused("A compliance officer says what a tool’s check supports: ask one.")
    tool, _, check = check_key.partition(":")
    if not tool or not check or len(check_key) > LONGEST_CHECK:
        raise Refused("Name the check as its import does: the tool, a colon, and the check’s id.")
    if mapped_by_us(check_key):
        raise Refused(f"{check} is in the table that ships for its tool: it is not mapped by hand.")
    rows = list(Control.objects.filter(key__in=controls))
    if unknown := sorted(set(controls) - {row.key for row in rows}):
        raise Refused(f"The catalogue knows no control “{unknown[0]}”: choose from the list.")
    on = Service.objects.filter(key=service).first() if service else None
    if service and on is None:
        raise Refused(f"The catalogue knows no service “{service}”: choose from the list.")
    CheckMapping.objects.known().filter(check_key=check_key).update(superseded_at=now)
    made = CheckMapping.objects.create(check_key=check_key, service=on, said_by=actor, recorded_at=now)
    made.controls.set(rows)
    journal.record(
        verb="check.mapped",
        subject=made,
        actor=actor,
        now=now,
        after={"check": check_key, "controls": sorted(row.key for row in rows), "service": service or None},
    )
    return made
