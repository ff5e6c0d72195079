"""Is a system of ours that holds duties for this one leveraged, and does each claim stand where it is held?"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from trestle.oscal.ssp import SystemSecurityPlan

from compliance.actions.narrating import narrate
from compliance.models import System
from tests.compliance.landing import LEANED, a_landing_zone, duty_of, lean
from tests.compliance.leaving import bytes_of, matrix
from tests.compliance.test_the_matrix_leaves_as_oscal import plan, prop, requirements, values
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = "164.312(b)"


@pytest.fixture
def zone(harbour: Harbour) -> System:
    return a_landing_zone(harbour)


def parts(document: dict[str, Any], ref: str) -> dict[str, dict[str, Any]]:
    """What each component says of a requirement, by the component's title."""
    titles = {each["uuid"]: each["title"] for each in document["system-implementation"]["components"]}
    return {titles[each["component-uuid"]]: each for each in requirements(document)[ref]["by-components"]}


def test_trestle_takes_it_and_gives_it_back_unchanged(
    harbour: Harbour, zone: System, client: Client, tmp_path: Path
) -> None:
    lean(harbour, zone)
    content = bytes_of(client, harbour, "oscal")
    document = json.loads(content)
    SystemSecurityPlan(**document["system-security-plan"])
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    read = SystemSecurityPlan.oscal_read(file)
    assert read is not None
    assert json.loads(read.oscal_serialize_json()) == document


def test_every_reference_leads_to_one_thing(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    document = plan(harbour)
    own = list(values(document, "uuid"))
    assert len(own) == len(set(own))
    for name in ("provided-uuid", "responsibility-uuid", "component-uuid", "party-uuid"):
        assert set(values(document, name)) <= set(own)


def test_the_system_leaned_on_is_leveraged_beside_awss_documents(harbour: Harbour, zone: System) -> None:
    before = plan(harbour)["system-implementation"]
    leaning = lean(harbour, zone)
    after = plan(harbour)["system-implementation"]
    (added,) = [each for each in after["leveraged-authorizations"] if each not in before["leveraged-authorizations"]]
    assert (added["title"], added["date-authorized"]) == ("Landing zone", leaning.valid_from.isoformat())
    components = {each["title"]: each for each in after["components"]}
    assert prop(components["Landing zone"], "leveraged-authorization-uuid") == added["uuid"]
    assert prop(components["Landing zone"], "implementation-point") == "internal"
    assert added["uuid"] not in {each["value"] for each in components["Amazon Web Services"]["props"]}


def test_what_it_holds_it_provides_and_we_inherit_and_satisfy_no_more(harbour: Harbour, zone: System) -> None:
    narrate(
        duty=duty_of(zone, "audit-logging"), narrative="One trail for all.", actor=harbour.cast.olive, now=harbour.now
    )
    lean(harbour, zone)
    document = plan(harbour)
    found = parts(document, AUDIT_CONTROLS)
    ours, theirs, aws = (found[title] for title in (str(harbour.system), "Landing zone", "Amazon Web Services"))
    (row,) = [row for row in matrix(harbour).rows if row.requirement.ref == AUDIT_CONTROLS]
    held = [line for line in row.lines if line.holder]
    assert {line.control for line in held} == {"audit-logging"}

    provided = {each["uuid"]: each["description"] for each in theirs["export"]["provided"]}
    assert sorted(provided.values()) == sorted(line.customer for line in held)
    inherited = {each["provided-uuid"]: each["description"] for each in ours["inherited"]}
    assert provided.items() <= inherited.items()

    left = {each["uuid"] for each in aws["export"]["responsibilities"]}
    by_us = {each["responsibility-uuid"] for each in ours["satisfied"]}
    by_them = {each["responsibility-uuid"]: each for each in theirs["satisfied"]}
    assert by_us | by_them.keys() == left and by_us.isdisjoint(by_them)
    assert {each["description"] for each in by_them.values()} == {"One trail for all."}
    assert theirs["implementation-status"]["state"] == "planned"


def test_where_all_of_our_part_is_held_elsewhere_our_component_only_inherits(harbour: Harbour, zone: System) -> None:
    (row,) = [row for row in matrix(harbour).rows if row.requirement.ref == AUDIT_CONTROLS]
    lean(harbour, zone, *sorted({line.control for line in row.lines if line.customer}))
    found = parts(plan(harbour), AUDIT_CONTROLS)
    assert "implementation-status" not in found[str(harbour.system)]
    assert "satisfied" not in found[str(harbour.system)]
    assert "implementation-status" in found["Landing zone"]


def test_without_leaning_there_is_no_word_of_it(harbour: Harbour, zone: System) -> None:
    assert "Landing zone" not in json.dumps(plan(harbour))
    lean(harbour, zone, *LEANED)
    assert "Landing zone" in json.dumps(plan(harbour))
