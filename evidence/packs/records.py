"""What a pack says in its JSON files: plain records of what was read. People are ids; their names are in the PDF."""

from typing import Any

from compliance.models import Decision
from compliance.posture import DutyPosture, RequirementPosture
from evidence.actions.collecting import cell_key
from evidence.ledger.leaves import instant
from evidence.models import Item, Run
from evidence.packing.index import evidence_path
from evidence.packs.audit import PackedAudit, why_missed
from evidence.packs.audit_records import occurrence_record
from evidence.packs.packed import Packed
from frameworks.inheritance import ProgrammeStanding


def requirements(packed: Packed) -> tuple[RequirementPosture, ...]:
    return packed.posture.editions.get(packed.pack.edition.key, ())


def times(item: Item) -> dict[str, Any]:
    """The four times of an item, and what it is."""
    return {
        "title": item.title,
        "source": item.source,
        "media_type": item.media_type,
        "observed_from": instant(item.observed_from),
        "observed_until": instant(item.observed_until),
        "collected_at": instant(item.collected_at),
        "received_at": instant(item.received_at),
        "valid_until": instant(item.valid_until) if item.valid_until else None,
    }


def item_records(packed: Packed) -> list[dict[str, Any]]:
    uses = uses_by_item(packed)
    return [
        {
            "item": str(item.pk),
            "number": packed.numbers[item.pk],
            "path": evidence_path(item.digest),
            **times(item),
            "uses": uses.get(str(item.pk), []),
        }
        for item in packed.items
    ]


def uses_by_item(packed: Packed) -> dict[str, list[dict[str, Any]]]:
    """For each item, the duties and requests it was handed in for and its review as of the pack's instant."""
    found: dict[str, list[dict[str, Any]]] = {}
    for use in packed.uses:
        reviewed = use.reviewed_at is not None and use.reviewed_at <= packed.pack.as_of
        found.setdefault(str(use.item_id), []).append(
            {
                "duty": str(use.duty_id) if use.duty_id else None,
                "request": str(use.request_id) if use.request_id else None,
                "submitted_by": str(use.submitted_by_id),
                "submitted_at": instant(use.submitted_at),
                "state": use.state if reviewed else "in-review",
                "reviewed_by": str(use.reviewed_by_id) if reviewed else None,
                "reviewed_at": instant(use.reviewed_at) if reviewed and use.reviewed_at else None,
            }
        )
    return found


def engagement_record(packed: Packed) -> dict[str, Any]:
    pack, engagement = packed.pack, packed.pack.engagement
    return {
        "pack": str(pack.pk),
        "system": {"id": str(pack.system_id), "name": pack.system.name, "time_zone": pack.system.time_zone},
        "demonstration": pack.system.is_demonstration,
        "engagement": {"id": str(engagement.pk), "title": engagement.title},
        "edition": pack.edition.key,
        "period": {"from": engagement.period_start.isoformat(), "until": engagement.period_end.isoformat()},
        "refs": sorted(packed.refs) if pack.refs else None,
        "redacted": pack.redacted,
        "as_of": instant(pack.as_of),
        "known_at": instant(pack.as_of),
        "catalogue": pack.catalogue.digest,
        "key": pack.key_name,
    }


def requirement_records(packed: Packed) -> list[dict[str, Any]]:
    return [_requirement(row) for row in requirements(packed)]


def _requirement(row: RequirementPosture) -> dict[str, Any]:
    answer = row.inheritance
    return {
        "ref": row.requirement.ref,
        "title": row.requirement.title,
        "class": str(answer.class_),
        "aws": None
        if answer.aws is None
        else {
            "supported": answer.aws.supported,
            "corroborated": answer.aws.corroborated,
            "commitment": [_programme(each) for each in answer.aws.commitment],
            "assurance": [_programme(each) for each in answer.aws.assurance],
        },
        "parts": [
            {
                "control": part.control,
                "coverage": str(part.coverage),
                "why": part.why,
                "service": part.service,
                "bearer": str(part.bearer),
                "aws": part.aws,
                "customer": part.customer,
                "source": part.source,
            }
            for part in answer.parts
        ],
        "standing": row.standing,
        "duties": [str(each.duty.pk) for each in row.duties if not each.leaned],
        "held_elsewhere": [_held(each) for each in row.duties if each.leaned],
        "decisions": [_decision(each) for each in row.decisions],
    }


