"""Our part, duty by duty: what it asks, who keeps it, what shows it, and what checks say of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from compliance.models import Assignment, Duty, Outcome
from compliance.posture import DutyPosture, Standing
from compliance.wording import STANDING_SENTENCES, UNMET
from evidence.collecting.shipped import checks
from evidence.importing.findings import is_of_a_tool
from evidence.packs.packed import Packed
from evidence.reporting.tones import STANDING_TONES
from evidence.reports.readiness.exhibits import Exhibits
from evidence.reports.readiness.shown import Shown, shown_of
from frameworks import schema
from frameworks.compiled import Catalogue
from frameworks.inheritance import Part
from frameworks.inheritance.dividing import OVERSIGHT

Place = tuple[str, str | None]
"""A control and, where AWS's missing support opened the duty, the programme."""


@dataclass(frozen=True)
class SplitRow:
    """Our part and AWS's, side by side, with the services for which they stand; empty for what no service changes."""

    services: str
    ours: str
    aws: str


@dataclass(frozen=True)
class CheckRow:
    """A check's answers over all accounts and regions, by outcome, the pressing ones first."""

    title: str
    counts: tuple[tuple[str, int], ...]
    tone: str


@dataclass(frozen=True)
class DutyRow:
    number: str
    duty: Duty
    title: str
    code: Standing
    standing: str
    sentence: str
    tone: str
    assignment: Assignment | None
    overdue: bool
    splits: tuple[SplitRow, ...]
    evidence: tuple[Shown, ...]
    checks: tuple[CheckRow, ...]
    check_keys: frozenset[str]
    refs: tuple[str, ...]

    @property
    def items(self) -> int:
        """Of evidence, in the index."""
        return sum(len(shown.exhibits) for shown in self.evidence)


@dataclass(frozen=True)
class Theme:
    key: str
    title: str
    rows: tuple[DutyRow, ...]


def themes_of(packed: Packed, exhibits: Exhibits) -> tuple[Theme, ...]:
    """The duties behind the edition's requirements, under the catalogue's themes; numbered D-01 in this order."""
    catalogue = packed.catalogue
    refs: dict[Place, list[str]] = defaultdict(list)
    parts: dict[str, dict[str | None, Part]] = defaultdict(dict)
    for row in packed.posture.editions.get(packed.pack.edition.key, ()):
        for each in row.inheritance.controls:
            refs[each.control, None].append(row.requirement.ref)
        for programme in row.inheritance.aws.unmet if row.inheritance.aws else ():
            refs[OVERSIGHT, programme.programme].append(row.requirement.ref)
        for part in row.inheritance.parts:
            parts[part.control][part.service] = part
    serving = [row for row in packed.posture.duties if _place(row.duty) in refs]
    serving.sort(key=lambda row: (_theme(catalogue, row).title, *_title(row)))
    split_off = {(row.duty.control.key, row.duty.service.key) for row in serving if row.duty.service}
    rows = [
        (
            _theme(catalogue, row),
            _row(f"D-{place:02d}", row, packed, exhibits, refs, _mine(row.duty, parts, split_off)),
        )
        for place, row in enumerate(serving, start=1)
    ]
    return tuple(
        Theme(theme.key, theme.title, tuple(row for _, row in group))
        for theme, group in groupby(rows, key=lambda pair: pair[0])
    )


def _theme(catalogue: Catalogue, row: DutyPosture) -> schema.Theme:
    return catalogue.themes[catalogue.controls[row.duty.control.key].theme]


def _title(row: DutyPosture) -> tuple[str, str]:
    return row.duty.control.title, str(row.duty.part or "")


def _place(duty: Duty) -> Place:
    return duty.control.key, duty.programme.key if duty.programme else None


def _mine(duty: Duty, parts: Mapping[str, Mapping[str | None, Part]], split_off: set[tuple[str, str]]) -> list[Part]:
    """The split of the duty's control: of its own service, or of all that were not split off."""
    found = parts[duty.control.key].values()
    if duty.service:
        return [part for part in found if part.service == duty.service.key]
    return [part for part in found if (duty.control.key, part.service) not in split_off]


def _row(
    number: str,
    row: DutyPosture,
    packed: Packed,
    exhibits: Exhibits,
    refs: Mapping[Place, list[str]],
    parts: list[Part],
) -> DutyRow:
    duty, assignment = row.duty, row.duty.assignment
    due = assignment.due_on if assignment else None
    return DutyRow(
        number=number,
        duty=duty,
        title=" · ".join(filter(None, _title(row))),
        code=row.standing,
        standing=str(row.standing.label),
        sentence=str(STANDING_SENTENCES[row.standing]),
        tone=STANDING_TONES[row.standing],
        assignment=assignment,
        overdue=due is not None and due < packed.day and row.standing is not Standing.EVIDENCED,
        splits=(SplitRow("", str(UNMET), ""),) if duty.programme else _splits(parts, packed.catalogue),
        evidence=shown_of(row, exhibits),
        checks=tuple(_checks(row, packed)),
        check_keys=frozenset(each.source.partition("@")[0] for each in row.assessments),
        refs=tuple(refs[_place(duty)]),
    )


def _splits(parts: Iterable[Part], catalogue: Catalogue) -> tuple[SplitRow, ...]:
    """Each pair of texts once, with the services for which it stands."""
    services: dict[tuple[str, str], list[str]] = defaultdict(list)
    for part in parts:
        services[part.customer, part.aws].append(catalogue.services[part.service].name if part.service else "")
    return tuple(SplitRow(", ".join(filter(None, names)), *texts) for texts, names in services.items())


def _checks(row: DutyPosture, packed: Packed) -> Iterable[CheckRow]:
    """The duty's answers by check; reviews are shown with the evidence. A stale answer counts as stale."""
    known = checks()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in row.assessments:
        key, _, place = each.source.partition("@")
        if place:
            stale = each.fresh_until is not None and each.fresh_until < packed.pack.as_of
            counts[key]["stale" if stale else each.outcome] += 1
    labels = {**{str(outcome): str(outcome.label) for outcome in Outcome}, "stale": gettext("Stale")}
    order = [Outcome.FAIL, Outcome.ERROR, "stale", Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE]
    tones = {Outcome.FAIL: "bad", Outcome.ERROR: "blind", "stale": "blind", Outcome.PASS: "good"}
    for key, found in sorted(counts.items()):
        gone = key if is_of_a_tool(key) else gettext("%(check)s (retired)") % {"check": key}
        title = known[key].title if key in known else gone
        said = [outcome for outcome in order if found[outcome]]
        yield CheckRow(title, tuple((labels[str(each)], found[each]) for each in said), tones.get(said[0], "none"))
