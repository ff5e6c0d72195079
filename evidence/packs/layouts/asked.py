"""The sections that go through the requirements: who bears each, where it stands, and what shows it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from compliance.models import Decision
from compliance.posture import DutyPosture, RequirementPosture
from compliance.wording import CLASSES, UNBOUND
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import (
    Cell,
    Piece,
    Row,
    Section,
    Table,
    cell,
    lines,
    requirement_anchor,
    row,
    section,
    to_requirement,
)
from evidence.reporting.tones import STANDING_TONES, SUPPORT_TONES
from frameworks.schema import Bearer, DecisionKind, Requirement

Asked = Callable[[Requirement], bool]


def requirements(
    reading: Reading, key: str, title: object, lead: object = "", only: Asked = lambda _requirement: True
) -> Section:
    """Those of the pack's requirements that `only` keeps, in the order of their edition, a table for each family."""
    rows = [each for each in reading.requirements if only(each.requirement)]
    groups = groupby(rows, key=lambda each: each.requirement.family)
    tables = [_family(reading, family, list(found)) for family, found in groups]
    return section(key, title, tables or [_none(reading)], lead)


def _none(reading: Reading) -> Table:
    return Table(title=_("Requirements"), columns=(), rows=(), empty=_("This pack is about none of them."))


def _family(reading: Reading, family: str, rows: Sequence[RequirementPosture]) -> Table:
    concluded = bool(reading.audit.conclusions)
    columns = (
        _("Requirement"),
        _("Borne by"),
        _("AWS’s part"),
        _("Our part"),
        _("Controls and evidence"),
        _("Decided"),
    )
    return Table(
        title=family,
        columns=(*columns, _("The auditor")) if concluded else columns,
        rows=tuple(_requirement(reading, each, concluded) for each in rows),
    )


def _requirement(reading: Reading, each: RequirementPosture, concluded: bool) -> Row:
    asked = each.requirement
    name = Cell((Piece(f"{asked.ref} {asked.title}"),))
    unbound = each.inheritance.unbound
    cells = [
        name,
        lines((CLASSES[each.inheritance.class_], UNBOUND[unbound] if unbound else "")),
        cell("" if unbound else each.support.label, tone="none" if unbound else SUPPORT_TONES[each.support]),
        cell(each.standing.label, tone=STANDING_TONES[each.standing]) if each.standing else cell(),
        _shown_by(reading, each),
        lines(decision.title for decision in each.decisions),
    ]
    if concluded:
        said = reading.audit.conclusions.get(asked.ref)
        cells.append(lines((said.outcome, said.note)) if said else cell())
    return row(*cells, anchor=requirement_anchor(asked.ref))


def _shown_by(reading: Reading, each: RequirementPosture) -> Cell:
    """Each control with the number of items that speak for it, and what answers the requirement itself."""
    pieces = []
    for link in each.requirement.controls:
        count = len(reading.by_control.get(link.control, ()))
        pieces.append(Piece(f"{reading.control_title(link.control)} ({count})", f"#c-{link.control}"))
    return reading.listed(reading.by_ref.get(each.requirement.ref, ()), *pieces)


def controls(reading: Reading) -> Section:
    """Each control behind the requirements once: its duties in our words, and every item that speaks for it."""
    keys = dict.fromkeys(link.control for each in reading.requirements for link in each.requirement.controls)
    duties: dict[str, list[DutyPosture]] = {}
    for each in reading.packed.posture.duties:
        if each.duty.programme_id is None:
            duties.setdefault(each.duty.control.key, []).append(each)
    refs: dict[str, list[str]] = {}
    for posture in reading.requirements:
        for link in posture.requirement.controls:
            refs.setdefault(link.control, []).append(posture.requirement.ref)
    table = Table(
        title=_("Control by control"),
        columns=(_("Control"), _("Serves"), _("Duty and owner"), _("In our words"), _("Evidence")),
        rows=tuple(_control(reading, key, duties.get(key, ()), refs[key]) for key in keys),
        empty=_("No control stands behind these requirements."),
    )
    lead = _("A file is in the pack once, however many requirements it speaks for. Numbers lead to files.")
    return section("controls", _("Evidence by control"), [table], lead)