def _held(row: DutyPosture) -> dict[str, Any]:
    """A duty of another system, on which this one leans: what shows it is not in this pack."""
    system = row.duty.system
    return {
        "duty": str(row.duty.pk),
        "system": {"id": str(system.pk), "name": system.name},
        "control": row.duty.control.key,
        "standing": row.standing,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "decision": str(decision.pk),
        "kind": decision.kind,
        "changes_status": decision.changes_status,
        "valid_from": decision.valid_from.isoformat(),
        "valid_until": decision.valid_until.isoformat(),
        "author": str(decision.author_id),
        "approved_by": str(decision.decided_by_id),
        "approved_at": instant(decision.approved_at) if decision.approved_at else None,
        "justification": decision.justification,
        "answers": decision.answers,
    }


def _programme(standing: ProgrammeStanding) -> dict[str, Any]:
    return {
        "programme": standing.programme,
        "role": str(standing.role),
        "met": standing.met,
        "attestations": list(standing.attestations),
        "reasons": [
            {
                "code": str(reason.code),
                "service": reason.service,
                "account": reason.account_id,
                "day": reason.day.isoformat() if reason.day else None,
            }
            for reason in standing.reasons
        ],
    }


def duty_records(packed: Packed) -> list[dict[str, Any]]:
    return [_duty(row, packed) for row in packed.posture.duties]


def _duty(row: DutyPosture, packed: Packed) -> dict[str, Any]:
    duty, assignment = row.duty, row.duty.assignment
    return {
        "duty": str(duty.pk),
        "control": duty.control.key,
        "service": duty.service.key if duty.service else None,
        "programme": duty.programme.key if duty.programme else None,
        "opened_on": duty.opened_on.isoformat(),
        "owner": str(assignment.owner_id) if assignment else None,
        "reviewer": str(assignment.reviewer_id) if assignment else None,
        "due_on": assignment.due_on.isoformat() if assignment and assignment.due_on else None,
        "standing": row.standing,
        "answers": {str(outcome): count for outcome, count in sorted(row.counts.items())},
        "items": sorted({str(use.item_id) for use in packed.uses if use.duty_id == duty.pk}),
    }


def observation_records(packed: Packed) -> list[dict[str, Any]]:
    return [
        {
            "check": each.check_key,
            "account": each.account,
            "region": each.region,
            "resource": each.resource,
            "outcome": each.outcome,
            "reason": each.reason,
            "detail": each.detail,
            "observed_at": instant(each.observed_at),
            "fresh_until": instant(each.fresh_until),
            "item": str(each.item_id) if each.item_id else None,
            "run": str(each.run_id) if each.run_id else None,
        }
        for each in packed.observations
    ]


def gap_records(packed: Packed, audit: PackedAudit) -> dict[str, Any]:
    """What was expected and is missing, and why: occurrences that did not come or came late, requests that wait, cells
    and answers that could not be had, duties without evidence, items that are withheld."""
    return {
        "occurrences": [occurrence_record(each.duty, each.occurrence, why_missed(each)) for each in audit.missed],
        "requests": [
            {"request": str(each.request.pk), "state": each.state, "due_on": each.request.due_on.isoformat()}
            for each in audit.requests
            if each.is_overdue
        ],
        "withheld": [{"item": str(item.pk), "reason": packed.why_withheld(item)} for item in packed.withheld],
        "cells": [
            {"run": str(job.run_id), "cell": cell_key(job.args), "reason": job.reason}
            for job in packed.jobs
            if not hasattr(job, "item")
        ],
        "answers": [
            {"check": each.check_key, "resource": each.resource, "reason": each.reason, "call": each.detail.get("call")}
            for each in packed.blind
        ],
        "duties": [
            {"duty": str(row.duty.pk), "control": row.duty.control.key, "standing": row.standing}
            for row in packed.posture.duties
            if not any(row.counts.get(outcome) for outcome in ("pass", "fail"))
        ],
    }


def run_record(run: Run, packed: Packed) -> dict[str, Any]:
    jobs = [job for job in packed.jobs if job.run_id == run.pk]
    return {
        "run": str(run.pk),
        "opened_at": instant(run.opened_at),
        "closed_at": instant(run.closed_at) if run.closed_at else None,
        "catalogue": run.catalogue.digest,
        "cells": sorted(cell_key(job.args) for job in jobs),
        "results": [
            {
                "cell": cell_key(job.args),
                "state": job.state,
                "reason": job.reason,
                "attempts": job.attempt,
                "item": str(job.item.pk) if hasattr(job, "item") else None,
            }
            for job in jobs
        ],
    }
