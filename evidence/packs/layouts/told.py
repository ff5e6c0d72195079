"""The sections that tell of the audit: what was expected and came, populations, findings, requests, what is missing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from compliance.audits.exceptions import ExceptionKind, PeriodException
from compliance.audits.findings import FindingPosture
from compliance.models import FindingStep, StepKind
from evidence.coverage.occurrences import DutyCoverage, OccurrenceState
from evidence.models import Population
from evidence.packs.audit import AskedFor, Missed, why_missed
from evidence.packs.audit_records import drawn
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import (
    Cell,
    Piece,
    Row,
    Section,
    Table,
    cell,
    days,
    lines,
    row,
    section,
    to_requirement,
)
from evidence.packs.layouts.shown import why_withheld
from evidence.sampling import METHOD


def why_it_is_missed() -> dict[str, str]:
    states = {each.value: str(each.label) for each in OccurrenceState}
    return states | {
        "came-late": _("accepted, and handed in after its day"),
        "not-asked-for": _("nothing was handed in, and nobody had been asked"),
        "not-answered": _("asked for, and nothing was handed in"),
        "withdrawn": _("the request was withdrawn, and nothing was handed in"),
    }


def expected(reading: Reading) -> Section:
    """Coverage of the period by evidence: each duty's occurrences, and every one that is an exception."""
    audit = reading.audit
    by_duty = Table(
        title=_("Expected and received"),
        columns=(
            _("Duty"),
            _("Cadence"),
            _("Expected"),
            _("Received"),
            _("Accepted"),
            _("Late"),
            _("Missing"),
        ),
        rows=tuple(_duty(each) for each in audit.coverage if each.asked),
        empty=_("No control behind these requirements has a cadence of a week or more."),
    )
    missed = Table(
        title=_("Late, failed or missing"),
        columns=(_("Duty"), _("Days"), _("Due"), _("State"), _("Why")),
        rows=tuple(_missed(each) for each in audit.missed),
        empty=_("Nothing that was due by now is missing, late or failed."),
    )
    lead = _(
        "What the cadence of each control asks within the period, against what came. The worst result of an occurrence"
        " counts, whatever followed."
    )
    return section("expected", _("What was expected, and what came"), [by_duty, missed], lead)


def _duty(each: DutyCoverage) -> Row:
    duty = each.expected.duty
    return row(
        cell(str(duty), href=f"#c-{duty.control.key}"),
        each.expected.cadence,
        str(len(each.asked)),
        str(each.received),
        cell(each.accepted, tone="good" if each.accepted == len(each.asked) else ""),
        cell(each.late, tone="blind" if each.late else ""),
        cell(each.missing, tone="bad" if each.missing else ""),
    )


def _missed(each: Missed) -> Row:
    occurrence = each.occurrence
    why = why_missed(each)
    asked = each.request.request if each.request else None
    reason = asked.withdrawn_reason if asked and why == "withdrawn" else ""
    return row(
        cell(str(each.duty.expected.duty), href=f"#c-{each.duty.expected.duty.control.key}"),
        days(occurrence.span.first, occurrence.span.last),
        occurrence.due_on.isoformat(),
        cell(occurrence.state.label, tone="blind" if occurrence.is_late else "bad"),
        lines((why_it_is_missed().get(why, why), reason)),
    )


def populations(reading: Reading) -> Section:
    rows = reading.packed.populations
    entered = Table(
        title=_("Populations"),
        columns=(_("Population"), _("Days"), _("Count"), _("Query and filters"), _("Extracted"), _("For"), _("File")),
        rows=tuple(_population(reading, each) for each in rows),
        empty=_("No population was entered for this audit."),
    )
    samples = Table(
        title=_("Samples"),
        columns=(_("Population"), _("Seed"), _("Size"), _("Drawn"), _("Rows, in the order of the draw")),
        rows=tuple(_samples(reading, rows)),
        empty=_("No sample was drawn."),
    )
    lead = _(
        "Rows are drawn by a seed (method %(method)s): anybody draws them again from the position alone, by SHA-256 of"
        " seed, a zero byte and position."
    )
    return section("populations", _("Populations and samples"), [entered, samples], lead % {"method": METHOD})


def _population(reading: Reading, each: Population) -> Row:
    by = "" if reading.packed.pack.redacted else each.extracted_by
    shown = each.item is not None and each.item_id in reading.packed.numbers
    missing = why_withheld().get(reading.packed.why_withheld(each.item), "") if each.item and not shown else ""
    return row(
        each.title,
        days(each.first_day, each.last_day),
        str(each.count),
        lines((each.query, each.filters)),
        lines((f"{each.extracted_at:%Y-%m-%d %H:%M} UTC", each.origin, by)),
        lines((each.requirement.ref if each.requirement else "", each.control.title if each.control else "")),
        reading.listed([each.item]) if shown and each.item else cell(missing or _("the count alone")),
        anchor=f"p-{each.pk}",
    )


