"""The sections that say what the pack is about: boundary, AWS's documents, and the period they cover."""

import datetime
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from compliance.exports.leaned_on import Document
from compliance.inheritance.history import facts_of
from compliance.models import DataClass, Partition
from compliance.wording import reason_sentence
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import (
    Lane,
    Picture,
    Row,
    Section,
    Stretch,
    Table,
    Tone,
    cell,
    days,
    lines,
    row,
    section,
)
from evidence.reporting.boundary import boundary_of
from frameworks.inheritance import ProgrammeCoverage, Span, cover
from frameworks.schema import ProgrammeKind

WIDTH: Final = 1000
ONE_DAY: Final = datetime.timedelta(days=1)
MOST_TICKS: Final = 13


def scope(reading: Reading, title: str = "", lead: str = "") -> Section:
    return section("scope", title or _("Scope and boundary"), [_facts(reading), *_boundary(reading)], lead)


def _facts(reading: Reading) -> Table:
    packed, edition, held = reading.packed, reading.edition, reading.scope
    pack, system = packed.pack, packed.system
    classes = dict(DataClass.choices)
    facts = [
        (_("System"), system.name),
        (_("Purpose"), system.purpose),
        (_("Classes of data"), ", ".join(str(classes.get(each, each)) for each in system.data_classes)),
        (_("Edition"), f"{edition.name} · {edition.publisher}"),
        (_("In the role of"), edition.roles.get(held.role, held.role) if held else ""),
        (_("Form of assessment"), edition.assessment_title(reading.audit.form) if reading.audit.form else ""),
        (_("Audit"), pack.engagement.title),
        (_("Period"), days(pack.engagement.period_start, pack.engagement.period_end)),
        (_("As of, and known at"), f"{pack.as_of:%Y-%m-%d %H:%M:%S} UTC"),
        (_("Catalogue"), pack.catalogue.digest),
        (_("Requirements"), ", ".join(pack.refs) if pack.refs else _("all of the edition")),
        (_("People"), _("by role and id") if pack.redacted else _("by name")),
    ]
    shown = tuple(row(name, value) for name, value in facts if value)
    return Table(title=_("What this pack is about"), columns=(_("Fact"), _("Value")), rows=shown)


def _boundary(reading: Reading) -> Iterator[Table]:
    boundary = boundary_of(reading.packed, reading.edition)
    yield Table(
        title=_("AWS accounts"),
        columns=(_("Account"), _("Id"), _("Partition"), _("Regions"), _("Part of the system")),
        rows=tuple(
            row(
                term.account.name,
                term.account.account_id,
                term.account.partition,
                ", ".join(term.regions),
                days(term.valid_from, term.valid_until),
            )
            for term in boundary.terms
        ),
        empty=_("No account belongs to the system on this day."),
    )
    yield Table(
        title=_("AWS services in use"),
        columns=(_("Service"), _("Accounts"), _("Region"), boundary.data_class, _("In use")),
        rows=tuple(
            row(use.service, use.accounts, use.region, use.touch, days(use.since, use.until)) for use in boundary.uses
        ),
        empty=_("No service is on record on this day."),
    )
    leaned = reading.matrix.leaned_on
    if leaned:
        yield Table(
            title=_("Other systems of ours that it leans on"),
            columns=(_("System"), _("Since")),
            rows=tuple(row(each.system.name, each.since.isoformat()) for each in leaned),
            lead=_("Their evidence is not in this pack: it is in packs of theirs."),
        )
    roles = reading.people.roles
    yield Table(
        title=_("People and their roles"),
        columns=(_("Person"), _("Roles"), _("Id")),
        rows=tuple(row(reading.people.shown(each), ", ".join(roles[each]), str(each)) for each in roles),
    )


def register(reading: Reading, title: str = "", lead: str = "") -> Section:
    """AWS's documents by identity and dates, and where an auditor gets each. None of them is in a pack."""
    said = lead or _(
        "No report and no agreement of AWS’s is in this pack, nor any wording of one: most are under a non-disclosure"
        " agreement. The auditor gets each from AWS under their own terms, as said beside it."
    )
    return section("attestations", title or _("AWS’s attestations and agreements"), [registered(reading)], said)


