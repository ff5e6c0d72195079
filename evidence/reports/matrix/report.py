"""The responsibility matrix as an assessor reads it: the same values as in the other forms in which it leaves."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from compliance.attested.expectations import ExpectationLine, UserEntityLine, expectations_of
from compliance.exports import plain
from compliance.exports.reading import matrix_of
from compliance.exports.shapes import Matrix, Row
from compliance.inheritance.support import Support
from compliance.models import FrameworkScope
from compliance.wording import REMEDIES, reason_sentence
from evidence.asked import Asked
from evidence.reporting.boundary import Boundary, boundary_of
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import apart, asked_fact, scope_fact
from evidence.reporting.tones import STANDING_TONES, SUPPORT_TONES
from evidence.reports.matrix.carrying import Carried, carried_of
from evidence.reports.matrix.controls import ControlSheet, Entry, cells_of, sheets_of
from evidence.reports.matrix.variants import Variant, variant_of
from frameworks.inheritance import InheritanceClass
from frameworks.schema import Bearer, Edition, Obligation
from frameworks.wording import OBLIGATIONS


@dataclass(frozen=True)
class MatrixRow:
    """One requirement with its controls by who bears them. `documents` are those relied on, by their numbers."""

    row: Row
    obligation: str
    class_: str
    aws: tuple[Entry, ...]
    both: tuple[Entry, ...]
    ours: tuple[Entry, ...]
    documents: str
    tone: str
    standing_tone: str


@dataclass(frozen=True)
class Family:
    anchor: str
    title: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Against:
    """What stands against AWS's part, what to do about it, and the requirements that it concerns."""

    sentence: str
    remedy: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """What we expect of AWS or of our clients, with its controls by their numbers, where the matrix has them."""

    number: str
    wording: str
    controls: tuple[Entry, ...]


@dataclass(frozen=True)
class Complementary:
    """The three lists that an examiner keeps apart."""

    of_aws: tuple[Expected, ...]
    of_us: tuple[UserEntityLine, ...]
    of_clients: tuple[Expected, ...]


@dataclass(frozen=True)
class MatrixReport:
    """`expectations` only where the framework knows complementary controls."""

    asked: Asked
    edition: Edition
    matrix: Matrix
    variant: Variant
    boundary: Boundary
    carried: Carried
    families: tuple[Family, ...]
    controls: tuple[ControlSheet, ...]
    against: tuple[Against, ...]
    expectations: Complementary | None
    charts: tuple[Chart, ...]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says who bears each requirement of %(edition)s on one day, service by service, and on the strength of"
            " which documents of AWS. Whether that meets %(edition)s is for its reader to conclude."
        )
        return Cover(
            subtitle=str(self.variant.subtitle),
            says=says % {"edition": self.edition.title},
            facts=(scope_fact(self.boundary, self.matrix.role), asked_fact(self.asked)),
            notes=(*map(str, self.variant.notes), apart()),
        )

    @property
    def data(self) -> Any:
        """The same as the matrix's other form for programs (docs/matrix.md)."""
        return json.loads(plain.write(self.matrix))

    @property
    def parts(self) -> tuple[Part, ...]:
        found = [
            Part("summary", gettext("What this matrix says")),
            Part("scope", gettext("Scope")),
            Part("carried", str(self.variant.carried)),
            *([Part("expectations", gettext("Complementary controls"))] if self.expectations else []),
            Part("matrix", gettext("The matrix"), tuple(Heading(each.anchor, each.title) for each in self.families)),
            Part("controls", gettext("Who does what, control by control")),
            Part("against", gettext("What stands against AWS’s part")),
            Part("sources", gettext("Sources")),
        ]
        return tuple(found)

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        rows = [row.row for family in self.families for row in family.rows]
        classes = Counter(row.class_ for row in rows)
        yield gettext("Requirements"), len(rows)
        for class_ in InheritanceClass:
            yield str(self.variant.classes[class_]), classes[class_]
        yield gettext("AWS’s part unsupported"), sum(row.support is Support.UNSUPPORTED for row in rows)


