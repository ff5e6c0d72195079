"""Ask for evidence by a day, ask somebody else for it, and take the request back."""

import datetime
import hashlib
from typing import Final

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Duty, Engagement, FrameworkScope, System, User
from compliance.permissions import is_auditor, is_officer
from compliance.team import team_of
from evidence.admitting import LONGEST_PERIOD, refuse_text, refuse_title
from evidence.models import Request, RequestOrigin
from evidence.requests import CLOSED, state_of
from frameworks.errors import Refused
from frameworks.models import Requirement

LONGEST_TEXT: Final = 10_000
"""Characters of what is asked, and of a reason."""

LONGEST_REFERENCE: Final = 40
FURTHEST: Final = datetime.timedelta(days=3660)


@transaction.atomic
def raise_request(
    *,
    system: System,
    origin: str,
    title: str,
    due_on: datetime.date,
    actor: User | None,
    on: datetime.date,
    now: datetime.datetime,
    asks: str = "",
    reference: str = "",
    duty: Duty | None = None,
    requirement: Requirement | None = None,
    owner: User | None = None,
    engagement: Engagement | None = None,
    first_day: datetime.date | None = None,
    last_day: datetime.date | None = None,
    needs_two: bool = False,
) -> Request:
    """Ask an owner, or from an auditor the team, for evidence by a day.

    By `origin`: an officer asks for a duty, about a requirement, or for anything else of somebody by name; an auditor
    in an audit that lets them in, and leaves to the team who answers; the control's cadence for a duty and for days
    within an audit, with no `actor`. `reference` is the auditor's own number. `first_day`..`last_day`, both inclusive:
    the days the evidence has to speak for. `on`: today, where the system lives.
    """
    title, asks, reference = title.strip(), asks.strip(), reference.strip()
    refuse_title(title, "the request")
    refuse_text(asks, LONGEST_TEXT, "What is asked")
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise Refused(f"The reference has to be one line of at most {LONGEST_REFERENCE} characters: shorten it.")
    refuse_text(reference, LONGEST_REFERENCE, "The reference")
    _refuse_days(origin, due_on, first_day, last_day, on)
    _refuse_whoever_may_not_ask(system, origin, engagement, actor, on)
    _refuse_what_is_not_here(system, engagement, duty, requirement, on)
    if origin == RequestOrigin.OFFICER and not (duty or requirement or owner):
        raise Refused("Name a duty, a requirement or who is asked: nobody would answer it.")
    if origin == RequestOrigin.AUDITOR and (owner or needs_two):
        raise Refused("Who answers and who reviews is for the team to say: leave it open.")
    if owner is not None:
        _refuse_owner(system, owner, on)
    request = Request.objects.create(
        system=system,
        engagement=engagement,
        origin=origin,
        reference=reference,
        title=title,
        asks=asks,
        duty=duty,
        requirement=requirement,
        owner=owner,
        first_day=first_day,
        last_day=last_day,
        due_on=due_on,
        needs_two=needs_two,
        raised_by=actor,
        raised_at=now,
    )
    journal.record(
        verb="request.raised",
        subject=request,
        system=system,
        actor=actor,
        now=now,
        after={
            "origin": request.origin,
            "engagement": _id(engagement),
            "duty": _id(duty),
            "edition": requirement.edition.key if requirement else None,
            "requirement": "_".join(requirement.ref.split()) if requirement else None,
            "owner": _id(owner),
            "due": due_on.isoformat(),
            "from": first_day.isoformat() if first_day else None,
            "until": last_day.isoformat() if last_day else None,
            "needs_two": needs_two,
            "said_sha256": _sha256("\n".join((reference, title, asks))),
        },
    )
    return request


@transaction.atomic
def withdraw_request(
    *, request: Request, reason: str, actor: User, on: datetime.date, now: datetime.datetime
) -> Request:
    """Whoever may (`may_withdraw`) wants no answer any more. What was handed in stays, and what it is used for."""
    request = hold_open(request, on)
    if not may_withdraw(actor, request, on):
        if request.origin == RequestOrigin.AUDITOR:
            raise Refused("An auditor asked for this: only an auditor of that audit withdraws it.")
        raise Refused("Only who raised a request or a compliance officer withdraws it.")
    reason = reason.strip()
    if not reason:
        raise Refused("Say why: whoever was asked, and an auditor, will want to know.")
    refuse_text(reason, LONGEST_TEXT, "The reason")
    request.withdrawn_by, request.withdrawn_at, request.withdrawn_reason = actor, now, reason
    request.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    journal.record(
        verb="request.withdrawn",
        subject=request,
        system=request.system,
        actor=actor,
        now=now,
        after={"reason_sha256": _sha256(reason)},
    )
    return request


