"""What an OSCAL plan says of the system itself: its boundary, its people, and AWS's documents that it leverages."""

import datetime
from collections.abc import Iterator
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from compliance.exports.leaned_on import Document, Programme
from compliance.exports.shapes import LeanedOn, Matrix
from compliance.models import DataClass, Role
from frameworks.oscal import NAMESPACE, OSCAL_VERSION

Plain = dict[str, Any]

AWS: Final = "aws"
TITLES: Final = {Role.OWNER: Role.OWNER.label, Role.REVIEWER: Role.REVIEWER.label}
UUID_NAMES: Final = "http://ietf.org/rfc/rfc4122"


class Identify(Protocol):
    def __call__(self, matrix: Matrix, *names: str) -> str: ...


def metadata(matrix: Matrix, written: str, identify: Identify) -> Plain:
    people = {
        str(person.pk): str(person)
        for row in matrix.rows
        for line in row.lines
        if line.assignment
        for person in (line.assignment.owner, line.assignment.reviewer)
    }
    return {
        "title": f"{matrix.system}: {matrix.edition.title}",
        "last-modified": written,
        "version": matrix.on.isoformat(),
        "oscal-version": OSCAL_VERSION,
        "props": [
            {"name": "as-of", "ns": NAMESPACE, "value": matrix.on.isoformat()},
            {"name": "catalogue-digest", "ns": NAMESPACE, "value": matrix.catalogue_digest},
            *([{"name": "demonstration", "ns": NAMESPACE, "value": "yes"}] if matrix.system.is_demonstration else []),
        ],
        "links": [{"href": matrix.edition.source_url, "rel": "reference"}],
        "roles": [{"id": str(role), "title": str(title)} for role, title in TITLES.items()],
        "parties": [
            {"uuid": identify(matrix, "party", AWS), "type": "organization", "name": "Amazon Web Services"},
            *(
                {"uuid": identify(matrix, "party", str(each.pk)), "type": "organization", "name": str(each)}
                for each in (leaned.system for leaned in matrix.leaned_on)
            ),
            *({"uuid": identify(matrix, "person", pk), "type": "person", "name": people[pk]} for pk in sorted(people)),
        ],
        "remarks": " ".join(matrix.warnings),
    }


def characteristics(matrix: Matrix, identify: Identify) -> Plain:
    system = matrix.system
    held = [str(DataClass(code).label) for code in system.data_classes] or [_("Not stated")]
    answers = {"role": matrix.role, "assessment": matrix.assessment}
    props = [{"name": name, "ns": NAMESPACE, "value": value} for name, value in answers.items() if value]
    boundary = {"accounts": "; ".join(matrix.accounts), "services": ", ".join(_services(matrix))}
    return {
        "system-ids": [{"identifier-type": UUID_NAMES, "id": str(system.pk)}],
        "system-name": system.name,
        "description": system.purpose.strip() or system.name,
        **({"props": props} if props else {}),
        "system-information": {
            "information-types": [
                {"uuid": identify(matrix, "data", title), "title": title, "description": title} for title in held
            ]
        },
        "status": {"state": _state(matrix)},
        "authorization-boundary": {
            "description": _("AWS accounts: %(accounts)s. AWS services: %(services)s.") % boundary
        },
    }


def implementation(matrix: Matrix, identify: Identify) -> Plain:
    leveraged = [
        _leveraged(matrix, programme, document, identify)
        for programme in matrix.programmes
        for document in programme.documents
        if document.carries
    ]
    ours = {str(each.system.pk): _leveraged_of_ours(matrix, each, identify) for each in matrix.leaned_on}
    every = [*leveraged, *ours.values()]
    return {
        **({"leveraged-authorizations": every} if every else {}),
        "users": [
            {"uuid": identify(matrix, "user", role), "title": str(title), "role-ids": [str(role)]}
            for role, title in TITLES.items()
        ],
        "components": [
            {
                "uuid": identify(matrix, "this-system"),
                "type": "this-system",
                "title": matrix.system.name,
                "description": matrix.system.purpose.strip() or matrix.system.name,
                "status": {"state": _state(matrix)},
            },
            {
                "uuid": identify(matrix, AWS),
                "type": "system",
                "title": "Amazon Web Services",
                "description": _("The services that the system uses: %(services)s.")
                % {"services": ", ".join(_services(matrix))},
                "props": [
                    {"name": "implementation-point", "value": "external"},
                    *({"name": "leveraged-authorization-uuid", "value": each["uuid"]} for each in leveraged),
                ],
                "status": {"state": "operational"},
            },
            *(
                {
                    "uuid": identify(matrix, "system", pk),
                    "type": "system",
                    "title": authorization["title"],
                    "description": _("Another system of the same organisation, which holds some duties for this one."),
                    "props": [
                        {"name": "implementation-point", "value": "internal"},
                        {"name": "leveraged-authorization-uuid", "value": authorization["uuid"]},
                    ],
                    "status": {"state": "operational"},
                }
                for pk, authorization in ours.items()
            ),
        ],
    }


def _leveraged(matrix: Matrix, programme: Programme, document: Document, identify: Identify) -> Plain:
    """One document relied on. What OSCAL calls the day of authorization is the day from which it speaks for AWS."""
    days = dict(_days(document))
    return {
        "uuid": identify(matrix, "leveraged", document.id),
        "title": f"{programme.name}: {document.identity}",
        "props": [
            {"name": name, "ns": NAMESPACE, "value": value}
            for name, value in (("programme", programme.key), ("kind", programme.kind), *days.items())
        ],
        "party-uuid": identify(matrix, "party", AWS),
        "date-authorized": days.get("period-end") or days.get("valid-from") or days["accepted-on"],
        "remarks": f"{document.issuer}. {programme.obtain}",
    }


def _leveraged_of_ours(matrix: Matrix, leaned: LeanedOn, identify: Identify) -> Plain:
    """Another system of ours. Nobody authorized anything: the day is the one from which it is leaned on."""
    pk = str(leaned.system.pk)
    return {
        "uuid": identify(matrix, "leveraged", pk),
        "title": str(leaned.system),
        "props": [{"name": "kind", "ns": NAMESPACE, "value": "own-system"}],
        "party-uuid": identify(matrix, "party", pk),
        "date-authorized": leaned.since.isoformat(),
        "remarks": _("The duties it holds for this system, and where they stand, are in its component."),
    }


def _days(document: Document) -> Iterator[tuple[str, str]]:
    named: dict[str, datetime.date | None] = {
        "period-start": document.period_start,
        "period-end": document.period_end,
        "letter-until": document.letter_until,
        "valid-from": document.valid_from,
        "valid-until": document.valid_until,
        "accepted-on": document.accepted_on,
    }
    yield from ((name, day.isoformat()) for name, day in named.items() if day)


def _services(matrix: Matrix) -> list[str]:
    return sorted({name for row in matrix.rows for line in row.lines for name in line.service_names})


def _state(matrix: Matrix) -> str:
    return "disposition" if matrix.system.ended_at else "operational"
