"""Does the pack hold what the audit left: what was expected and came, populations, findings, requests, conclusions?"""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from compliance.models import StepKind
from evidence.models import LeftOut, Request
from evidence.packs.audit import PackedAudit
from evidence.packs.choices import Choices, Without
from evidence.packs.files import records
from evidence.packs.packed import Packed
from evidence.packs.people import People
from evidence.requests import state_of
from evidence.sampling import place_of
from tests.compliance.audited import concluded
from tests.compliance.found import follow, where
from tests.evidence.asked import answered, ask
from tests.evidence.audited_packs import audited, chosen, part, read, rows
from tests.evidence.drawn import SEED, a_population
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

HOUR = datetime.timedelta(hours=1)


def held(packed: Packed) -> dict[str, Any]:
    return records(packed, PackedAudit(packed), People(packed))


@pytest.mark.database
def test_a_population_and_its_sample_go_in_with_their_file(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    (said,) = held(packed)["populations.json"]
    population = packed.populations[0]
    assert (said["item"], said["count"]) == (str(population.item_id), 40)
    assert population.item_id in packed.numbers
    assert said["query"].startswith("project = CHG") and said["extracted_by"] == "Ben Ortiz"
    (sample,) = said["samples"]
    assert (sample["seed"], sample["size"], sample["drawn_by"]) == (SEED, 5, str(harbour.cast.ada.pk))
    assert all(row["sha256"] == place_of(SEED, row["position"]) for row in sample["rows"])
    assert len(sample["rows"]) == 5


def test_findings_go_in_with_their_steps_as_they_were_at_the_instant(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    finding = packed.pack.engagement.findings.get()
    follow(harbour, finding, StepKind.DONE, now=timezone.now() + HOUR)
    (said,) = held(packed)["findings.json"]
    assert (said["requirement"], said["state"]) == ("164.312(b)", "acting")
    assert [step["kind"] for step in said["steps"]] == ["response", "action"]
    assert where(finding).state == "done"
    kinds = {each["kind"] for each in held(packed)["exceptions.json"] if each["requirement"] == "164.312(b)"}
    assert "finding" in kinds


def test_conclusions_stay_out_until_they_are_shared(harbour: Harbour) -> None:
    hand_in(harbour)
    concluded(harbour, "164.312(b)", outcome="exception", note="Ada's own draft.")
    packed = chosen(harbour)
    assert held(packed)["conclusions.json"] == []
    assert "Ada's own draft." not in str(read(packed))


def test_shared_conclusions_stand_beside_their_requirement(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    (said,) = held(packed)["conclusions.json"]
    assert (said["requirement"], said["outcome"]) == ("164.312(b)", "exception")
    tables = part(read(packed), "security").blocks
    named = {row.cells[0].text.split()[0]: row.cells[-1].text for table in tables for row in table.rows}
    assert named["164.312(b)"] == "exception\nThree days without review."


def test_requests_are_in_the_state_of_the_instant(harbour: Harbour) -> None:
    hand_in(harbour)
    open_one, done = ask(harbour, by="ada", now=harbour.now), ask(harbour, by="ada", now=harbour.now, title="Another")
    answered(harbour, done)
    packed = chosen(harbour)
    said = {each["request"]: each["state"] for each in held(packed)["requests.json"]}
    assert said == {str(row.pk): state_of(Request.objects.get(pk=row.pk), harbour.on) for row in (open_one, done)}
    answered(harbour, open_one, now=timezone.now() + HOUR)
    again = Packed(packed.pack)
    assert {each["request"]: each["state"] for each in held(again)["requests.json"]} == said


def test_what_was_expected_and_is_missing_is_said_with_why(harbour: Harbour) -> None:
    hand_in(harbour)
    packed = chosen(harbour)
    told = held(packed)
    coverage = told["coverage.json"]
    assert coverage and all(each["expected"] >= each["accepted"] for each in coverage)
    missing = [each for each in told["gaps.json"]["occurrences"] if each["state"] == "missing"]
    counted = sum(sum(o["is_exception"] and o["state"] == "missing" for o in each["occurrences"]) for each in coverage)
    assert len(missing) == counted
    assert {each["why"] for each in missing} <= {"not-asked-for", "not-answered", "withdrawn"}
    assert len(rows(read(packed), "expected", 1)) == len(told["gaps.json"]["occurrences"])


def test_evidence_that_came_after_the_instant_changes_no_coverage(harbour: Harbour) -> None:
    hand_in(harbour)
    packed = chosen(harbour)
    before = held(packed)["coverage.json"]
    hand_in(harbour, "Later")
    assert held(Packed(packed.pack))["coverage.json"] == before


def test_a_population_whose_file_is_left_out_says_so(harbour: Harbour) -> None:
    hand_in(harbour)
    population = a_population(harbour)
    assert population.item is not None
    without = Without(item=population.item_id, reason=LeftOut.PERSONAL, text="It names patients.")
    packed = chosen(harbour, choices=Choices(without=(without,)))
    (said,) = held(packed)["populations.json"]
    assert (said["item"], said["withheld"]) == (None, "personal-data")
    assert "It names patients." not in str(held(packed)) + str(read(packed))
