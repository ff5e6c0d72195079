"""Give duties to people: assign an owner and a reviewer, and split a service off to give it its own owner."""

import datetime

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock, supersede
from compliance.inheriting import our_parts
from compliance.models import Assignment, Duty, Membership, Role, User
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Service

MAY_OWN = frozenset({Role.OWNER, Role.OFFICER})
MAY_REVIEW = frozenset({Role.REVIEWER, Role.OFFICER})


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
    """From `on`, `owner` answers for the duty and `reviewer`, who is somebody else, approves its evidence."""
    _refuse_ended(duty)
    if owner == reviewer:
        raise Refused(f"{owner} cannot review their own evidence: choose somebody else as reviewer.")
    for person, accepted, needed in ((owner, MAY_OWN, "owner"), (reviewer, MAY_REVIEW, "reviewer")):
        held = Membership.objects.on(on).filter(system=duty.system_id, user=person, role__in=accepted)
        if not person.is_active or not held.exists():
            raise Refused(
                f"{person} is no {needed} in this system on {on}: an administrator has to give the role first."
            )
    if due_on is not None and due_on < on:
        raise Refused(f"The due date {due_on} lies in the past: choose {on} or later.")
    before, assignment = supersede(
        Assignment,
        within=duty,
        now=now,
        match={"system": duty.system, "duty": duty},
        valid_from=on,
        owner=owner,
        reviewer=reviewer,
        due_on=due_on,
    )
    if before != assignment:
        journal.record(
            verb="duty.assigned",
            subject=duty,
            system=duty.system,
            actor=actor,
            now=now,
            before=_codes(before) if before else None,
            after=_codes(assignment),
        )
    return assignment


@transaction.atomic
def split_off(*, duty: Duty, service: Service, actor: User | None, on: datetime.date, now: datetime.datetime) -> Duty:
    """Give `service` its own duty for the same control, so that it can have its own owner."""
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


def _refuse_ended(duty: Duty) -> None:
    if duty.ended_on is not None:
        raise Refused("This duty has ended: it opens again when a service needs it.")


def _codes(assignment: Assignment) -> dict[str, str | None]:
    return {
        "owner": str(assignment.owner_id),
        "reviewer": str(assignment.reviewer_id),
        "due": assignment.due_on.isoformat() if assignment.due_on else None,
    }