def registered(reading: Reading) -> Table:
    return Table(
        title=_("Attestation register"),
        columns=(
            _("Programme"),
            _("Document"),
            _("Period or validity"),
            _("Accepted"),
            _("Rests on it"),
            _("Against it"),
            _("How the auditor gets it"),
        ),
        rows=tuple(
            row(
                lines((programme.name, _("necessary") if programme.role == "necessary" else _("corroborating"))),
                lines(_identity(each) for each in programme.documents) if programme.documents else _("none on record"),
                lines(_dates(each) for each in programme.documents),
                lines(_accepted(each) for each in programme.documents),
                _("%(met)s of %(asked)s") % {"met": programme.met, "asked": programme.asked},
                lines(programme.against),
                programme.obtain,
            )
            for programme in reading.matrix.programmes
        ),
        empty=_("The edition leans on no document of AWS’s."),
    )


def _identity(each: Document) -> str:
    mark = _("fictitious, for demonstration") if each.is_demonstration else ""
    return " · ".join(filter(None, (each.identity, each.issuer, each.variant, mark)))


def _dates(each: Document) -> str:
    letter = _("letter to %(day)s: management’s word, not examined") % {"day": each.letter_until}
    spans = (days(each.period_start, each.period_end), days(each.valid_from, each.valid_until))
    return " · ".join(filter(None, (*spans, letter if each.letter_until else "")))


def _accepted(each: Document) -> str:
    return f"{each.accepted_on} · {each.accepted_by}" if each.accepted_on else _("by nobody yet")


def covered(reading: Reading, title: str = "", lead: str = "") -> Section:
    """How much of the period AWS's documents speak for."""
    packed = reading.packed
    engagement = packed.pack.engagement
    period = Span(engagement.period_start, engagement.period_end)
    facts = facts_of(packed.system, packed.as_of, leaving=True)
    found = cover(packed.catalogue, reading.edition.key, facts, period)
    picture = Picture(
        title=_("The period, day by day"),
        lanes=tuple(_lane(each, reading) for each in found),
        ticks=tuple(_ticks(period)),
    )
    table = Table(
        title=_("The same in words"),
        columns=(_("Programme"), _("Spoken for"), _("Bridged by a letter"), _("Gaps"), _("Why not")),
        rows=tuple(_covered(each, reading) for each in found),
        empty=_("The edition leans on no document of AWS’s."),
    )
    return section("period", title or _("The period, and what covers it"), [picture, table], lead)


def _covered(each: ProgrammeCoverage, reading: Reading) -> Row:
    sentences = dict.fromkeys(reason_sentence(reason, reading.packed.catalogue) for reason in each.reasons)
    return row(
        _label(each, reading),
        lines((*(days(span.first, span.last) for span in each.examined), _of_days(each))),
        days(each.bridged.first, each.bridged.last) if each.bridged else "",
        lines(days(span.first, span.last) for span in each.gaps),
        lines(sentences) if sentences else cell(_("covered"), tone="good"),
    )


def _of_days(each: ProgrammeCoverage) -> str:
    return _("%(n)s of %(all)s days") % {"n": each.examined_days, "all": each.asked_days}


def _label(each: ProgrammeCoverage, reading: Reading) -> str:
    programme = reading.packed.catalogue.programmes[each.programme]
    partition = "" if each.partition in {"", Partition.AWS} else str(Partition(each.partition).label)
    return " · ".join(filter(None, (programme.name, each.account_id, partition)))


def _lane(each: ProgrammeCoverage, reading: Reading) -> Lane:
    spoken = _("examined") if each.kind is ProgrammeKind.ASSURANCE else _("in force")
    kinds: list[tuple[Span, Tone, str]] = [
        *((span, "good", spoken) for span in each.examined),
        *([(each.bridged, "open", _("bridged by a letter, not examined"))] if each.bridged else []),
        *((span, "bad", _("not covered")) for span in each.gaps),
    ]
    found = []
    for span, tone, words in sorted(kinds, key=lambda kind: kind[0]):
        x, end = _place(span.first, each.period), _place(span.last + ONE_DAY, each.period)
        found.append(Stretch(x, max(1, end - x), tone, f"{days(span.first, span.last)}: {words}"))
    return Lane(_label(each, reading), tuple(found), "; ".join(stretch.words for stretch in found))


def _place(day: datetime.date, period: Span) -> int:
    return round((day - period.first).days * WIDTH / period.days)


def _ticks(period: Span) -> Iterator[tuple[str, str]]:
    """The first days of months, as many as can be read."""
    months = [
        datetime.date(year, month, 1)
        for year in range(period.first.year, period.last.year + 1)
        for month in range(1, 13)
        if period.first <= datetime.date(year, month, 1) <= period.last
    ]
    step = -(-len(months) // MOST_TICKS) or 1
    for day in months[::step]:
        yield f"{_place(day, period) * 100 / WIDTH:.1f}", f"{day:%Y-%m}"
