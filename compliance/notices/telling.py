"""A notice as a line that somebody reads, in the application and in the digest: made from codes, when it is read."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from compliance.models import Comment, Decision, Finding, Notice, NoticeKind, NoticeSettings, System, User
from compliance.notices.mails import changes_address
from compliance.permissions import Viewer
from compliance.threads import subject_of
from frameworks.compiled import shipped


@dataclass(frozen=True)
class Subject:
    """`model` by its label, for a floor above may add one; `page` is the route that shows it."""

    model: str
    page: str


SUBJECTS: Final[Mapping[str, Subject]] = {
    "duty": Subject("compliance.Duty", "compliance:duty"),
    "decision": Subject("compliance.Decision", "compliance:decision"),
    "finding": Subject("compliance.Finding", "compliance:finding"),
    "request": Subject("evidence.Request", "evidence:request"),
    "webhook": Subject("compliance.Webhook", "compliance:webhook"),
}
"""What a notice may be about."""


@dataclass(frozen=True)
class Line:
    """One notice: what it says, and the address of the page to go to."""

    notice: Notice
    sentence: str
    path: str

    @property
    def address(self) -> str:
        return settings.BASE_URL + self.path


def lines_of(notices: Iterable[Notice]) -> tuple[Line, ...]:
    """In the order given, each with its system read. A query or two for each kind of subject."""
    rows = list(notices)
    names, authors = _names(rows), _authors(rows)
    return tuple(
        Line(
            notice=row,
            sentence=_sentence(row, names.get(_subject(row.parameters), ""), authors.get(_comment(row), "")),
            path=path_of(row.system, row.kind, row.parameters),
        )
        for row in rows
    )


def still_seen(viewer: Viewer, notices: Iterable[Notice]) -> list[Notice]:
    """Of what a person was told what they may still read: the team all of it, an auditor what is about something that
    they see today. A query for each that an auditor was told of."""
    return [row for row in notices if row.system_id in viewer.team_ids or _is_seen(viewer, row)]


def _is_seen(viewer: Viewer, notice: Notice) -> bool:
    about, pk = _subject(notice.parameters)
    return pk is not None and subject_of(viewer, notice.system, about, pk) is not None


def unseen_count(viewer: Viewer, now: datetime.datetime) -> int:
    """How much a person has not seen yet. One query."""
    if not isinstance(viewer.user, User):
        return 0
    seen = NoticeSettings.objects.filter(user=viewer.user, seen_at__gte=OuterRef("created_at"))
    rows = Notice.objects.shown_to(viewer.user, now).filter(system__in=viewer.system_ids)
    return rows.exclude(Exists(seen)).count()


def where(system: System, kind: str, said: Mapping[str, Any]) -> str:
    """The whole address of the page that a notice leads to."""
    return settings.BASE_URL + path_of(system, kind, said)


def system_address(system: System) -> str:
    return settings.BASE_URL + reverse("compliance:system", args=[system.pk])


def path_of(system: System, kind: str, said: Mapping[str, Any]) -> str:
    if kind == NoticeKind.LAPSE:
        return changes_address(system, said["edition"], datetime.date.fromisoformat(said["day"]))
    about, pk = _subject(said)
    return reverse(SUBJECTS[about].page, args=[system.pk, pk]) + ("#comments" if "comment" in said else "")


SENTENCES: Final[Mapping[str, Callable[[], str]]] = {
    NoticeKind.DECISION: lambda: _("The decision about %(what)s ends with %(last)s"),
    NoticeKind.OVERDUE: lambda: _("“%(what)s” was due on %(due)s"),
    NoticeKind.ASKED_OVERDUE: lambda: _("Evidence asked of you was due on %(due)s: “%(what)s”"),
    NoticeKind.ACTION_OVERDUE: lambda: _("The corrective action for finding %(what)s was due on %(due)s"),
    NoticeKind.DUE: lambda: _("“%(what)s” is due on %(due)s"),
    NoticeKind.ASKED_DUE: lambda: _("Evidence asked of you is due on %(due)s: “%(what)s”"),
    NoticeKind.ACTION_DUE: lambda: _("The corrective action for finding %(what)s is due on %(due)s"),
    NoticeKind.ESCALATED: lambda: _("“%(what)s” was due on %(due)s and is still open"),
    NoticeKind.ASKED_ESCALATED: lambda: _("Evidence was asked for by %(due)s and is not accepted yet: “%(what)s”"),
    NoticeKind.FINDING: lambda: _("Finding %(what)s waits for management’s response"),
    NoticeKind.ASSIGNED: lambda: _("“%(what)s” was given to you"),
    NoticeKind.ACTION: lambda: _("The corrective action for finding %(what)s was given to you"),
    NoticeKind.REVIEW: lambda: _("Evidence for “%(what)s” waits for your review"),
    NoticeKind.ASKED: lambda: _("Evidence is asked of you by %(due)s: “%(what)s”"),
    NoticeKind.RETURNED: lambda: _("Your evidence for “%(what)s” was returned"),
    NoticeKind.ANSWERED: lambda: _("What you asked for was answered and accepted: “%(what)s”"),
    NoticeKind.APPROVAL: lambda: _("The decision about %(what)s waits for your approval"),
    NoticeKind.MENTIONED: lambda: _("%(who)s mentions you: “%(what)s”"),
    NoticeKind.WEBHOOK: lambda: _("The webhook %(what)s was switched off: for days nothing arrived there"),
}


def _sentence(notice: Notice, what: str, who: str) -> str:
    said = notice.parameters
    if notice.kind == NoticeKind.LAPSE:
        edition = shipped().editions.get(said["edition"])
        named = {"framework": edition.title if edition else said["edition"], "day": _day(said["day"])}
        return _("AWS’s part of %(framework)s loses support on %(day)s") % named
    named = {"what": what, "who": who, "due": _day(said.get("due")), "last": _day(said.get("last"))}
    sentence = SENTENCES[notice.kind]() % named
    if notice.kind in {NoticeKind.ASSIGNED, NoticeKind.ACTION} and said.get("due"):
        sentence += _(", due on %(due)s") % named
    return sentence


def _day(said: str | None) -> str:
    return date_format(datetime.date.fromisoformat(said), "j M Y") if said else ""


def _subject(said: Mapping[str, Any]) -> tuple[str, UUID | None]:
    if "decision" in said:
        return "decision", UUID(said["decision"])
    return (said["about"], UUID(said["id"])) if "about" in said else ("", None)


def _comment(notice: Notice) -> str:
    return str(notice.parameters.get("comment", ""))


def _names(notices: Iterable[Notice]) -> dict[tuple[str, UUID | None], str]:
    wanted: dict[str, set[UUID]] = {}
    for about, pk in {_subject(notice.parameters) for notice in notices}:
        if pk is not None:
            wanted.setdefault(about, set()).add(pk)
    return {(about, row.pk): _name(row) for about, pks in wanted.items() for row in _rows(about).filter(pk__in=pks)}


def _rows(about: str) -> Any:
    rows: Any = apps.get_model(SUBJECTS[about].model)._default_manager
    joined = {
        "duty": ("control", "service", "programme"),
        "decision": ("requirement__edition",),
        "finding": ("engagement",),
    }.get(about)
    return rows.select_related(*joined) if joined else rows


def _name(row: object) -> str:
    if isinstance(row, Finding):
        return row.designation
    return f"{row.requirement.edition.title} {row.requirement.ref}" if isinstance(row, Decision) else str(row)


def _authors(notices: Iterable[Notice]) -> dict[str, str]:
    named = {pk for notice in notices if (pk := _comment(notice))}
    rows = Comment.objects.filter(pk__in=named).select_related("author") if named else ()
    return {str(row.pk): str(row.author) for row in rows}
