"""Does a pack name the system that holds a duty for this one, and claim none of its evidence?"""

import pytest
from django.template import Context, Engine

from compliance.models import System
from evidence.models import Pack
from evidence.packs.packed import Packed
from evidence.packs.records import duty_records, requirement_records
from evidence.reporting.discovery import reports
from evidence.reporting.making import BASE, BUILTINS
from evidence.reports.readiness.register import register_of
from evidence.reports.readiness.requirements import families_of
from frameworks.models import CatalogueRelease
from tests.compliance.landing import a_landing_zone, duty_of, lean
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = "164.312(b)"


@pytest.fixture
def zone(harbour: Harbour) -> System:
    zone = a_landing_zone(harbour)
    lean(harbour, zone, "audit-logging")
    return zone


@pytest.fixture
def packed(harbour: Harbour, zone: System) -> Packed:
    release = CatalogueRelease.objects.latest("loaded_at")
    return Packed(
        Pack(
            system=harbour.system,
            engagement=harbour.engagement,
            edition=harbour.engagement.editions.get(),
            catalogue=release,
            as_of=harbour.now,
        )
    )


def test_its_records_keep_it_apart_from_our_duties(packed: Packed, zone: System) -> None:
    theirs = str(duty_of(zone, "audit-logging").pk)
    (record,) = [each for each in requirement_records(packed) if each["ref"] == AUDIT_CONTROLS]
    assert record["held_elsewhere"] == [
        {
            "duty": theirs,
            "system": {"id": str(zone.pk), "name": "Landing zone"},
            "control": "audit-logging",
            "standing": "not-started",
        }
    ]
    assert theirs not in record["duties"]
    assert theirs not in {each["duty"] for each in duty_records(packed)}


def test_its_report_says_where_it_is_held(packed: Packed) -> None:
    families = families_of(packed, (), register_of(packed))
    engine = Engine(dirs=[str(reports()["readiness"].folder), str(BASE)], builtins=BUILTINS)
    context = Context({"report": {"families": families, "edition": packed.catalogue.editions["hipaa-2013"]}})
    page = engine.get_template("requirements.html").render(context)
    held = [row.requirement.ref for family in families for row in family.rows if row.held]
    assert AUDIT_CONTROLS in held
    assert page.count("held in Landing zone, whose evidence is not in this pack") == len(held)