def read(asked: Asked) -> MatrixReport:
    """A fixed number of queries, whatever the number of requirements, services and documents."""
    edition, catalogue, posture = asked.edition, asked.catalogue, asked.posture
    matrix = matrix_of(posture, edition, catalogue, asked.as_of)
    scopes = FrameworkScope.objects.on(asked.day, asked.as_of).filter(system=asked.system, edition__key=edition.key)
    variant = variant_of(edition.framework, next((scope.role for scope in scopes), ""))
    carried = carried_of(asked)
    controls = sheets_of(matrix.rows, catalogue)
    numbers = {sheet.control.key: sheet.number for sheet in controls}
    families = tuple(_families(matrix, numbers, carried, variant))
    return MatrixReport(
        asked=asked,
        edition=edition,
        matrix=matrix,
        variant=variant,
        boundary=boundary_of(asked, edition),
        carried=carried,
        families=families,
        controls=controls,
        against=tuple(_against(asked)),
        expectations=_complementary(asked, numbers) if variant.has_expectations else None,
        charts=tuple(_charts(matrix.rows, variant)),
    )


def _complementary(asked: Asked, numbers: Mapping[str, str]) -> Complementary:
    lists = expectations_of(asked.posture, asked.catalogue)

    def expected(line: ExpectationLine) -> Expected:
        entries = tuple(Entry(numbers.get(each.key, ""), each.title, "") for each in line.controls)
        return Expected(line.number, line.wording, entries)

    return Complementary(
        of_aws=tuple(map(expected, lists.of_aws)),
        of_us=lists.of_us,
        of_clients=tuple(map(expected, lists.of_clients)),
    )


def _families(matrix: Matrix, numbers: Mapping[str, str], carried: Carried, variant: Variant) -> Iterator[Family]:
    documents = carried.numbers
    every = frozenset(name for row in matrix.rows for line in row.lines for name in line.service_names)
    groups = groupby(matrix.rows, key=lambda row: row.requirement.family)
    for place, (title, rows) in enumerate(groups, start=1):
        shown = tuple(_row(row, numbers, documents, every, variant) for row in rows)
        yield Family(f"family-{place}", title, shown)


def _row(
    row: Row, numbers: Mapping[str, str], documents: Mapping[str, str], every: frozenset[str], variant: Variant
) -> MatrixRow:
    cells = cells_of(row, numbers, every)
    return MatrixRow(
        row=row,
        obligation="" if row.obligation is Obligation.NONE else str(OBLIGATIONS[row.obligation]),
        class_=str(variant.classes[row.class_]),
        aws=cells[Bearer.AWS],
        both=cells[Bearer.SHARED],
        ours=cells[Bearer.CUSTOMER],
        documents=", ".join(documents.get(identity, identity) for identity in row.leans_on),
        tone=SUPPORT_TONES[row.support],
        standing_tone=STANDING_TONES[row.standing] if row.standing else "none",
    )


def _against(asked: Asked) -> Iterator[Against]:
    """Each reason once, in the order of the requirements that it concerns."""
    unknown = (
        gettext("The catalogue knows no document of AWS’s that this framework leans on."),
        gettext("Have AWS’s part assessed as your own, or agree with the assessor on what shows it."),
    )
    refs: dict[tuple[str, str], list[str]] = {}
    for each in asked.posture.editions[asked.edition.key]:
        if each.support is Support.UNSUPPORTED and each.inheritance.aws:
            reasons = each.inheritance.aws.reasons
            said = [(reason_sentence(reason, asked.catalogue), str(REMEDIES[reason.code])) for reason in reasons]
            for pair in said or [unknown]:
                refs.setdefault(pair, []).append(each.requirement.ref)
    for (sentence, remedy), concerned in refs.items():
        yield Against(sentence, remedy, tuple(dict.fromkeys(concerned)))


def _charts(rows: Iterable[Row], variant: Variant) -> Iterator[Chart]:
    """Counts, side by side and never added up: there is no score."""
    classes = Counter(row.class_ for row in rows)
    supports = Counter(row.support for row in rows if not row.unbound)
    yield chart(
        gettext("Requirements by who bears them"),
        [(str(variant.classes[each]), classes[each], "plain") for each in InheritanceClass],
    )
    yield chart(
        gettext("Requirements by the support of AWS’s part"),
        [(str(each.label), supports[each], SUPPORT_TONES[each]) for each in reversed(Support)],
    )
