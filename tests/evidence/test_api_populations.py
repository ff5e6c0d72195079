"""What can a program do with populations and samples?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.sampling import positions
from tests.evidence.drawn import SEED, a_population, a_sample, changes
from tests.evidence.exhibits import has_a_signing_key
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


def test_a_tool_enters_and_the_auditors_program_draws(harbour: Harbour) -> None:
    has_a_signing_key()
    ben, ada = Program(harbour.cast.ben, harbour.system), Program(harbour.cast.ada, harbour.system)
    said = {
        "engagement": str(harbour.engagement.pk),
        "title": "All changes",
        "first_day": harbour.engagement.period_start.isoformat(),
        "last_day": harbour.on.isoformat(),
        "origin": "Ticket system",
        "query": "project = CHG",
        "count": 30,
        "extracted_at": harbour.now.isoformat(),
        "extracted_by": "exporter 2.1",
        "control": "change-management",
        "edition": "hipaa",
        "ref": "164.312(b)",
        "file": SimpleUploadedFile("changes.csv", changes(30), content_type="text/csv"),
    }
    answer = ben.post(ben.at("evidence-api:populations"), said, format="multipart")
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["count"], row["header"][0], row["ref"], row["control"]) == (
        30,
        "Ticket",
        "164.312(b)",
        "change-management",
    )
    assert ben.say("evidence-api:draw-sample", row["id"], size=3).status_code == 403
    answer = ada.say("evidence-api:draw-sample", row["id"], size=3, seed=SEED)
    assert answer.status_code == 201, answer.content
    sample = answer.json()
    assert [each["position"] for each in sample["rows"]] == positions(SEED, 30, 3)
    assert ada.say("evidence-api:redraw-sample", sample["id"]).json() == {"same": True, "difference": None}
    assert ada.read("evidence-api:population", row["id"])["samples"] == [sample["id"]]
    assert ada.read("evidence-api:sample", sample["id"]) == sample
    content = ada.get(ada.at("evidence-api:sample-content", sample["id"]))
    assert content.content.decode().splitlines()[0] == "draw,position,key,sha256"


def test_the_list_is_of_one_audit_where_asked(harbour: Harbour) -> None:
    row = a_population(harbour, content=None)
    ada = Program(harbour.cast.ada, harbour.system)
    found = ada.read("evidence-api:populations", engagement=str(harbour.engagement.pk))["results"]
    assert [each["id"] for each in found] == [str(row.pk)]
    assert ada.read("evidence-api:populations", engagement=str(harbour.system.pk))["results"] == []


def test_too_many_rows_are_a_problem_with_a_sentence(harbour: Harbour) -> None:
    sample = a_sample(harbour)
    olive = Program(harbour.cast.olive, harbour.system)
    answer = olive.say("evidence-api:draw-sample", sample.population_id, size=41)
    assert answer.status_code == 422 and "From 1 to 40 rows" in answer.json()["detail"]
