"""The audit in a pack's JSON files: ids, codes, days, and what people wrote for the audit to read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from compliance.audits.exceptions import PeriodException
from compliance.audits.findings import FindingPosture
from compliance.models import Conclusion, FindingStep
from evidence.coverage.occurrences import DutyCoverage, Occurrence
from evidence.ledger.leaves import instant
from evidence.models import Population, Sample
from evidence.packs.audit import AskedFor, PackedAudit
from evidence.packs.packed import Packed
from evidence.sampling import place_of


def population_records(packed: Packed) -> list[dict[str, Any]]:
    shown = {item.pk for item in packed.items}
    return [_population(each, packed, shown) for each in packed.populations]


def _population(row: Population, packed: Packed, shown: set[UUID]) -> dict[str, Any]:
    return {
        "population": str(row.pk),
        "title": row.title,
        "requirement": row.requirement.ref if row.requirement else None,
        "control": row.control.key if row.control else None,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "origin": row.origin,
        "query": row.query,
        "filters": row.filters,
        "count": row.count,
        "extracted_at": instant(row.extracted_at),
        "extracted_by": None if packed.pack.redacted else row.extracted_by,
        "entered_by": str(row.entered_by_id),
        "entered_at": instant(row.entered_at),
        "item": str(row.item_id) if row.item_id in shown else None,
        "withheld": packed.why_withheld(row.item) if row.item and row.item_id not in shown else None,
        "key_column": row.key_column,
        "samples": [_sample(each, packed) for each in drawn(row, packed)],
    }


def drawn(row: Population, packed: Packed) -> list[Sample]:
    """Its samples by the pack's instant."""
    return [each for each in row.samples.all() if each.drawn_at <= packed.as_of]


def _sample(row: Sample, packed: Packed) -> dict[str, Any]:
    """Each row with the digest that gave it its place (docs/sampling.md); a redacted pack names rows by position."""
    return {
        "sample": str(row.pk),
        "number": row.number,
        "seed": row.seed,
        "size": row.size,
        "method": row.method,
        "drawn_by": str(row.drawn_by_id),
        "drawn_at": instant(row.drawn_at),
        "rows": [
            {
                "position": position,
                "key": None if packed.pack.redacted else key,
                "sha256": place_of(row.seed, position),
            }
            for position, key in row.rows
        ],
    }


def finding_records(audit: PackedAudit) -> list[dict[str, Any]]:
    return [_finding(each) for each in audit.findings]


def _finding(posture: FindingPosture) -> dict[str, Any]:
    row = posture.finding
    return {
        "finding": str(row.pk),
        "number": row.number,
        "requirement": row.requirement.ref,
        "severity": row.severity,
        "title": row.title,
        "found": row.found,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "is_auditors": row.is_auditors,
        "raised_by": str(row.raised_by_id),
        "raised_at": instant(row.raised_at),
        "state": posture.state,
        "steps": [_step(step) for step in posture.steps],
    }


def _step(step: FindingStep) -> dict[str, Any]:
    return {
        "number": step.number,
        "kind": step.kind,
        "text": step.text,
        "agrees": step.agrees,
        "passed": step.passed,
        "owner": str(step.owner_id) if step.owner_id else None,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "by": str(step.by_id),
        "at": instant(step.at),
    }


def exception_records(audit: PackedAudit) -> list[dict[str, Any]]:
    return [{"requirement": ref, **_exception(each)} for (_, ref), rows in audit.exceptions.items() for each in rows]


def _exception(each: PeriodException) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "first_day": each.first.isoformat(),
        "last_day": each.last.isoformat(),
        "is_fixed": each.is_fixed,
        "subject": str(each.subject),
    }


def conclusion_records(audit: PackedAudit) -> list[dict[str, Any]]:
    return [_conclusion(ref, row) for ref, row in audit.conclusions.items()]


def _conclusion(ref: str, row: Conclusion) -> dict[str, Any]:
    return {
        "requirement": ref,
        "outcome": row.outcome,
        "note": row.note,
        "author": str(row.author_id),
        "recorded_at": instant(row.recorded_at),
    }


def request_records(audit: PackedAudit) -> list[dict[str, Any]]:
    return [_request(each, audit) for each in audit.requests]


def _request(asked: AskedFor, audit: PackedAudit) -> dict[str, Any]:
    row, as_of = asked.request, audit.packed.as_of
    withdrawn = row.withdrawn_at if row.withdrawn_at and row.withdrawn_at <= as_of else None
    return {
        "request": str(row.pk),
        "origin": row.origin,
        "reference": row.reference,
        "title": row.title,
        "asks": row.asks,
        "requirement": row.requirement.ref if row.requirement else None,
        "duty": str(row.duty_id) if row.duty_id else None,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "due_on": row.due_on.isoformat(),
        "owner": str(row.owner_id) if row.owner_id else None,
        "raised_by": str(row.raised_by_id) if row.raised_by_id else None,
        "raised_at": instant(row.raised_at),
        "state": asked.state,
        "is_overdue": asked.is_overdue,
        "answers": [str(item) for item in asked.answers],
        "withdrawn_at": instant(withdrawn) if withdrawn else None,
        "withdrawn_reason": row.withdrawn_reason if withdrawn else "",
    }


def coverage_records(audit: PackedAudit) -> list[dict[str, Any]]:
    """Of each duty what was expected, occurrence by occurrence; the counts follow from the states."""
    return [_coverage(each, audit) for each in audit.coverage]


def _coverage(duty: DutyCoverage, audit: PackedAudit) -> dict[str, Any]:
    expected, edition = duty.expected, audit.packed.pack.edition.key
    return {
        "duty": str(expected.duty.pk),
        "control": expected.duty.control.key,
        "service": expected.duty.service.key if expected.duty.service else None,
        "cadence": expected.cadence,
        "requirements": [ref for key, ref in expected.asked if key == edition and ref in audit.packed.refs],
        "expected": len(duty.asked),
        "received": duty.received,
        "accepted": duty.accepted,
        "late": duty.late,
        "missing": duty.missing,
        "occurrences": list(_occurrences(duty)),
    }


def _occurrences(duty: DutyCoverage) -> Iterable[dict[str, Any]]:
    for each in duty.occurrences:
        found = occurrence_record(duty, each, None)
        yield {name: value for name, value in found.items() if name not in {"duty", "control", "why"}}


def occurrence_record(duty: DutyCoverage, each: Occurrence, why: str | None) -> dict[str, Any]:
    """`why` is a code of `packed_audit.why_missed`."""
    return {
        "duty": str(duty.expected.duty.pk),
        "control": duty.expected.duty.control.key,
        "first_day": each.span.first.isoformat(),
        "last_day": each.span.last.isoformat(),
        "due_on": each.due_on.isoformat(),
        "state": str(each.state),
        "received_on": each.received_on.isoformat() if each.received_on else None,
        "is_late": each.is_late,
        "is_exception": each.is_exception,
        "request": str(each.request) if each.request else None,
        "why": why,
    }