def may_withdraw(person: User, request: Request, on: datetime.date) -> bool:
    """What an auditor asked is theirs alone to take back: who is examined may not make a question disappear."""
    if request.origin == RequestOrigin.AUDITOR:
        return request.engagement is not None and is_auditor(person, request.engagement, on)
    return request.raised_by_id == person.pk or is_officer(person, request.system, on)


@transaction.atomic
def hand_request(
    *, request: Request, owner: User | None, actor: User, on: datetime.date, now: datetime.datetime
) -> Request:
    """An officer asks somebody else for it. `owner` None = nobody by name: the duty's owner of the day answers."""
    request = hold_open(request, on)
    if not is_officer(actor, request.system, on):
        raise Refused("A compliance officer says who is asked: ask one.")
    if owner is None and request.origin == RequestOrigin.OFFICER and not (request.duty_id or request.requirement_id):
        raise Refused("This request names no duty and no requirement, so somebody has to be asked by name.")
    if owner is not None:
        _refuse_owner(request.system, owner, on)
    before = request.owner_id
    if before == (owner.pk if owner else None):
        return request
    request.owner = owner
    request.save(update_fields=["owner"])
    journal.record(
        verb="request.handed-over",
        subject=request,
        system=request.system,
        actor=actor,
        now=now,
        before={"owner": str(before) if before else None},
        after={"owner": _id(owner)},
    )
    return request


def hold_open(request: Request, on: datetime.date) -> Request:
    """The request as it is now, while nobody else answers it. Refused once it is accepted or withdrawn."""
    lock(request)
    request = Request.objects.select_related("system").get(pk=request.pk)
    state = state_of(request, on)
    if state in CLOSED:
        raise Refused(f"This request is closed: it is {state.label.lower()}.")
    return request


def _refuse_days(
    origin: str,
    due_on: datetime.date,
    first: datetime.date | None,
    last: datetime.date | None,
    on: datetime.date,
) -> None:
    if origin != RequestOrigin.CADENCE and due_on < on:
        raise Refused(f"The day {due_on} has passed: give people time until {on} or later.")
    if due_on - on > FURTHEST:
        raise Refused(f"The day {due_on} is more than ten years away: choose an earlier one.")
    if (first is None) != (last is None):
        raise Refused("Name both ends of the period that the evidence has to speak for, or neither.")
    if first is not None and last is not None:
        if last < first:
            raise Refused(f"The period ends on {last}, before it starts on {first}.")
        if last - first > LONGEST_PERIOD:
            raise Refused(f"The period starts on {first}, more than ten years before it ends: ask for less.")


def _refuse_whoever_may_not_ask(
    system: System, origin: str, engagement: Engagement | None, actor: User | None, on: datetime.date
) -> None:
    if origin not in RequestOrigin.values:
        raise Refused(f"Nobody asks as “{origin}”: choose officer, cadence or auditor.")
    if engagement is not None and (engagement.system_id != system.pk or engagement.ended_at is not None):
        raise Refused("This audit is not open in this system: choose one that is.")
    if origin == RequestOrigin.OFFICER and (actor is None or not is_officer(actor, system, on)):
        raise Refused("A compliance officer asks for evidence, or an auditor inside an audit.")
    if origin == RequestOrigin.AUDITOR and (
        actor is None or engagement is None or not is_auditor(actor, engagement, on)
    ):
        raise Refused("An auditor asks inside an audit that lets them in today.")


def _refuse_what_is_not_here(
    system: System,
    engagement: Engagement | None,
    duty: Duty | None,
    requirement: Requirement | None,
    on: datetime.date,
) -> None:
    if duty is not None and (duty.system_id != system.pk or not duty.is_open_on(on)):
        raise Refused("This duty is not open in this system: there is nothing to prove for it.")
    if requirement is None:
        return
    if engagement is not None and requirement.edition_id not in engagement.edition_ids:
        raise Refused(f"The audit does not examine {requirement.edition.name}: ask about what it examines.")
    scopes = FrameworkScope.objects.on(on).filter(system=system, edition=requirement.edition_id)
    if engagement is None and not scopes.exists():
        raise Refused(f"{system} does not answer to {requirement.edition.name} on {on}.")


def _refuse_owner(system: System, owner: User, on: datetime.date) -> None:
    if owner.pk not in team_of(system, on).owners:
        raise Refused(f"{owner} is neither owner nor officer in {system} on {on}: ask somebody who is.")


def _id(row: Duty | Engagement | User | None) -> str | None:
    return str(row.pk) if row else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
