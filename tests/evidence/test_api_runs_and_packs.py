"""Runs and packs through the API: asked for, watched, and taken away."""

from typing import Any

import pytest
from django.utils import timezone

from compliance.actions.granting import open_engagement
from compliance.models import JournalEntry
from evidence.actions.collecting import close_run
from evidence.actions.gaps import record_gap
from evidence.jobs import engine
from evidence.models import JobState, Observation, Pack
from frameworks.models import Edition
from tests.evidence.exhibits import as_if_sealed, connected, hand_in, pack_of, run_of
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def closed_to_us(run: Any) -> None:
    """Every cell of the run is out of reach."""
    for job in run.jobs.order_by("pk"):
        held = engine.claim(job.pk, timezone.now())
        assert held is not None
        engine.finish(held, JobState.GAP, timezone.now(), "access-denied")
        record_gap(held.job, "access-denied", timezone.now())
        close_run(held.job, timezone.now())


def test_olive_starts_a_run_and_sees_every_cell_that_it_owes(harbour: Harbour, olive: Program) -> None:
    connected(harbour)
    answer = olive.say("evidence-api:runs", only=["rds", "iam"])
    assert answer.status_code == 202, answer.content
    progress = answer.json()["progress"]
    assert {(cell["collector"], cell["region"]) for cell in progress["cells"]} == {
        ("iam", "global"),
        ("rds", "us-east-1"),
    }
    assert (progress["total"], progress["finished"], progress["done"]) == (4, 0, False)
    assert [row["id"] for row in olive.every("evidence-api:runs", open=True)] == [answer.json()["id"]]
    second = olive.say("evidence-api:runs")
    assert (second.status_code, second.json()["type"]) == (422, "/problems/refused")


@pytest.mark.parametrize(("only", "status"), [(["s4"], 422), ("s3", 400), ([1.5], 400), ([None], 400)])
def test_an_unknown_collector_starts_nothing(harbour: Harbour, olive: Program, only: object, status: int) -> None:
    connected(harbour)
    assert olive.say("evidence-api:runs", only=only).status_code == status
    assert olive.every("evidence-api:runs") == []


def test_without_a_proven_connection_the_refusal_says_what_to_do(harbour: Harbour, olive: Program) -> None:
    answer = olive.say("evidence-api:runs")
    assert answer.status_code == 422
    assert "has no proven connection" in answer.json()["detail"]


def test_what_nobody_could_look_at_is_an_observation_of_its_own(harbour: Harbour, olive: Program) -> None:
    run = run_of(harbour)
    closed_to_us(run)
    assert olive.read("evidence-api:run", run.pk)["progress"]["gaps"] == 2
    rows = olive.every("evidence-api:observations", run.pk, limit=3)
    assert len(rows) == Observation.objects.count() > 3
    assert {(row["outcome"], row["reason"], row["item"]) for row in rows} == {("error", "access-denied", None)}
    assert all(row["check"]["title"] and row["check"]["cannot_see"] for row in rows)
    one = rows[0]["check"]["key"]
    asked = olive.every("evidence-api:observations", run.pk, check=one, account="111122223333", outcome="error")
    assert [row["check"]["key"] for row in asked] == [one]
    assert olive.every("evidence-api:observations", run.pk, outcome="pass") == []


def test_an_observation_outlives_its_check(harbour: Harbour, olive: Program) -> None:
    run = run_of(harbour)
    closed_to_us(run)
    Observation.objects.update(check_key="kms.retired")
    row = olive.read("evidence-api:observations", run.pk)["results"][0]
    assert (row["check"]["key"], row["check"]["title"], row["check"]["severity"]) == ("kms.retired", "", None)


def test_a_pack_is_asked_for_watched_and_taken_away(harbour: Harbour, olive: Program) -> None:
    hand_in(harbour)
    asked = olive.say("evidence-api:packs", engagement=harbour.engagement.pk)
    assert (asked.status_code, asked.json()["state"]) == (202, "ready")
    pack = asked.json()["id"]
    early = olive.get(olive.at("evidence-api:pack-content", pack))
    assert (early.status_code, early.json()["type"]) == (422, "/problems/refused")
    as_if_sealed(Pack.objects.get(), b"PK the pack")
    ada = Program(harbour.cast.ada, harbour.system)
    taken = ada.get(ada.at("evidence-api:pack-content", pack))
    assert (taken.getvalue(), taken["Content-Type"]) == (b"PK the pack", "application/zip")
    assert taken["Content-Disposition"].startswith('attachment; filename="demarc-harbour-hipaa-')
    reads = JournalEntry.objects.filter(verb="custody.read", subject_kind="pack")
    assert [read.actor for read in reads] == [harbour.cast.ada]


def test_an_audit_without_evidence_has_no_pack(harbour: Harbour, olive: Program) -> None:
    answer = olive.say("evidence-api:packs", engagement=harbour.engagement.pk)
    assert answer.status_code == 422
    assert "no evidence" in answer.json()["detail"]


def test_an_auditor_sees_the_packs_of_the_own_audit_only(harbour: Harbour, olive: Program) -> None:
    hand_in(harbour)
    mine = pack_of(harbour)
    other = open_engagement(
        system=harbour.system,
        examined={Edition.objects.by_key("hipaa"): ""},
        title="Somebody else's audit",
        period_start=harbour.on,
        period_end=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    theirs = olive.say("evidence-api:packs", engagement=other.pk).json()["id"]
    ada = Program(harbour.cast.ada, harbour.system)
    assert {row["id"] for row in olive.every("evidence-api:packs")} == {str(mine.pk), theirs}
    assert [row["id"] for row in ada.every("evidence-api:packs")] == [str(mine.pk)]
    assert [row["id"] for row in olive.every("evidence-api:packs", engagement=other.pk)] == [theirs]
    for route in ("evidence-api:pack", "evidence-api:pack-content"):
        assert ada.get(ada.at(route, theirs)).status_code == 404
    seen = ada.read("compliance-api:system")["today"]["engagements"]
    assert [each["title"] for each in seen] == ["HIPAA readiness"]
