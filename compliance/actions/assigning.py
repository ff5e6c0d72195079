"""Give duties to people, one or many at once, and split a service off to give it its own owner."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock, supersede
from compliance.inheritance.inheriting import our_parts
from compliance.models import Assignment, Duty, User
from compliance.team import Team, team_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Service


@dataclass(frozen=True)
class Wanted:
    """What is to hold of a duty from a day on; `due_on` None for no day."""

    duty: Duty
    owner: User
    reviewer: User
    due_on: datetime.date | None


@transaction.atomic
def assign(
    *,
    duty: Duty,
    owner: User,
    reviewer: User,
    due_on: datetime.date | None,
    actor: User | None,
    on: datetime.date,
    now: datetime.datetime,
) -> Assignment:
    """From `on`, `owner` answers for the duty and `reviewer`, who is somebody else, approves its evidence.

    Who holds it already is not asked for the role again, nor a due date that stands already for being past.
    """
    _, after = _give(Wanted(duty, owner, reviewer, due_on), _held([duty], on), team_of(duty.system, on), actor, on, now)
    return after


@transaction.atomic
def assign_each(
    *, wanted: Collection[Wanted], actor: User | None, on: datetime.date, now: datetime.datetime
) -> tuple[Duty, ...]:
    """All of it, or nothing: the refusal names the duty. Of one system; returns the duties whose assignment changed."""
    if not wanted:
        return ()
    held, changed = _held([each.duty for each in wanted], on), []
    team = team_of(next(iter(wanted)).duty.system, on)
    for each in wanted:
        try:
            before, after = _give(each, held, team, actor, on, now)
        except Refused as refusal:
            raise Refused(f"{each.duty}: {refusal}") from None
        if before != after:
            changed.append(each.duty)
    return tuple(changed)


def assign_many(
    *,
    duties: Collection[Duty],
    owner: User,
    reviewer: User,
    due_on: datetime.date | None,
    actor: User | None,
    on: datetime.date,
    now: datetime.datetime,
) -> tuple[Duty, ...]:
    """The same owner, reviewer and due date for each of `duties`, or no change at all. Returns those that changed."""
    if not duties:
        raise Refused("No duty is chosen: tick at least one.")
    wanted = [Wanted(duty, owner, reviewer, due_on) for duty in duties]
    return assign_each(wanted=wanted, actor=actor, on=on, now=now)


@transaction.atomic
def split_off(*, duty: Duty, service: Service, actor: User | None, on: datetime.date, now: datetime.datetime) -> Duty:
    """Give `service` its own duty for the same control, so that it can have its own owner."""
    if duty.programme_id is not None:
        raise Refused("This duty is about a document of AWS’s: no service can be split off from it.")
    if duty.service_id is not None:
        raise Refused("This duty is for one service already: split services off the duty for the whole control.")
    _refuse_ended(duty)
    if service.key not in our_parts(duty.system, shipped(), on).get(duty.control.key, ()):
        raise Refused(
            f"{service} leaves this system no part of its own in “{duty.control}”: choose a service in use that does."
        )
    lock(duty)
    part, created = Duty.objects.get_or_create(
        system=duty.system, control=duty.control, service=service, defaults={"opened_on": on}
    )
    if not created and part.ended_on is None:
        return part
    if not created:
        part.ended_on = None
        part.save(update_fields=["ended_on"])
    journal.record(
        verb="duty.split",
        subject=part,
        system=duty.system,
        actor=actor,
        now=now,
        after={"whole": str(duty.pk), "service": service.key},
    )
    return part


def _held(duties: Collection[Duty], on: datetime.date) -> Mapping[UUID, Assignment]:
    """Who has each duty on `on`. All are locked first, in one order, before the journal's head is: of two who assign
    the same duties at once one waits, and neither for the other."""
    locked = Duty.objects.filter(pk__in=[duty.pk for duty in duties]).order_by("pk")
    pks = list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
    rows = Assignment.objects.on(on).filter(duty__in=pks).select_related("owner", "reviewer")
    return {row.duty_id: row for row in rows}


def _give(
    wanted: Wanted,
    held: Mapping[UUID, Assignment],
    team: Team,
    actor: User | None,
    on: datetime.date,
    now: datetime.datetime,
) -> tuple[Assignment | None, Assignment]:
    """What was known, and what is known from now on: one and the same row when nothing was new."""
    duty, owner, reviewer, due_on = wanted.duty, wanted.owner, wanted.reviewer, wanted.due_on
    present = held.get(duty.pk)
    _refuse_ended(duty)
    if owner == reviewer:
        raise Refused(f"{owner} cannot review their own evidence: choose somebody else as reviewer.")
    for person, may, holder, needed in (
        (owner, team.owners, present and present.owner, "owner"),
        (reviewer, team.reviewers, present and present.reviewer, "reviewer"),
    ):
        if person != holder and (person.pk not in may or not person.is_active):
            raise Refused(
                f"{person} is no {needed} in this system on {on}: an administrator has to give the role first."
            )
    if due_on is not None and due_on < on and not (present and present.due_on == due_on):
        raise Refused(f"The due date {due_on} lies in the past: choose {on} or later.")
    before, after = supersede(
        Assignment,
        within=duty,
        now=now,
        match={"system": duty.system, "duty": duty},
        valid_from=on,
        owner=owner,
        reviewer=reviewer,
        due_on=due_on,
    )
    if before != after:
        journal.record(
            verb="duty.assigned",
            subject=duty,
            system=duty.system,
            actor=actor,
            now=now,
            before=_codes(before) if before else None,
            after=_codes(after),
        )
    return before, after


def _refuse_ended(duty: Duty) -> None:
    if duty.ended_on is not None:
        raise Refused("This duty has ended: it opens again when a service needs it.")


def _codes(assignment: Assignment) -> dict[str, str | None]:
    return {
        "owner": str(assignment.owner_id),
        "reviewer": str(assignment.reviewer_id),
        "due": assignment.due_on.isoformat() if assignment.due_on else None,
        "from": assignment.valid_from.isoformat(),
    }
