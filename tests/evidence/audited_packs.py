"""An audit of Harbour that left something of everything, and packs of it whose choice is made: read, not yet built."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from compliance.actions.concluding import share_conclusions
from compliance.actions.expecting import begin_with_suggestions
from compliance.actions.granting import open_engagement
from compliance.actions.scoping import answer_to
from compliance.actions.settling import settle_duties
from compliance.models import Engagement, StepKind
from evidence.actions.packing import request_pack, seal_choice
from evidence.jobs import engine
from evidence.models import ItemUse, Pack
from evidence.packs.audit import PackedAudit
from evidence.packs.choices import EVERYTHING, Choices
from evidence.packs.layouts.building import layout_of
from evidence.packs.layouts.shapes import Layout, Section, Table
from evidence.packs.packed import Packed
from evidence.packs.people import People
from frameworks.compiled import shipped
from frameworks.models import Edition
from tests.compliance.audited import concluded
from tests.compliance.found import brought_to
from tests.evidence.asked import ask
from tests.evidence.drawn import a_sample
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

ROLES = {"soc2": "service-organisation", "pci-dss": "service-provider", "gdpr": "controller"}
FORMS = {"soc2": "type-2", "pci-dss": "roc"}
DATA = ["phi", "cardholder", "personal", "customer"]


def audited(harbour: Harbour) -> ItemUse:
    """Nora's policy, Ben's population with Ada's sample, Ada's finding, request and conclusion, which is shared."""
    use = hand_in(harbour)
    a_sample(harbour)
    brought_to(harbour, StepKind.RESPONSE, StepKind.ACTION)
    ask(harbour, by="ada", now=harbour.now)
    concluded(harbour, "164.312(b)", outcome="exception", note="Three days without review.")
    share_conclusions(engagement=harbour.engagement, actor=harbour.cast.ada, on=harbour.on, now=timezone.now())
    return use


def examined_under(harbour: Harbour, *frameworks: str) -> Engagement:
    """Harbour answers to these as well, and one audit examines them over the same days."""
    cast, now, since = harbour.cast, harbour.now, harbour.on - datetime.timedelta(days=300)
    harbour.system.data_classes = DATA
    for key in frameworks:
        edition = Edition.objects.by_key(key)
        form = FORMS.get(key, "")
        answer_to(
            system=harbour.system,
            edition=edition,
            role=ROLES[key],
            since=since,
            actor=cast.olive,
            now=now,
            assessment=form,
        )
    settle_duties(system=harbour.system, catalogue=shipped(), on=harbour.on, actor=cast.olive, now=now)
    for kind in ("csoc", "cuec"):
        begin_with_suggestions(system=harbour.system, kind=kind, since=since, actor=cast.olive, now=now)
    return open_engagement(
        system=harbour.system,
        examined={Edition.objects.by_key(key): FORMS.get(key, "") for key in frameworks},
        title="Every framework",
        period_start=harbour.engagement.period_start,
        period_end=harbour.engagement.period_end,
        actor=cast.olive,
        now=now,
    )


def chosen(
    harbour: Harbour, framework: str = "hipaa", choices: Choices = EVERYTHING, engagement: Engagement | None = None
) -> Packed:
    """A pack that was asked for and whose choice is in the ledger."""
    pack = request_pack(
        engagement=engagement or harbour.engagement,
        edition=Edition.objects.by_key(framework),
        actor=harbour.cast.olive,
        now=timezone.now(),
        choices=choices,
    )
    return sealed_choice(pack)


def sealed_choice(pack: Pack) -> Packed:
    assert pack.job is not None
    held = engine.claim(pack.job.pk, timezone.now())
    assert held is not None
    seal_choice(pack, held)
    return Packed(Pack.objects.get(pk=pack.pk))


def read(packed: Packed) -> Layout:
    return layout_of(packed, PackedAudit(packed), People(packed))


def part(layout: Layout, key: str) -> Section:
    return next(section for section in layout.sections if section.key == key)


def rows(layout: Layout, key: str, table: int = 0) -> list[list[str]]:
    """A table of a section, as text."""
    tables = [block for block in part(layout, key).blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for row in tables[table].rows]


def keys(layout: Layout) -> Sequence[str]:
    return [section.key for section in layout.sections]
