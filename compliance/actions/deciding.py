"""Decide about a requirement instead of showing that it is met: one person proposes it, another approves.

The catalogue says where each kind is allowed and what has to be on record (frameworks.deciding). It is asked on the day
on which the decision is to begin, when it is proposed and again when it is approved.
"""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any, Final

import rfc8785
from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Decision, DecisionState, Membership, Role, System, User
from compliance.permissions import is_officer
from compliance.posture import RequirementPosture, posture_of
from frameworks.compiled import shipped
from frameworks.deciding import Allowed, decisions_allowed, latest_end
from frameworks.errors import Refused
from frameworks.models import Requirement
from frameworks.schema import DecisionKind

LONGEST_TEXT: Final = 10_000
"""Characters of the justification, and of each answer."""

APART: Final = frozenset({DecisionKind.COMPENSATING_CONTROL, DecisionKind.CUSTOMIZED_APPROACH})
"""PCI DSS lets no requirement have both."""


@transaction.atomic
def propose_decision(
    *,
    system: System,
    requirement: Requirement,
    kind: str,
    justification: str,
    answers: Sequence[str],
    valid_from: datetime.date,
    valid_until: datetime.date,
    author: User,
    on: datetime.date,
    now: datetime.datetime,
) -> Decision:
    """Write a decision down. It changes nothing until somebody else approves it.

    `answers` are those to what the catalogue asks for the kind, in its order, all of them. Both days are included.
    """
    if valid_from < on:
        raise Refused(f"A decision does not reach back: let it begin on {on} or later.")
    lock(system)
    row, allowed = _allowed(system, requirement, kind, valid_from, now)
    if not may_propose(author, system, row, on):
        raise Refused(f"{author} owns no duty of {requirement.ref}: ask a compliance officer, or an owner of one.")
    asks = allowed.rule.asks
    if not justification.strip() or len(answers) != len(asks) or not all(answer.strip() for answer in answers):
        raise Refused(f"Write the justification and answer all {len(asks)} questions: each goes on record.")
    if max(map(len, (justification, *answers))) > LONGEST_TEXT:
        raise Refused(f"Each text has at most {LONGEST_TEXT} characters: say it more briefly.")
    if valid_until < valid_from:
        raise Refused(f"The last day {valid_until} lies before the first day {valid_from}: swap or correct them.")
    latest = latest_end(allowed.rule, valid_from)
    if valid_until > latest:
        raise Refused(f"A decision of this kind is looked at anew by {latest}: end it on that day or before.")
    if allowed.changes_status:
        _refuse_a_second(system, requirement, kind, valid_from, valid_until)
    decision = Decision.objects.create(
        system=system,
        requirement=requirement,
        kind=allowed.rule.kind,
        justification=justification.strip(),
        answers=[{"asked": asked, "answer": answer.strip()} for asked, answer in zip(asks, answers, strict=True)],
        valid_from=valid_from,
        valid_until=valid_until,
        author=author,
        proposed_at=now,
    )
    _record("decision.proposed", decision, author, now, sha256=_digest(decision))
    return decision


@transaction.atomic
def approve(*, decision: Decision, approver: User, on: datetime.date, now: datetime.datetime) -> Decision:
    """From its first day, or from `on` where that has passed, the decision holds until its last one."""
    decision = _waiting(decision, approver, on)
    first = max(decision.valid_from, on)
    if decision.valid_until < first:
        raise Refused(f"Its last day, {decision.valid_until}, has passed unapproved: propose it anew.")
    _, allowed = _allowed(decision.system, decision.requirement, decision.kind, first, now)
    if allowed.changes_status:
        _refuse_a_second(decision.system, decision.requirement, decision.kind, first, decision.valid_until)
    decision.valid_from, decision.changes_status = first, allowed.changes_status
    decision.decided_by, decision.approved_at = approver, now
    decision.save(update_fields=["valid_from", "changes_status", "decided_by", "approved_at"])
    _record("decision.approved", decision, approver, now, changes_status=decision.changes_status)
    return decision


@transaction.atomic
def decline(*, decision: Decision, approver: User, comment: str, on: datetime.date, now: datetime.datetime) -> Decision:
    """It will not hold; the comment says why, for whoever wrote it."""
    decision = _waiting(decision, approver, on)
    decision.comment = _reason(comment)
    decision.decided_by, decision.declined_at = approver, now
    decision.save(update_fields=["comment", "decided_by", "declined_at"])
    _record("decision.declined", decision, approver, now)
    return decision


