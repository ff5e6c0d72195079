"""The matrix as an OSCAL system security plan (NIST) with AWS as a leveraged authorization.

AWS publishes no plan that we could point to. What it offers (`provided`) and what that leaves to us
(`responsibilities`) therefore stands in this document too, in the catalogue's words, as the `export` of AWS's
component, so that each uuid leads somewhere. Our component has `inherited` only what may be leaned on that day; to each
responsibility it says how it is `satisfied`, with our standing beside it. An identity stays the same as long as what it
names does, whenever the plan is written.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from compliance.exports.shapes import Line, Matrix, Origination, Row
from compliance.exports.ssp_system import AWS, characteristics, implementation, metadata
from compliance.inheritance.support import Support
from compliance.models import Role, System
from compliance.posture import Standing, most_pressing
from compliance.wording import STANDING_SENTENCES, SUPPORT_SENTENCES
from frameworks.inheritance import InheritanceClass
from frameworks.oscal import NAMESPACE, control_id
from frameworks.schema import DecisionKind

Plain = dict[str, Any]

ORIGINATIONS: Final[Mapping[Origination, tuple[str, ...]]] = {
    Origination.INHERITED: ("inherited",),
    Origination.SHARED: ("customer-configured", "inherited"),
    Origination.CUSTOMER_CONFIGURED: ("customer-configured",),
    Origination.CUSTOMER_PROVIDED: ("customer-provided",),
    Origination.NOT_APPLICABLE: (),
}
STATES: Final[Mapping[Standing, str]] = {
    Standing.FAILING: "partial",
    Standing.COULD_NOT_LOOK: "partial",
    Standing.STALE: "partial",
    Standing.NOT_STARTED: "planned",
    Standing.IN_PROGRESS: "planned",
    Standing.EVIDENCED: "implemented",
}
"""OSCAL's nearest word; the remarks beside it say ours."""
DECIDED: Final[Mapping[str, str]] = {
    DecisionKind.NOT_APPLICABLE: "not-applicable",
    DecisionKind.ADDRESSABLE_ALTERNATIVE: "alternative",
    DecisionKind.COMPENSATING_CONTROL: "alternative",
    DecisionKind.CUSTOMIZED_APPROACH: "alternative",
    DecisionKind.RISK_ACCEPTANCE: "partial",
}
"""The same where a decision takes the place of showing that it is met."""


def write(matrix: Matrix) -> bytes:
    return json.dumps(plan_of(matrix), indent=2, ensure_ascii=False).encode()


def plan_of(matrix: Matrix) -> Plain:
    """The document. Its own uuid is that of the instant at which the matrix was read."""
    written = matrix.written_at.astimezone(datetime.UTC).isoformat(timespec="seconds")
    return {
        "system-security-plan": {
            "uuid": _id(matrix, "plan", written),
            "metadata": metadata(matrix, written, _id),
            "import-profile": {
                "href": f"{matrix.edition.key}.oscal.json",
                "remarks": _("The OSCAL catalog that this installation exports on the edition’s page: put it here."),
            },
            "system-characteristics": characteristics(matrix, _id),
            "system-implementation": implementation(matrix, _id),
            "control-implementation": {
                "description": " ".join(matrix.warnings),
                "implemented-requirements": [_requirement(matrix, row) for row in matrix.rows],
            },
        }
    }


def _id(matrix: Matrix, *names: str) -> str:
    """A uuid (version 5) of a thing within the system's plan for the edition."""
    path = "/".join((NAMESPACE, "plan", str(matrix.system.pk), matrix.edition.key, *names))
    return str(uuid5(NAMESPACE_URL, path))


def _requirement(matrix: Matrix, row: Row) -> Plain:
    values = dict.fromkeys(value for each in row.origination for value in ORIGINATIONS[each])
    if row.support is Support.UNSUPPORTED:
        values.pop("inherited", None)
    aws = [line for line in row.lines if line.aws]
    return {
        "uuid": _id(matrix, row.requirement.ref),
        "control-id": control_id(matrix.edition, row.requirement),
        "props": [
            {"name": "label", "ns": NAMESPACE, "value": row.requirement.ref},
            {"name": "class", "ns": NAMESPACE, "value": row.class_},
            {"name": "inheritable", "ns": NAMESPACE, "value": row.inheritable},
            *({"name": "control-origination", "value": value} for value in values),
        ],
        "by-components": [
            _ours(matrix, row),
            *([_aws(matrix, row, aws)] if aws else []),
            *(_theirs(matrix, row, holder) for holder in dict.fromkeys(line.holder for line in row.lines) if holder),
        ],
    }


