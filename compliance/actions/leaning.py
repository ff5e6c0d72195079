"""Lean on another system of ours for named controls: the customer's part of these is held there."""

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock, supersede
from compliance.models import Leaning, System, User
from frameworks.errors import Refused
from frameworks.models import Control


@transaction.atomic
def lean_on(
    *,
    system: System,
    on_system: System,
    controls: Sequence[str],
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> Leaning:
    """From `since` on `system` leans on `on_system` for the controls of these keys, and for no others any more.

    Each control is held in one place: whoever leans for it leans on the system that holds the duty itself. The caller
    settles the duties, and offers only systems to whose team the actor belongs.
    """
    for each in sorted((system, on_system), key=lambda row: row.pk):  # both, in one order: no chain slips in between
        lock(each)
    _refuse_systems(system, on_system)
    _refuse_controls(controls)
    _refuse_other_holders(system, on_system, controls, since)
    before, leaning = supersede(
        Leaning,
        within=system,
        now=now,
        match={"system": system, "on_system": on_system},
        valid_from=since,
        controls=sorted(set(controls)),
    )
    if before != leaning:
        journal.record(
            verb="leaning.scoped",
            subject=leaning,
            system=system,
            actor=actor,
            now=now,
            before={"controls": before.controls} if before else None,
            after={"on_system": str(on_system.pk), "controls": leaning.controls, "from": since.isoformat()},
        )
    return leaning


def _refuse_systems(system: System, on_system: System) -> None:
    if system.pk == on_system.pk:
        raise Refused("A system cannot lean on itself: choose another one.")
    for each in (system, on_system):
        if each.ended_at is not None:
            raise Refused(f"{each} has ended: nothing can be leaned on it, and it leans on nothing.")
    if system.is_demonstration != on_system.is_demonstration:
        raise Refused("A demonstration and a real system never lean on each other: what the one shows is made up.")


def _refuse_controls(controls: Collection[str]) -> None:
    if not controls:
        raise Refused("Name at least one control: for nothing, there is nothing to lean on.")
    known = Control.objects.current().filter(key__in=controls).values_list("key", flat=True)
    unknown = ", ".join(sorted(set(controls).difference(known)))
    if unknown:
        raise Refused(f"The catalogue knows no control {unknown}: write a key such as it uses.")


def _refuse_other_holders(system: System, on_system: System, controls: Collection[str], since: datetime.date) -> None:
    """No system is named that the two do not know anyway: who has no role in it does not learn of it."""
    beyond = Leaning.objects.beyond(since)
    if shared := _shared(beyond.filter(system=system).exclude(on_system=on_system), controls):
        raise Refused(f"This system leans on another one for {shared} already: end that first, or leave it out here.")
    if shared := _shared(beyond.filter(system=on_system), controls):
        raise Refused(f"{on_system} leans on another system for {shared} itself: lean on the one that holds the duty.")
    if shared := _shared(beyond.filter(on_system=system), controls):
        raise Refused(
            f"This system is leaned on for {shared}, so it holds these duties itself: "
            "whoever leans on it is to lean on the one that will hold them."
        )


def _shared(leanings: Iterable[Leaning], controls: Collection[str]) -> str:
    """The titles of those of the controls that the leanings are about."""
    keys = {key for each in leanings for key in each.controls}.intersection(controls)
    titles = Control.objects.filter(key__in=keys).order_by("title").values_list("title", flat=True)
    return ", ".join(f"“{title}”" for title in titles)
