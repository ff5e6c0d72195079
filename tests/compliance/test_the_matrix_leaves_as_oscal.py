"""Is the plan valid OSCAL, does each of its ids lead somewhere, and does it claim no more than the page?"""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from trestle.oscal.ssp import SystemSecurityPlan

from compliance.actions.narrating import narrate
from compliance.exports.ssp import plan_of
from compliance.inheritance.support import Support
from compliance.models import Acceptance, Attestation
from compliance.posture import Standing
from frameworks.oscal import catalog_of
from tests.compliance.leaving import EDITION, PCI, also_answers_to_pci, bytes_of, matrix
from tests.factories import Harbour

pytestmark = pytest.mark.django_db
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def plan(harbour: Harbour, edition: str = EDITION) -> dict[str, Any]:
    return plan_of(matrix(harbour, edition))["system-security-plan"]


def requirements(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each by our reference."""
    return {prop(each, "label"): each for each in document["control-implementation"]["implemented-requirements"]}


def prop(entry: dict[str, Any], name: str) -> str:
    return next(each["value"] for each in entry["props"] if each["name"] == name)


def values(value: Any, name: str) -> Iterator[str]:
    """Every value of that name, at any depth."""
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == name and isinstance(each, str))
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values(each, name)


def component(document: dict[str, Any], requirement: dict[str, Any], type_: str) -> dict[str, Any]:
    titled = {each["type"]: each["uuid"] for each in document["system-implementation"]["components"]}
    found = (each for each in requirement["by-components"] if each["component-uuid"] == titled[type_])
    return next(found, {})


@pytest.mark.parametrize("edition", [EDITION, PCI])
def test_trestle_takes_it_and_gives_it_back_unchanged(
    harbour: Harbour, client: Client, tmp_path: Path, edition: str
) -> None:
    also_answers_to_pci(harbour)
    content = bytes_of(client, harbour, "oscal", edition)
    document = json.loads(content)
    SystemSecurityPlan(**document["system-security-plan"])
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    read = SystemSecurityPlan.oscal_read(file)
    assert read is not None
    assert json.loads(read.oscal_serialize_json()) == document


def test_every_uuid_is_one_things_own_and_each_reference_leads_to_one(harbour: Harbour) -> None:
    document = plan(harbour)
    own = list(values(document, "uuid"))
    assert len(own) == len(set(own))
    assert [each for each in own if not UUID.fullmatch(each)] == []
    for name in ("provided-uuid", "responsibility-uuid", "component-uuid", "party-uuid"):
        found = set(values(document, name))
        assert found
        assert found <= set(own)
    aws = document["system-implementation"]["components"][1]
    leveraged = {each["value"] for each in aws["props"] if each["name"] == "leveraged-authorization-uuid"}
    assert leveraged == {each["uuid"] for each in document["system-implementation"]["leveraged-authorizations"]}


def test_its_controls_are_those_of_our_catalog(harbour: Harbour) -> None:
    catalog = catalog_of(harbour.catalogue, harbour.catalogue.editions[EDITION], harbour.now)
    found = requirements(plan(harbour))
    assert {each["control-id"] for each in found.values()} <= set(values(catalog, "id"))
    assert found.keys() == {row.requirement.ref for row in matrix(harbour).rows}


def test_it_leverages_the_documents_relied_on(harbour: Harbour) -> None:
    leveraged = plan(harbour)["system-implementation"]["leveraged-authorizations"]
    titles = {each["title"].rpartition(": ")[2]: each for each in leveraged}
    assert titles.keys() == {"AWS-DEMO-HIPAA-BAA", "AWS-DEMO-SOC2"}
    ended = harbour.now.date() - datetime.timedelta(days=60)
    assert titles["AWS-DEMO-SOC2"]["date-authorized"] == ended.isoformat()


def test_a_shared_requirement_is_provided_inherited_and_satisfied(harbour: Harbour) -> None:
    document = plan(harbour)
    (row,) = [row for row in matrix(harbour).rows if row.requirement.ref == "164.312(b)"]
    requirement = requirements(document)["164.312(b)"]
    ours, aws = (component(document, requirement, type_) for type_ in ("this-system", "system"))
    provided = {each["uuid"]: each["description"] for each in aws["export"]["provided"]}
    assert sorted(provided.values()) == sorted(line.aws for line in row.lines if line.aws)
    assert {each["provided-uuid"]: each["description"] for each in ours["inherited"]} == provided
    left = {each["uuid"] for each in aws["export"]["responsibilities"]}
    assert {each["responsibility-uuid"] for each in ours["satisfied"]} == left
    originations = {each["value"] for each in requirement["props"] if each["name"] == "control-origination"}
    assert originations == {"customer-configured", "inherited"}


def test_nothing_is_inherited_while_the_documents_do_not_hold(harbour: Harbour) -> None:
    also_answers_to_pci(harbour)  # and holds no AOC
    document, rows = plan(harbour, PCI), matrix(harbour, PCI).rows
    assert {row.support for row in rows} & {Support.SUPPORTED, Support.COMMITTED} == set()
    assert "leveraged-authorizations" not in document["system-implementation"]
    offered = 0
    for requirement in requirements(document).values():
        ours, aws = (component(document, requirement, type_) for type_ in ("this-system", "system"))
        assert "inherited" not in ours
        assert "inherited" not in [each["value"] for each in requirement["props"]]
        assert "implementation-status" not in aws
        offered += "export" in aws
    assert offered


def test_a_contract_alone_implements_nothing(harbour: Harbour) -> None:
    """The BAA binds AWS to it; that its controls operated nobody has examined."""
    report = Attestation.objects.known().get(programme__key="aws-soc2")
    Acceptance.objects.filter(attestation=report).update(superseded_at=harbour.now)
    document = plan(harbour)
    committed = [row for row in matrix(harbour).rows if row.support is Support.COMMITTED]
    assert committed
    for row in committed:
        requirement = requirements(document)[row.requirement.ref]
        ours, aws = (component(document, requirement, type_) for type_ in ("this-system", "system"))
        assert ours["inherited"] and "implementation-status" not in aws
        assert "bound by contract, but no current examination" in aws["remarks"]


def test_what_does_not_bind_says_so_and_claims_nothing(harbour: Harbour) -> None:
    document = plan(harbour)
    requirement = requirements(document)["164.410(a)"]
    (ours,) = requirement["by-components"]
    assert ours["implementation-status"]["state"] == "not-applicable"
    assert "It binds other roles" in ours["description"]
    assert [each for each in requirement["props"] if each["name"] == "control-origination"] == []


def test_only_evidence_makes_a_part_implemented(harbour: Harbour) -> None:
    document = plan(harbour)
    found = requirements(document)
    for row in matrix(harbour).rows:
        ours = component(document, found[row.requirement.ref], "this-system")
        is_implemented = ours.get("implementation-status", {}).get("state") == "implemented"
        assert is_implemented == (row.standing is Standing.EVIDENCED)


def test_how_a_duty_is_done_and_by_whom_is_in_it(harbour: Harbour) -> None:
    narrate(
        duty=harbour.duty("encryption-at-rest"),
        narrative="Keys are ours and turn each year.",
        actor=harbour.cast.nora,
        now=harbour.now,
    )
    document = plan(harbour)
    people = {each["uuid"]: each["name"] for each in document["metadata"]["parties"]}
    said = [
        each
        for requirement in requirements(document).values()
        for each in component(document, requirement, "this-system").get("satisfied", ())
        if each["description"] == "Keys are ours and turn each year."
    ]
    assert said
    for each in said:
        names = {role["role-id"]: people[role["party-uuids"][0]] for role in each["responsible-roles"]}
        assert names == {"owner": "Nora Lind", "reviewer": "Rita Shah"}


def test_the_same_day_is_the_same_document(harbour: Harbour) -> None:
    assert plan(harbour) == plan(harbour)
