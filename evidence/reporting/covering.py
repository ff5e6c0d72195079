"""What covers say in the same words."""

from django.utils.translation import gettext, ngettext

from compliance.models import FrameworkScope
from evidence.asked import Asked
from evidence.reporting.boundary import Boundary
from evidence.reporting.contract import Subject
from frameworks.schema import Edition

Facts = tuple[tuple[str, str], ...]


def scope_fact(boundary: Boundary, role: str) -> tuple[str, str]:
    """How much lies within the boundary, and the role in which the system answers; "" where the edition knows none."""
    told = ngettext(
        "%(n)d AWS account; the services in use there, by what they do with %(data)s",
        "%(n)d AWS accounts; the services in use there, by what they do with %(data)s",
        len(boundary.terms),
    ) % {"n": len(boundary.terms), "data": boundary.data_class.lower()}
    if role:
        told += "; " + gettext("in the role of %(role)s") % {"role": role}
    return gettext("Scope"), told


def role_of(subject: Subject, edition: Edition) -> str:
    """In the edition's words; "" where it knows no roles. One query."""
    scopes = FrameworkScope.objects.on(subject.day, subject.as_of).filter(system=subject.system)
    rows = scopes.filter(edition__key=edition.key)
    return ", ".join(edition.roles.get(row.role, row.role) for row in rows)


def role_fact(subject: Subject, edition: Edition) -> Facts:
    """The role in which the system answers, as a line of the cover; none where nobody said. One query."""
    role = role_of(subject, edition)
    return ((gettext("In the role of"), role),) if role else ()


def asked_fact(asked: Asked) -> tuple[str, str]:
    """Which report it is, and who wanted it."""
    told = gettext("%(id)s, asked for by %(name)s")
    return gettext("Report"), told % {"id": asked.report.pk, "name": asked.report.requested_by}


def apart() -> str:
    return gettext("AWS’s part and our part are shown apart: AWS’s part never stands for ours.")
