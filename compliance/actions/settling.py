"""Keep the duties of a system in step with its scope: opened and ended, never deleted."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.inheriting import our_parts
from compliance.models import Duty, System, User
from frameworks.compiled import Catalogue
from frameworks.errors import Refused
from frameworks.models import Control


@dataclass(frozen=True)
class Settled:
    """Duties opened (or opened again) and ended."""

    opened: tuple[Duty, ...]
    ended: tuple[Duty, ...]


@transaction.atomic
def settle_duties(
    *, system: System, catalogue: Catalogue, on: datetime.date, actor: User | None, now: datetime.datetime
) -> Settled:
    """One duty for each control of which the customer bears a part on `on`; a split-off service keeps its own while
    the customer has a part in it there. Repeatable: a second call on the same facts changes nothing."""
    lock(system)
    needed = our_parts(system, catalogue, on)
    controls = Control.objects.in_bulk(needed, field_name="key")
    if missing := needed.keys() - controls.keys():
        raise Refused(f"The catalogue in the database lacks {min(missing)}: run `manage.py load_frameworks` first.")
    duties = list(Duty.objects.filter(system=system).select_related("control", "service"))
    whole = {duty.control.key: duty for duty in duties if duty.service is None}
    new = [Duty(system=system, control=controls[key], opened_on=on) for key in sorted(needed.keys() - whole.keys())]
    opened, ended = Duty.objects.bulk_create(new), []
    for duty in duties:
        wanted = duty.control.key in needed and (duty.service is None or duty.service.key in needed[duty.control.key])
        if wanted and duty.ended_on is not None:
            duty.ended_on = None
            opened.append(duty)
        elif not wanted and duty.ended_on is None:
            duty.ended_on = on
            ended.append(duty)
        else:
            continue
        duty.save(update_fields=["ended_on"])
    if opened or ended:
        journal.record(
            verb="duties.settled",
            subject=system,
            system=system,
            actor=actor,
            now=now,
            after={
                "on": on.isoformat(),
                "catalogue": catalogue.digest,
                "opened": [str(duty.pk) for duty in opened],
                "ended": [str(duty.pk) for duty in ended],
            },
        )
    return Settled(tuple(opened), tuple(ended))
