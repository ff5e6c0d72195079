"""The custody log: who of an audit's auditors read what, and when, told from the journal's codes."""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.exports.table import harmless
from compliance.models import AuditorGrant, Engagement, JournalEntry, User

Route = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is read. `model` by its label, for a floor above may add one; `joined` is read with it."""

    label: Promise
    model: str
    page: Callable[[Any], Route] | None
    joined: tuple[str, ...] = ()
    name: Callable[[Any], str] = str


def _at(route: str) -> Callable[[Any], Route]:
    return lambda row: (route, (row.pk,))


def _place_of_requirement(row: Any) -> Route:
    return "compliance:requirement", (row.edition.key, row.ref)


KINDS: Final[Mapping[str, Kind]] = {
    "system": Kind(_("System"), "compliance.System", lambda row: ("compliance:system", ())),
    "requirement": Kind(
        _("Requirement"),
        "frameworks.Requirement",
        _place_of_requirement,
        ("edition",),
        lambda row: f"{row.edition.title} {row.ref} {row.title}",
    ),
    "duty": Kind(_("Duty"), "compliance.Duty", _at("compliance:duty"), ("control", "service", "programme")),
    "decision": Kind(
        _("Decision"),
        "compliance.Decision",
        _at("compliance:decision"),
        ("requirement__edition",),
        lambda row: f"{row.requirement.edition.title} {row.requirement.ref}: {row.title}",
    ),
    "attestation": Kind(_("Document of AWS’s"), "compliance.Attestation", None),
    "engagement": Kind(_("Audit"), "compliance.Engagement", _at("compliance:audit")),
    "request": Kind(_("Request"), "evidence.Request", _at("evidence:request")),
    "item": Kind(_("Evidence"), "evidence.Item", _at("evidence:item")),
    "finding": Kind(_("Finding"), "compliance.Finding", _at("compliance:finding")),
    "population": Kind(_("Population"), "evidence.Population", _at("evidence:population")),
    "sample": Kind(_("Sample"), "evidence.Sample", _at("evidence:sample"), ("population",)),
    "pack": Kind(_("Pack"), "evidence.Pack", _at("evidence:pack"), ("engagement",)),
}
"""Whatever `note_read` was told of. A kind that is missing here is shown as its code and id, never left out."""

PAGES: Final[Mapping[str, Promise]] = {
    "audits": _("its audits"),
    "overview": _("overview"),
    "requirements": _("requirements"),
    "matrix": _("responsibility matrix"),
    "matrix-file": _("responsibility matrix, as a file"),
    "changes": _("what moves"),
    "coverage": _("coverage of a period"),
    "decisions": _("decisions"),
    "duties": _("duties"),
    "expectations": _("who expects what"),
    "evidence": _("evidence"),
    "occurrences": _("coverage by evidence"),
    "documents": _("AWS’s documents"),
    "packs": _("packs"),
    "findings": _("findings"),
    "exceptions": _("exceptions in the period"),
    "populations": _("populations"),
    "conclusions": _("conclusions"),
    "requests": _("requests"),
    "comments": _("comments"),
    "content": _("its bytes"),
}
"""Which page of a thing was read, by the code that `note_read` keeps."""


COLUMNS: Final = ("entry", "at", "who", "mail", "kind", "what", "page", "subject")


@dataclass(frozen=True)
class Line:
    """One read. `path` leads to what was read, empty where there is no page of it."""

    at: datetime.datetime
    who: User | None
    kind: str
    name: str
    page: str
    path: str
    number: int
    subject: str


def reads_of(engagement: Engagement) -> QuerySet[JournalEntry]:
    """What everybody whom the audit ever let in has read in its system since then, the latest first. One query more.

    Whoever two audits of one system let in reads for both: the journal does not tell for which.
    """
    since = AuditorGrant.objects.filter(engagement=engagement).aggregate(first=Min("recorded_at"))["first"]
    if since is None:
        return JournalEntry.objects.none()
    auditors = AuditorGrant.objects.filter(engagement=engagement).values("user")
    rows = JournalEntry.objects.filter(verb="custody.read", system=engagement.system_id, actor__in=auditors)
    return rows.filter(at__gte=since).select_related("actor")


def lines_of(entries: Iterable[JournalEntry]) -> list[Line]:
    """In the order given. A query for each kind of thing, whatever the number of entries."""
    rows = list(entries)
    found = {kind: _rows(kind, {row.subject_id for row in rows if row.subject_kind == kind}) for kind in KINDS}
    return [_line(row, found.get(row.subject_kind, {})) for row in rows]


def custody_list(entries: Iterable[JournalEntry]) -> bytes:
    """The log as CSV in UTF-8: entries by their numbers in the journal, instants in UTC."""
    to = io.StringIO(newline="")
    written = csv.writer(to)
    written.writerow(COLUMNS)
    for line in lines_of(entries):
        who = (line.who.name, line.who.email) if line.who else ("", "")
        at = line.at.astimezone(datetime.UTC).isoformat(timespec="seconds")
        cells = (str(line.number), at, *who, line.kind, line.name, line.page, line.subject)
        written.writerow(harmless(cell) for cell in cells)
    return to.getvalue().encode()


def _line(entry: JournalEntry, found: Mapping[str, Any]) -> Line:
    kind, thing = KINDS.get(entry.subject_kind), found.get(entry.subject_id)
    code = str((entry.after or {}).get("page", ""))
    path = ""
    if kind is not None and kind.page is not None and thing is not None:
        route, place = kind.page(thing)
        path = reverse(route, args=[entry.system_id, *place])
    return Line(
        at=entry.at,
        who=entry.actor,
        kind=str(kind.label) if kind else entry.subject_kind,
        name=kind.name(thing) if kind and thing is not None else entry.subject_id,
        page=str(PAGES.get(code, code)),
        path=path,
        number=entry.number,
        subject=f"{entry.subject_kind}/{entry.subject_id}",
    )


def _rows(kind: str, ids: set[str]) -> dict[str, Any]:
    if not ids:
        return {}
    model: Any = apps.get_model(KINDS[kind].model)
    keys: list[Any] = [int(each) for each in ids] if kind == "requirement" else [UUID(each) for each in ids]
    rows = model._default_manager.select_related(*KINDS[kind].joined).filter(pk__in=keys)
    return {str(row.pk): row for row in rows}
