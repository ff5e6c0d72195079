"""Keep the duties of a system in step with its scope: opened and ended, never deleted."""

import datetime
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import F

from compliance import journal
from compliance.actions.ruling import apply_rules
from compliance.actions.superseding import lock
from compliance.inheritance.inheriting import our_side
from compliance.models import Duty, System, User
from frameworks.compiled import Catalogue, shipped
from frameworks.errors import Refused
from frameworks.inheritance.dividing import OVERSIGHT
from frameworks.models import Control, Programme

R = TypeVar("R", Control, Programme)

SYSTEMS_AT_ONCE: Final = 50
"""Settled in one minute; the next minute goes on with the others."""

log = logging.getLogger(__name__)


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
    the customer has a part in it there. One more for each programme whose documents do not hold up AWS's part: an
    unsupported part is ours to mend. Repeatable: a second call on the same facts changes nothing."""
    lock(system)
    needed, unmet = our_side(system, catalogue, on)
    controls = _rows(Control, needed.keys() | ({OVERSIGHT} if unmet else set()))
    programmes = _rows(Programme, unmet)
    duties = list(Duty.objects.filter(system=system).select_related("control", "service", "programme"))
    whole = {duty.control.key for duty in duties if duty.service is None and duty.programme is None}
    answered = {duty.programme.key for duty in duties if duty.programme}
    new = [Duty(system=system, control=controls[key], opened_on=on) for key in sorted(needed.keys() - whole)]
    new += [
        Duty(system=system, control=controls[OVERSIGHT], programme=programmes[key], opened_on=on)
        for key in sorted(unmet - answered)
    ]
    opened, ended = Duty.objects.bulk_create(new), []
    for duty in duties:
        if duty.programme:
            wanted = duty.programme.key in unmet
        else:
            key = duty.control.key
            wanted = key in needed and (duty.service is None or duty.service.key in needed[key])
        if wanted and duty.ended_on is not None:
            duty.ended_on = None
            opened.append(duty)
        elif not wanted and duty.ended_on is None:
            duty.ended_on = max(on, duty.opened_on)
            ended.append(duty)
        else:
            continue
        duty.save(update_fields=["ended_on"])
    System.objects.filter(pk=system.pk).update(settled_on=on, recorded_on=None)
    if opened or ended:
        # Who leans on this system has the duties that it has not.
        leaning = System.objects.filter(leanings__on_system=system, leanings__superseded_at=None)
        leaning.update(settled_on=None)
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


def settle_each_day(now: datetime.datetime) -> int:
    """Settle every system that was not settled yet on its own day, or whose ground has moved since. Returns how many.

    Called each minute: scope, AWS's documents and time itself open and end duties, and nobody has to think of it. What
    nobody owns then goes to whom the rules name. One system that cannot be settled keeps no other from its day.
    """
    unsettled = [
        (system, on)
        for system in System.objects.filter(ended_at=None).order_by(F("settled_on").asc(nulls_first=True))
        for on in [system.day_of(now)]
        if system.settled_on is None or system.settled_on < on
    ][:SYSTEMS_AT_ONCE]
    settled = 0
    for system, on in unsettled:
        try:
            settle_duties(system=system, catalogue=shipped(), on=on, actor=None, now=now)
            apply_rules(system=system, on=on, now=now)
        except Exception:
            log.exception("The duties of %s could not be settled; it is tried again in the next minute.", system)
        else:
            settled += 1
    return settled


def settle_anew() -> None:
    """What all systems stand on has moved, as AWS's documents do: the next minute settles each of them."""
    System.objects.filter(ended_at=None).update(settled_on=None)


def _rows(model: type[R], keys: Collection[str]) -> dict[str, R]:
    rows: dict[str, R] = model._default_manager.in_bulk(keys, field_name="key")
    if missing := set(keys) - rows.keys():
        raise Refused(f"The catalogue in the database lacks {min(missing)}: run `manage.py load_frameworks` first.")
    return rows