def _samples(reading: Reading, populations: list[Population]) -> Iterator[Row]:
    redacted = reading.packed.pack.redacted
    for population in populations:
        for each in drawn(population, reading.packed):
            said = [f"{place}" if redacted or not key else f"{place}: {key}" for place, key in each.rows]
            yield row(
                cell(f"{population.title}, {each.number}", href=f"#p-{population.pk}"),
                each.seed,
                str(each.size),
                lines((f"{each.drawn_at:%Y-%m-%d %H:%M} UTC", reading.people.shown(each.drawn_by_id))),
                Cell((), tuple(Piece(words) for words in said)),
            )


def findings(reading: Reading, title: str = "") -> Section:
    audit = reading.audit
    found = Table(
        title=_("Findings"),
        columns=(_("Finding"), _("Requirement"), _("Weight"), _("Days"), _("State"), _("What was found"), _("Steps")),
        rows=tuple(_finding(reading, each) for each in audit.findings),
        empty=_("No finding was raised by this instant."),
    )
    stays = Table(
        title=_("Exceptions of the period"),
        columns=(_("Requirement"), _("Kind"), _("Days"), _("What"), _("Mended since")),
        rows=tuple(_exception(reading, ref, each) for (_key, ref), rows in audit.exceptions.items() for each in rows),
        empty=_("Nothing on record stays an exception of the period."),
        lead=_("Over a period the worst result counts: what failed stays an exception after it is mended."),
    )
    return section("findings", title or _("Findings and exceptions, with responses"), [found, stays])


def _finding(reading: Reading, posture: FindingPosture) -> Row:
    each = posture.finding
    return row(
        f"#{each.number} {each.title}",
        cell(each.requirement.ref, href=to_requirement(each.requirement.ref)),
        str(each.get_severity_display()),
        days(each.first_day, each.last_day),
        str(posture.state.label),
        lines((each.found, f"{reading.people.shown(each.raised_by_id)}, {each.raised_at:%Y-%m-%d}")),
        lines(_step(reading, step) for step in posture.steps),
    )


def _step(reading: Reading, step: FindingStep) -> str:
    told = {
        (StepKind.RESPONSE, True): _("agrees"),
        (StepKind.RESPONSE, False): _("disagrees"),
        (StepKind.RETEST, True): _("passed"),
        (StepKind.RETEST, False): _("failed"),
    }
    outcome = step.agrees if step.kind == StepKind.RESPONSE else step.passed
    due = _("due %(day)s, by %(who)s") % {"day": step.due_on, "who": reading.people.shown(step.owner_id)}
    words = (
        f"{step.at:%Y-%m-%d} {StepKind(step.kind).label}",
        told.get((StepKind(step.kind), bool(outcome)), "") if outcome is not None else "",
        due if step.due_on else "",
        reading.people.shown(step.by_id),
        step.text,
    )
    return " · ".join(filter(None, words))


def _exception(reading: Reading, ref: str, each: PeriodException) -> Row:
    return row(
        cell(ref, href=to_requirement(ref)),
        str(ExceptionKind(each.kind).label),
        days(each.first, each.last),
        each.what,
        _("yes") if each.is_fixed else cell(_("no"), tone="bad"),
    )


def requests(reading: Reading) -> Section:
    table = Table(
        title=_("Requests of this audit"),
        columns=(_("Request"), _("About"), _("Asked of"), _("Due"), _("State"), _("Answered by")),
        rows=tuple(_request(reading, each) for each in reading.audit.requests),
        empty=_("Nothing was asked for in this audit."),
    )
    return section("requests", _("Requests and their answers"), [table])


def _request(reading: Reading, asked: AskedFor) -> Row:
    each = asked.request
    about = each.requirement.ref if each.requirement else each.duty.control.title if each.duty else ""
    items = {item.pk: item for item in reading.packed.items}
    overdue = _("overdue") if asked.is_overdue else ""
    return row(
        lines((each.reference, each.title, each.asks)),
        lines((about, days(each.first_day, each.last_day))),
        reading.people.shown(each.owner_id),
        cell(each.due_on.isoformat(), tone="bad" if asked.is_overdue else ""),
        lines((asked.state.label, overdue)),
        reading.listed([items[pk] for pk in asked.answers]),
    )
