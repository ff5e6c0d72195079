"""SOC 2: by criteria, as an examiner of a service organisation reads (support-rules, section 5)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from compliance.attested.expectations import AwsPart, Expectations, expectations_of
from compliance.posture import DutyPosture
from evidence.models import ItemKind
from evidence.packs.layouts import asked, scope, shown, told
from evidence.packs.layouts.asked import Sought
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Absence, Cell, Layout, Piece, Section, Table, cell, lines, row, section
from frameworks.schema import Control


def layout(reading: Reading) -> Layout:
    return Layout(
        title=_("SOC 2: evidence by criteria"),
        order=_(
            "In the order of an examination with AWS carved out: description, carve-out and period, complementary"
            " controls, criteria with their controls, populations, exceptions."
        ),
        sections=(
            scope.scope(reading, lead=_("What the description of the system can be written from.")),
            _assertions(),
            scope.register(reading, _("AWS, carved out as subservice organisation")),
            scope.covered(reading, lead=_period(reading)),
            _expectations(reading),
            asked.requirements(reading, "criteria", _("The criteria")),
            asked.controls(reading),
            told.populations(reading),
            told.findings(reading, _("Exceptions and findings, with management’s responses")),
            told.expected(reading),
            asked.sought(reading, "incidents", _("Incidents and oversight"), _sought()),
            _memos(reading),
            told.requests(reading),
            asked.decisions(reading, "decisions", _("Decisions")),
            shown.items(reading),
            shown.missing(reading),
            shown.integrity(reading),
        ),
    )


def _period(reading: Reading) -> str:
    form = next((each for each in reading.edition.assessments if each.key == reading.audit.form), None)
    if form is not None and form.on_one_day:
        return _("This audit speaks of the design on one date. The period below is that of its evidence.")
    return _(
        "AWS’s reports look back on a period. A letter on the time after it is AWS’s management’s word and was examined"
        " by nobody: it is shown apart."
    )


def _assertions() -> Section:
    why = _("it is written and signed by the service organisation’s management. Ask them for it.")
    return section(
        "assertion",
        _("Description and assertion"),
        [
            Absence(what=_("The description of the system, as it will be in the report"), why=why),
            Absence(what=_("Management’s assertion"), why=why),
        ],
    )


def _expectations(reading: Reading) -> Section:
    lists = expectations_of(reading.packed.posture, reading.packed.catalogue)
    lead = _(
        "Three lists that are kept apart: what we expect of AWS, what AWS expects of us, what we expect of clients."
    )
    return section(
        "complementary", _("Complementary controls"), [_csoc(lists), _cuec(reading, lists), _own(lists)], lead
    )


def _csoc(lists: Expectations) -> Table:
    return Table(
        title=_("CSOC: what we expect of AWS"),
        columns=(_("No."), _("We expect"), _("Our controls that lean on it"), _("What AWS does")),
        rows=tuple(
            row(
                each.number,
                each.wording,
                _controls(each.controls),
                lines(_does(part) for part in each.aws),
            )
            for each in lists.of_aws
        ),
        empty=_("Not held here: nobody wrote down what the system expects of AWS."),
    )


def _does(part: AwsPart) -> str:
    return f"{part.words} ({', '.join(part.services)})" if part.services else part.words


def _cuec(reading: Reading, lists: Expectations) -> Table:
    """Numbers and duties alone: the wording is AWS's, under a non-disclosure agreement, or written close to it."""
    return Table(
        title=_("CUEC: what AWS’s report expects of us, and the duty that answers"),
        columns=(_("No."), _("Report"), _("Our controls"), _("Duties and owners")),
        rows=tuple(
            row(
                each.number,
                each.document.identity,
                _controls(each.controls),
                lines(_duty(reading, duty) for duty in each.duties) if each.duties else cell(_("no duty"), tone="bad"),
            )
            for each in lists.of_us
        ),
        empty=_("Not held here: nobody entered which controls AWS’s report expects of its users."),
        lead=_("The wording stands in AWS’s report alone, which the auditor gets from AWS under their own terms."),
    )


def _duty(reading: Reading, each: DutyPosture) -> str:
    who = reading.people.shown(each.duty.assignment.owner_id) if each.duty.assignment else _("nobody")
    return f"{each.duty} · {who} · {each.standing.label}"


def _own(lists: Expectations) -> Table:
    return Table(
        title=_("Our own CUEC: what we expect of our clients"),
        columns=(_("No."), _("We expect"), _("Our controls that lean on it")),
        rows=tuple(row(each.number, each.wording, _controls(each.controls)) for each in lists.of_clients),
        empty=_("Not held here: nobody wrote down what the system expects of its clients."),
    )


def _controls(controls: Iterable[Control]) -> Cell:
    return Cell(tuple(Piece(each.title, f"#c-{each.key}") for each in controls))


def _sought() -> tuple[Sought, ...]:
    return (
        Sought(
            _("Incidents of the period"),
            ("incident-response", "incident-recovery"),
            ("CC7.4", "CC7.5"),
        ),
        Sought(_("Risk assessment"), ("risk-analysis",), ("CC3.2",)),
        Sought(
            _("Exercises and restore tests"),
            ("incident-exercise", "restore-testing"),
            ("CC7.4", "CC7.5"),
        ),
        Sought(_("Oversight of AWS and other vendors"), ("provider-oversight", "provider-inventory"), ("CC9.2",)),
        Sought(_("Policies, with their review"), ("policies-and-procedures",), ("CC2.2",)),
    )


def _memos(reading: Reading) -> Section:
    """What we read in AWS's reports, in our words; the reports are not here."""
    memos = [item for item in reading.packed.items if item.kind == ItemKind.MEMO]
    table = Table(
        title=_("Review of AWS’s reports"),
        columns=(_("Memo"), _("Evidence")),
        rows=tuple(row(item.title, reading.listed([item])) for item in reading.in_order(memos)),
        empty=_("Not held here: no review memo was filed within the audit’s period."),
    )
    return section("memos", _("How AWS’s reports were reviewed"), [table])
