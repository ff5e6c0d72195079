"""Evidence and readiness: everything that the report says, read once from the pack's frozen row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext

from compliance.inheritance.support import Support
from compliance.models import Membership, Role
from compliance.posture import Standing
from compliance.wording import CLASSES
from evidence.models import Run
from evidence.packs import records as pack_records
from evidence.packs.packed import Packed
from evidence.reporting.boundary import Boundary, boundary_of
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import apart, role_of, scope_fact
from evidence.reporting.stretches import Stretch, stretches
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
    def cover(self) -> Cover:
        pack, title = self.packed.pack, {"edition": self.edition.title}
        audit = pack.engagement
        days = (date_format(audit.period_start, "j M Y"), date_format(audit.period_end, "j M Y"))
        says = gettext(
            "It says who bears each requirement of %(edition)s, on the strength of which documents of AWS, who owns our"
            " part, which evidence there is, and what is missing. Whether that meets %(edition)s is for its reader to"
            " conclude."
        )
        in_our_words = gettext(
            "Requirements are told in our own words under their official references; the publisher’s text governs."
        )
        return Cover(
            subtitle=pack.system.purpose,
            says=says % title,
            facts=(
                (gettext("Engagement"), audit.title),
                (gettext("Period"), gettext("%(first)s – %(last)s") % {"first": days[0], "last": days[1]}),
                scope_fact(self.boundary, self.role),
                (gettext("Pack"), str(pack.pk)),
            ),
            notes=(f"{apart()} {in_our_words}",),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """Parts 4 to 7 are named by their numbers in the others' words."""
        families = tuple(Heading(each.anchor, each.title) for each in self.families)
        themes = tuple(Heading(f"theme-{each.key}", each.title) for each in self.themes)
        items = tuple(Heading(each.anchor, each.title) for each in self.items)
        return (
            Part("summary", gettext("What this report says")),
            Part("scope", gettext("Scope")),
            Part("register", gettext("AWS’s documents")),
            Part("requirements", gettext("Requirements"), families),
            Part("duties", gettext("Our duties"), themes),
            Part("missing", gettext("What is missing")),
            Part("evidence", gettext("Evidence index"), items if len(items) > 1 else ()),
            Part("integrity", gettext("Integrity")),
        )

    @property
    def items(self) -> tuple[Stretch[Exhibit], ...]:
        return tuple(stretches("items", gettext("Items"), self.exhibits, lambda each: each.number))

    @property
    def data(self) -> Any:
        """The pack's own records, by which people are ids, and what is missing as the report tells it."""
        packed, missing = self.packed, self.missing
        return {
            "engagement": pack_records.engagement_record(packed),
            "requirements": pack_records.requirement_records(packed),
            "duties": pack_records.duty_records(packed),
            "items": pack_records.item_records(packed),
            "missing": {"findings": missing.findings, "blind": missing.blind, "unsupported": missing.unsupported},
        }

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
    pack = packed.pack
    exhibits, register = Exhibits(packed), register_of(packed)
    themes = themes_of(packed, exhibits)
    duties = [row for theme in themes for row in theme.rows]
    edition = packed.catalogue.editions[pack.edition.key]
    return Readiness(
        packed=packed,
        edition=edition,
        role=role_of(packed, edition),
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