def _control(reading: Reading, key: str, duties: Sequence[DutyPosture], refs: Sequence[str]) -> Row:
    served = Cell((), tuple(Piece(ref, to_requirement(ref)) for ref in refs))
    owned = Cell(tuple(_duty(reading, each) for each in duties)) if duties else cell(_("no duty of ours"))
    told = lines(each.duty.narrative for each in duties)
    evidence = reading.by_control.get(key, ())
    shown = reading.listed(evidence) if evidence else cell(_("none in this pack"), tone="none")
    return row(reading.control_title(key), served, owned, told, shown, anchor=f"c-{key}")


def _duty(reading: Reading, each: DutyPosture) -> Piece:
    assignment, part = each.duty.assignment, each.duty.part
    who = reading.people.shown(assignment.owner_id) if assignment else _("nobody")
    words = " · ".join(filter(None, (str(part) if part else "", who, str(each.standing.label))))
    return Piece(words, tone=STANDING_TONES[each.standing])


def decisions(
    reading: Reading, key: str, title: object, kinds: Iterable[DecisionKind] = tuple(DecisionKind), empty: str = ""
) -> Section:
    """What was decided about the pack's requirements, with who decided it and until when."""
    wanted = {kind.value for kind in kinds}
    found = {each.pk: each for posture in reading.requirements for each in posture.decisions if each.kind in wanted}
    table = Table(
        title=str(title),
        columns=(
            _("Requirement"),
            _("Decision"),
            _("Holds"),
            _("Author and approver"),
            _("Why"),
            _("Asked and answered"),
        ),
        rows=tuple(_decision(reading, each) for each in found.values()),
        empty=empty or _("Nothing was decided about these requirements on this day."),
    )
    return section(key, title, [table])


def _decision(reading: Reading, each: Decision) -> Row:
    kept = "" if each.changes_status else _("on record only: it changes no standing")
    return row(
        cell(each.requirement.ref, href=to_requirement(each.requirement.ref)),
        lines((each.title, kept)),
        f"{each.valid_from} – {each.valid_until}",
        lines((reading.people.shown(each.author_id), reading.people.shown(each.decided_by_id))),
        each.justification,
        lines(f"{pair['asked']}: {pair['answer']}" for pair in each.answers),
    )


@dataclass(frozen=True)
class Sought:
    """A document that the auditor asks for by name, and the controls for which people hand it in.

    `absent`: what is said where nothing was handed in; empty = what is usual.
    """

    what: str
    controls: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    absent: str = ""


def sought(reading: Reading, key: str, title: object, wanted: Iterable[Sought], lead: object = "") -> Section:
    """Each with what people handed in for it, or the honest word that it is not held here."""
    table = Table(
        title=str(title),
        columns=(_("What is asked for"), _("Requirement"), _("Held here")),
        rows=tuple(_sought(reading, each) for each in wanted),
    )
    return section(key, title, [table], lead)


def _sought(reading: Reading, each: Sought) -> Row:
    items = reading.handed_in(each.controls)
    here = {posture.requirement.ref for posture in reading.requirements}
    refs = Cell(tuple(Piece(ref, to_requirement(ref) if ref in here else "") for ref in each.refs))
    if items:
        return row(each.what, refs, reading.listed(items))
    usual = _("nobody handed it in for this audit’s period. Ask the organisation for it.")
    return row(each.what, refs, cell(_("Not held here: %(why)s") % {"why": each.absent or usual}, tone="none"))


def who_does_what(reading: Reading, title: object, lead: object) -> Section:
    """The matrix, line by line: which part is AWS's, which is ours, on which services, on what it rests."""
    table = Table(
        title=str(title),
        columns=(
            _("Requirement"),
            _("Control"),
            _("Services"),
            _("Borne by"),
            _("AWS’s part"),
            _("Our part"),
            _("Owner"),
        ),
        rows=tuple(_parts(reading)),
        empty=_("No requirement of this pack binds the system."),
    )
    return section("matrix", title, [table], lead)


def _parts(reading: Reading) -> Iterator[Row]:
    bearers = {Bearer.AWS: "AWS", Bearer.SHARED: _("shared"), Bearer.CUSTOMER: _("we")}
    for each in reading.matrix.rows:
        ref = each.requirement.ref
        for line in each.lines:
            assignment = line.assignment
            yield row(
                cell(ref, href=to_requirement(ref)),
                line.control_title,
                ", ".join(line.service_names) or _("whatever the service"),
                bearers[line.bearer],
                line.aws,
                line.customer,
                reading.people.shown(assignment.owner_id) if assignment else "",
            )
