"""Does an auditor find in a pack what was decided about a requirement: who, why and until when?"""

import pytest
from django.template import Context, Engine

from compliance.models import Decision
from compliance.wording import decision_sentence
from evidence.models import Pack
from evidence.packs.packed import Packed
from evidence.packs.records import requirement_records
from evidence.reporting.discovery import reports
from evidence.reporting.making import BASE, BUILTINS
from evidence.reports.readiness.register import register_of
from evidence.reports.readiness.requirements import families_of
from frameworks.models import CatalogueRelease
from tests.compliance.deciding import ADDRESSABLE, REQUIRED, approved, proposed
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def decisions(harbour: Harbour) -> dict[str, Decision]:
    """One is in force and one on record only; a third waits for approval."""
    proposed(harbour, "164.312(b)", "not-applicable", author=harbour.cast.olive)
    return {
        ADDRESSABLE: approved(harbour),
        REQUIRED: approved(harbour, REQUIRED, "risk-acceptance", author=harbour.cast.olive),
    }


@pytest.fixture
def packed(harbour: Harbour, decisions: dict[str, Decision]) -> Packed:
    release = CatalogueRelease.objects.latest("loaded_at")
    return Packed(
        Pack(
            system=harbour.system,
            engagement=harbour.engagement,
            edition=harbour.engagement.editions.get(),
            catalogue=release,
            as_of=harbour.now,
        ),
    )


def test_its_records_name_each_decision_in_force(packed: Packed, decisions: dict[str, Decision]) -> None:
    told = {row["ref"]: row for row in requirement_records(packed) if row["decisions"]}
    assert told.keys() == decisions.keys()
    (record,) = told[ADDRESSABLE]["decisions"]
    assert (told[ADDRESSABLE]["standing"], record["changes_status"]) == ("decided", True)
    assert record["decision"] == str(decisions[ADDRESSABLE].pk)
    assert [each["answer"] for each in record["answers"]] == [f"Answer {n} about the archive." for n in range(3)]
    assert told[REQUIRED]["standing"] != "decided"


def test_its_report_says_who_decided_why_and_until_when(packed: Packed, decisions: dict[str, Decision]) -> None:
    families = families_of(packed, (), register_of(packed))
    engine = Engine(dirs=[str(reports()["readiness"].folder), str(BASE)], builtins=BUILTINS)
    context = Context({"report": {"families": families, "edition": packed.catalogue.editions["hipaa-2013"]}})
    page = engine.get_template("requirements.html").render(context)
    for decision in decisions.values():
        assert decision_sentence(decision) in page
        assert f"Written by {decision.author}: {decision.justification}" in " ".join(page.split()).replace("</p>", "")
    assert page.count("Answer 2 about the archive.") == 2