def _ours(matrix: Matrix, row: Row) -> Plain:
    """Our component: what we take from AWS and from systems of ours that we lean on, what we do for what AWS leaves to
    us, and what is ours alone."""
    own = [line for line in row.lines if line.customer and line.holder is None]
    alone = [f"{_name(line)}: {line.customer}" for line in own if not line.aws]
    inherited = [
        {
            "uuid": _id(matrix, "inherited", *_path(row, line)),
            "provided-uuid": _id(matrix, "provided", *_path(row, line)),
            "description": line.aws,
        }
        for line in row.lines
        if line.aws and row.support in {Support.SUPPORTED, Support.COMMITTED}
    ]
    inherited += [
        {
            "uuid": _id(matrix, "leaning", *_path(row, line)),
            "provided-uuid": _id(matrix, "held", *_path(row, line)),
            "description": line.customer,
        }
        for line in row.lines
        if line.holder
    ]
    satisfied = [_satisfied(matrix, row, line) for line in own if line.aws]
    said = row.unbound or "\n\n".join(alone) or _("See what is inherited and what is satisfied.")
    return {
        "component-uuid": _id(matrix, "this-system"),
        "uuid": _id(matrix, "ours", row.requirement.ref),
        "description": said,
        **_status(row),
        **({"inherited": inherited} if inherited else {}),
        **({"satisfied": satisfied} if satisfied else {}),
    }


def _status(row: Row) -> Plain:
    """None where no part is ours: the component then only inherits."""
    if row.class_ is InheritanceClass.NOT_APPLICABLE:
        return {"implementation-status": {"state": "not-applicable", "remarks": row.unbound}}
    decision = next((each for each in row.decisions if each.changes_status), None)
    standing = row.standing if decision else row.own_standing
    if standing is None:
        return {}
    state = DECIDED[decision.kind] if decision else STATES[standing]
    remarks = " ".join((_says(standing), *row.remarks))
    return {"implementation-status": {"state": state, "remarks": remarks}}


def _says(standing: Standing) -> str:
    return f"{standing.label}. {STANDING_SENTENCES[standing]}"


def _satisfied(matrix: Matrix, row: Row, line: Line) -> Plain:
    assigned = line.assignment
    people = ((Role.OWNER, assigned.owner_id), (Role.REVIEWER, assigned.reviewer_id)) if assigned else ()
    roles = [{"role-id": str(role), "party-uuids": [_id(matrix, "person", str(pk))]} for role, pk in people]
    return {
        "uuid": _id(matrix, "satisfied", *_path(row, line)),
        "responsibility-uuid": _id(matrix, "responsibility", *_path(row, line)),
        "description": line.narrative.strip() or _("Nobody has described yet how this is done."),
        **({"responsible-roles": roles} if roles else {}),
        **({"remarks": _says(line.standing)} if line.standing else {}),
    }


def _theirs(matrix: Matrix, row: Row, holder: System) -> Plain:
    """The component of a system of ours that is leaned on: what it holds for this one, and where that stands there."""
    lines = [line for line in row.lines if line.holder == holder]
    standing = most_pressing(line.duty for line in lines if line.duty)
    status = {"state": STATES[standing], "remarks": _says(standing)} if standing else {}
    satisfied = [_satisfied(matrix, row, line) for line in lines if line.aws]
    provided = [
        {"uuid": _id(matrix, "held", *_path(row, line)), "description": line.customer, "remarks": _name(line)}
        for line in lines
    ]
    return {
        "component-uuid": _id(matrix, "system", str(holder.pk)),
        "uuid": _id(matrix, "theirs", str(holder.pk), row.requirement.ref),
        "description": _("What this system holds of the requirement for the one described here."),
        **({"implementation-status": status} if status else {}),
        **({"satisfied": satisfied} if satisfied else {}),
        "export": {"provided": provided},
    }


def _aws(matrix: Matrix, row: Row, lines: list[Line]) -> Plain:
    """AWS's component: what it offers and leaves, and whether the documents behind it hold on the day.

    A contract proves no control operated: without an examination nothing of AWS's is called implemented.
    """
    responsibilities = [
        {
            "uuid": _id(matrix, "responsibility", *_path(row, line)),
            "provided-uuid": _id(matrix, "provided", *_path(row, line)),
            "description": line.customer,
        }
        for line in lines
        if line.customer
    ]
    export = {
        "provided": [
            {
                "uuid": _id(matrix, "provided", *_path(row, line)),
                "description": line.aws,
                "remarks": f"{_name(line)}; {line.source}",
            }
            for line in lines
        ],
        **({"responsibilities": responsibilities} if responsibilities else {}),
    }
    holds = row.support is Support.SUPPORTED
    reasons = " ".join((str(SUPPORT_SENTENCES[row.support]), *row.leans_on, *row.against))
    status = {"implementation-status": {"state": "implemented", "remarks": reasons}} if holds else {"remarks": reasons}
    return {
        "component-uuid": _id(matrix, AWS),
        "uuid": _id(matrix, AWS, row.requirement.ref),
        "description": _("What AWS offers towards this requirement, in the catalogue’s words."),
        "props": [{"name": "aws-part", "ns": NAMESPACE, "value": row.support}],
        **status,
        "export": export,
    }


def _path(row: Row, line: Line) -> tuple[str, ...]:
    """What makes a line of a requirement this one and no other."""
    duty = str(line.duty.duty.pk) if line.duty else ""
    return row.requirement.ref, line.control, line.aws, line.customer, duty


def _name(line: Line) -> str:
    services = ", ".join(line.service_names)
    return f"{line.control_title} ({services})" if services else line.control_title