@transaction.atomic
def withdraw_decision(
    *, decision: Decision, actor: User, comment: str, on: datetime.date, now: datetime.datetime
) -> Decision:
    """An officer ends it: from `on` it holds no longer, that it held on the days before stays true."""
    decision = _locked(decision)
    if not is_officer(actor, decision.system, on):
        raise Refused("A compliance officer of the system withdraws a decision: ask one.")
    state = decision.state_on(on)
    if state not in {DecisionState.PROPOSED, DecisionState.AHEAD, DecisionState.IN_FORCE}:
        raise Refused(f"There is nothing to withdraw: it is {state.label.lower()}.")
    decision.comment = _reason(comment)
    decision.withdrawn_at, decision.withdrawn_on, decision.withdrawn_by = now, on, actor
    decision.save(update_fields=["comment", "withdrawn_at", "withdrawn_on", "withdrawn_by"])
    _record("decision.withdrawn", decision, actor, now, on=on.isoformat())
    return decision


def may_propose(person: User, system: System, row: RequirementPosture, on: datetime.date) -> bool:
    """Whether `person` may propose a decision about the requirement: who owns a duty of it, or an officer."""
    assignments = (each.duty.assignment for each in row.duties)
    return any(each.owner_id == person.pk for each in assignments if each) or is_officer(person, system, on)


def may_decide(person: User, decision: Decision, on: datetime.date) -> bool:
    """Whether `person` may approve or decline it: an officer or a reviewer who did not write it."""
    if person.pk == decision.author_id:
        return False
    held = Membership.objects.on(on).filter(system=decision.system_id, user=person)
    return person.is_active and held.filter(role__in=[Role.OFFICER, Role.REVIEWER]).exists()


def _allowed(
    system: System, requirement: Requirement, kind: str, on: datetime.date, now: datetime.datetime
) -> tuple[RequirementPosture, Allowed]:
    """Where the requirement stands on the day, and what the catalogue says of that kind for it."""
    catalogue, key = shipped(), requirement.edition.key
    rows = posture_of(system, catalogue, on, now).editions.get(key, ())
    row = next((each for each in rows if each.requirement.ref == requirement.ref), None)
    if row is None or row.inheritance.unbound is not None:
        raise Refused(f"{requirement.ref} does not bind {system} on {on}: there is nothing to decide about it.")
    for allowed in decisions_allowed(catalogue, catalogue.editions[key], row.requirement, on):
        if allowed.rule.kind == kind:
            return row, allowed
    raise Refused(f"The kind “{kind}” is not open to {requirement.ref} on {on}: choose one that is.")


def _refuse_a_second(
    system: System, requirement: Requirement, kind: str, first: datetime.date, last: datetime.date
) -> None:
    others = Decision.objects.approved().filter(
        system=system,
        requirement=requirement,
        changes_status=True,
        withdrawn_at=None,
        valid_from__lte=last,
        valid_until__gte=first,
    )
    for other in others:
        if {kind, other.kind} == APART:
            what = "A compensating control and a customized approach never stand together on one requirement"
        else:
            what = "This requirement is decided already, and once at a time is enough"
        raise Refused(f"{what}: begin after {other.valid_until}, or have the earlier decision withdrawn first.")


def _locked(decision: Decision) -> Decision:
    """The decision as it is now, while nobody else decides anything about its system."""
    lock(decision.system)
    return Decision.objects.with_people().get(pk=decision.pk)


def _waiting(decision: Decision, approver: User, on: datetime.date) -> Decision:
    decision = _locked(decision)
    state = decision.state_on(on)
    if state != DecisionState.PROPOSED:
        raise Refused(f"It waits for nobody: it is {state.label.lower()}.")
    if decision.author_id == approver.pk:
        raise Refused("Nobody approves or declines a decision of their own: ask another officer or a reviewer.")
    if not may_decide(approver, decision, on):
        raise Refused(f"{approver} is neither officer nor reviewer in this system on {on}: ask somebody who is.")
    return decision


def _reason(comment: str) -> str:
    if not comment.strip():
        raise Refused("Say why: whoever wrote the decision, and an auditor, will ask.")
    if len(comment) > LONGEST_TEXT:
        raise Refused(f"The reason has at most {LONGEST_TEXT} characters: say it more briefly.")
    return comment.strip()


def _digest(decision: Decision) -> str:
    """Of what was written, so that a later change of the row shows."""
    return hashlib.sha256(rfc8785.dumps([decision.justification, decision.answers])).hexdigest()


def _record(verb: str, decision: Decision, actor: User, now: datetime.datetime, **more: Any) -> None:
    edition, ref = decision.asked
    journal.record(
        verb=verb,
        subject=decision,
        system=decision.system,
        actor=actor,
        now=now,
        after={
            "edition": edition,
            "requirement": "_".join(ref.split()),  # “Art. 32(1)” would pass for a sentence
            "kind": decision.kind,
            "from": decision.valid_from.isoformat(),
            "until": decision.valid_until.isoformat(),
            **more,
        },
    )
