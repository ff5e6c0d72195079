"""The matrix as JSON; docs/matrix.md says what each field holds. A change that breaks readers raises `VERSION`."""

import datetime
import json
from dataclasses import asdict
from typing import Any, Final

from compliance.exports.shapes import Line, Matrix, Row
from compliance.models import Decision

FORMAT: Final = "demarc-responsibility-matrix"
VERSION: Final = 1


def write(matrix: Matrix) -> bytes:
    return json.dumps(_matrix(matrix), indent=2, ensure_ascii=False, default=datetime.date.isoformat).encode()


def _matrix(matrix: Matrix) -> dict[str, Any]:
    system, edition = matrix.system, matrix.edition
    return {
        "format": FORMAT,
        "version": VERSION,
        "says": matrix.warnings,
        "as_of": matrix.on,
        "written_at": matrix.written_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "catalogue": matrix.catalogue_digest,
        "system": {
            "id": str(system.pk),
            "key": system.key,
            "name": system.name,
            "is_demonstration": system.is_demonstration,
            "accounts": matrix.accounts,
        },
        "edition": {
            "key": edition.key,
            "framework": edition.framework,
            "name": edition.name,
            "publisher": edition.publisher,
            "source": edition.source_url,
            "role": matrix.role,
            "assessment": matrix.assessment,
        },
        "programmes": [asdict(each) for each in matrix.programmes],
        "requirements": [_row(row) for row in matrix.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "ref": row.requirement.ref,
        "title": row.requirement.title,
        "family": row.requirement.family,
        "obligation": row.obligation,
        "class": row.class_,
        "not_binding": row.unbound,
        "origination": row.origination,
        "inheritable": row.inheritable,
        "aws_part": row.support,
        "leans_on": row.leans_on,
        "bridged": row.bridged,
        "against": row.against,
        "standing": row.standing,
        "decisions": [_decision(each) for each in row.decisions],
        "parts": [_line(line) for line in row.lines],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "id": str(decision.pk),
        "kind": decision.kind,
        "changes_status": decision.changes_status,
        "valid_from": decision.valid_from,
        "valid_until": decision.valid_until,
        "author": str(decision.author),
        "approved_by": str(decision.decided_by),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "control": line.control,
        "title": line.control_title,
        "coverage": line.coverage,
        "services": line.services,
        "bearer": line.bearer,
        "origination": line.origination,
        "aws": line.aws,
        "customer": line.customer,
        "duty": {
            "id": str(line.duty.duty.pk),
            "held_in": line.held_in,
            "owner": line.owner,
            "reviewer": line.reviewer,
            "due_on": line.due_on,
            "standing": line.standing,
            "narrative": line.narrative,
        }
        if line.duty
        else None,
        "source": line.source,
    }
