"""Evidence and readiness: everything that the report says, read once from the pack's frozen row."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from compliance.inheritance.support import Support
from compliance.models import FrameworkScope, Membership, Role
from compliance.posture import Standing
from compliance.wording import CLASSES
from evidence.models import Run
from evidence.packed import Packed
from evidence.reporting.boundary import Boundary, boundary_of
from evidence.reporting.charts import Chart, chart
from evidence.reporting.tones import STANDING_TONES, SUPPORT_TONES
from evidence.reports.readiness.duties import DutyRow, Theme, themes_of
from evidence.reports.readiness.exhibits import Exhibit, Exhibits
from evidence.reports.readiness.missing import Missing, missing_of
from evidence.reports.readiness.register import Register, register_of
from evidence.reports.readiness.requirements import Family, families_of
from frameworks.inheritance import InheritanceClass
from frameworks.schema import Edition


@dataclass(frozen=True)
class Person:
    name: str
    roles: str


@dataclass(frozen=True)
class RunRow:
    """`cells`: what was expected. `items` and `gaps` are what became of it."""

    run: Run
    items: int
    gaps: int


@dataclass(frozen=True)
class Readiness:
    packed: Packed
    edition: Edition
    role: str
    boundary: Boundary
    people: tuple[Person, ...]
    charts: tuple[Chart, ...]
    register: Register
    families: tuple[Family, ...]
    themes: tuple[Theme, ...]
    missing: Missing
    exhibits: tuple[Exhibit, ...]
    runs: tuple[RunRow, ...]
    root: str

    @property
    def origin(self) -> str:
        """The ledger's name: the first line of its checkpoint."""
        return self.packed.checkpoint.note.partition("\n")[0]

    @property
    def requirements(self) -> int:
        return sum(not row.heading for family in self.families for row in family.rows)

    @property
    def duties(self) -> tuple[DutyRow, ...]:
        return tuple(row for theme in self.themes for row in theme.rows)

    @property
    def owned(self) -> int:
        return sum(row.assignment is not None for row in self.duties)


def read(packed: Packed) -> Readiness:
    """A fixed number of queries, whatever the number of requirements, duties and items."""
    prefetch_related_objects(packed.uses, "submitted_by", "reviewed_by")
    pack, day = packed.pack, packed.day
    exhibits, register = Exhibits(packed), register_of(packed)
    themes = themes_of(packed, exhibits)
    duties = [row for theme in themes for row in theme.rows]
    scope = FrameworkScope.objects.on(day, pack.as_of).filter(system=pack.system, edition=pack.edition)
    edition = packed.catalogue.editions[pack.edition.key]
    return Readiness(
        packed=packed,
        edition=edition,
        role=", ".join(edition.roles.get(row.role, row.role) for row in scope),
        boundary=boundary_of(packed, edition),
        people=tuple(_people(packed)),
        charts=tuple(_charts(packed, duties)),
        register=register,
        families=families_of(packed, duties, register),
        themes=themes,
        missing=missing_of(packed, duties),
        exhibits=exhibits.all,
        runs=tuple(_runs(packed)),
        root=bytes(packed.checkpoint.root).hex(),
    )


def _people(packed: Packed) -> Iterable[Person]:
    """Whoever holds a role in the system on the day, by name."""
    held: dict[str, list[str]] = {}
    rows = Membership.objects.on(packed.day, packed.pack.as_of).filter(system=packed.pack.system)
    for row in rows.select_related("user").order_by("user__name", "role"):
        held.setdefault(str(row.user), []).append(str(Role(row.role).label))
    return (Person(name, ", ".join(roles)) for name, roles in held.items())


def _runs(packed: Packed) -> Iterable[RunRow]:
    items: dict[object, int] = {}
    for job in packed.jobs:
        items[job.run_id] = items.get(job.run_id, 0) + hasattr(job, "item")
    for run in packed.runs:
        kept = items.get(run.pk, 0)
        yield RunRow(run, kept, run.expected_cells - kept)


def _charts(packed: Packed, duties: Iterable[DutyRow]) -> Iterable[Chart]:
    """Counts, side by side and never added up: there is no score."""
    rows = packed.posture.editions.get(packed.pack.edition.key, ())
    classes = [row.inheritance.class_ for row in rows]
    supports = [row.support for row in rows if row.inheritance.unbound is None]
    standings = [row.code for row in duties]
    yield chart(
        gettext("Requirements by who bears them"),
        [
            (str(CLASSES[each]), classes.count(each), "plain")
            for each in InheritanceClass
            if each is not InheritanceClass.NOT_APPLICABLE or each in classes
        ],
    )
    yield chart(
        gettext("Requirements by the support of AWS’s part"),
        [(str(each.label), supports.count(each), SUPPORT_TONES[each]) for each in reversed(Support)],
    )
    yield chart(
        gettext("Our duties by their standing"),
        [
            (str(each.label), standings.count(each), STANDING_TONES[each])
            for each in Standing
            if each is not Standing.DECIDED
        ],
    )
