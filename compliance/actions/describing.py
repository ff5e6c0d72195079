"""Say anew what a system is: its name, its purpose, the classes of data that it holds."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.actions.vetting import vet
from compliance.models import System, User


@transaction.atomic
def describe(
    *,
    system: System,
    name: str,
    purpose: str,
    data_classes: Sequence[str],
    actor: User | None,
    now: datetime.datetime,
) -> System:
    """The system as it is described from now on. The journal names what was changed, and of texts no more than that.

    A class of data that is new counts as touched by every service in use until somebody says otherwise.
    """
    lock(system)
    row = System.objects.get(pk=system.pk)
    said = {"name": name, "purpose": purpose, "data_classes": sorted(set(data_classes))}
    before = {"name": row.name, "purpose": row.purpose, "data_classes": sorted(row.data_classes)}
    changed = [field for field, value in said.items() if before[field] != value]
    if changed:
        for field in changed:
            setattr(row, field, said[field])
        vet(row)
        row.save(update_fields=changed)
        journal.record(
            verb="system.described",
            subject=row,
            system=row,
            actor=actor,
            now=now,
            before={"classes": before["data_classes"]},
            after={"classes": said["data_classes"], "changed": changed},
        )
    return row
