"""Who of an edition's auditors read what, and when, up to the report's instant: the custody log on paper."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from compliance.audits.custody import Line, lines_of, reads_of
from compliance.models import AuditorGrant, Engagement
from evidence.asked import Asked
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import asked_fact, role_fact
from evidence.reporting.stretches import Stretch, stretches
from frameworks.schema import Edition


@dataclass(frozen=True)
class Let:
    """An auditor's window, and what was read in it by then."""

    name: str
    mail: str
    first: datetime.date
    last: datetime.date | None
    reads: int
    latest: datetime.datetime | None


@dataclass(frozen=True)
class Read:
    """One entry of the journal, by its number; `page` is which page or file of the thing it was."""

    entry: int
    at: datetime.datetime
    who: str
    kind: str
    what: str
    page: str
    subject: str


@dataclass(frozen=True)
class Audit:
    id: str
    title: str
    first: datetime.date
    last: datetime.date
    ended_at: datetime.datetime | None
    auditors: tuple[Let, ...]
    reads: tuple[Read, ...]

    @property
    def stretches(self) -> tuple[Stretch[Read], ...]:
        return tuple(stretches(f"audit-{self.id}", self.title, self.reads, lambda row: str(row.entry)))


@dataclass(frozen=True)
class Custody:
    asked: Asked
    edition: Edition
    role: tuple[tuple[str, str], ...]
    audits: tuple[Audit, ...]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says who read what of this system while auditing it under %(edition)s, entry by entry of a journal to"
            " which rows are only added. What somebody did with what they read is not in it."
        )
        audits = ", ".join(f"{each.title} ({_days(each)})" for each in self.audits)
        return Cover(
            subtitle=gettext("Who read what, and when"),
            says=says % {"edition": self.edition.title},
            facts=((gettext("Audits"), audits or gettext("none")), *self.role, asked_fact(self.asked)),
            notes=(
                gettext("Whoever two audits of one system let in reads for both: the journal does not tell for which."),
            ),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        audits = tuple(Heading(each.anchor, each.title) for audit in self.audits for each in audit.stretches)
        return (
            Part("summary", gettext("What this log says")),
            Part("auditors", gettext("Who was let in")),
            Part("reads", gettext("What was read"), audits),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        reads = [row for audit in self.audits for row in audit.reads]
        yield gettext("Audits"), len(self.audits)
        yield gettext("Auditors"), len({each.mail for audit in self.audits for each in audit.auditors})
        yield gettext("Reads"), len({row.entry for row in reads})
        yield gettext("Things read"), len({row.subject for row in reads})

    @property
    def charts(self) -> Iterator[Chart]:
        kinds = Counter({row.entry: row.kind for audit in self.audits for row in audit.reads}.values())
        rows = [(kind, count, "plain") for kind, count in kinds.most_common(8)]
        yield chart(gettext("Reads, by what was read"), rows or [(gettext("Nothing yet"), 0, "none")])

    @property
    def data(self) -> Any:
        return {"audits": self.audits}


def read(asked: Asked) -> Custody:
    """Some queries for each audit, none for each entry."""
    audits = Engagement.objects.filter(
        system=asked.system, editions__key=asked.edition.key, created_at__lte=asked.as_of
    ).order_by("period_start", "pk")
    return Custody(
        asked=asked,
        edition=asked.edition,
        role=role_fact(asked, asked.edition),
        audits=tuple(_audit(each, asked.as_of) for each in audits),
    )


def _audit(engagement: Engagement, as_of: datetime.datetime) -> Audit:
    entries = reads_of(engagement).filter(at__lte=as_of).order_by("number")
    lines = lines_of(entries)
    ended = engagement.ended_at
    return Audit(
        id=str(engagement.pk),
        title=engagement.title,
        first=engagement.period_start,
        last=engagement.period_end,
        ended_at=ended if ended is not None and ended <= as_of else None,
        auditors=tuple(_auditors(engagement, lines, as_of)),
        reads=tuple(_read(line) for line in lines),
    )


def _auditors(engagement: Engagement, lines: Iterable[Line], as_of: datetime.datetime) -> Iterator[Let]:
    read_at: dict[object, list[datetime.datetime]] = {}
    for line in lines:
        if line.who is not None:
            read_at.setdefault(line.who.pk, []).append(line.at)
    grants = AuditorGrant.objects.known(as_of).filter(engagement=engagement).select_related("user")
    for grant in grants.order_by("user__name", "valid_from"):
        reads = read_at.get(grant.user_id, [])
        yield Let(
            name=str(grant.user),
            mail=grant.user.email,
            first=grant.valid_from,
            last=grant.valid_until,
            reads=len(reads),
            latest=max(reads, default=None),
        )


def _read(line: Line) -> Read:
    who = str(line.who) if line.who else gettext("nobody")
    return Read(line.number, line.at, who, line.kind, line.name, line.page, line.subject)


def _days(audit: Audit) -> str:
    return f"{date_format(audit.first, 'j M Y')} – {date_format(audit.last, 'j M Y')}"
