"""With ever more jobs in the table, does each question that a worker or the tick asks still find its index?"""

import datetime

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from evidence.jobs import engine
from evidence.models import Job, JobState
from tests.evidence.marking import a_system, publish

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
READY = Job.objects.filter(state=JobState.READY, next_attempt_at__lte=NOW)
QUESTIONS: dict[str, tuple[QuerySet[Job], str]] = {
    "is a suspect due or at work?": (Job.objects.suspects(NOW, engine.LOST_TO_RUN_ALONE), "job_suspect"),
    "does anybody work?": (Job.objects.running(NOW), "job_under_lease"),
    "who waits?": (READY.order_by("next_attempt_at", "pk")[:1000], "job_waiting"),
    "is the run over?": (Job.objects.unfinished().filter(run="01890000-0000-7000-8000-000000000000"), "job_of_run"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_finds_its_index(question: str) -> None:
    rows, index = QUESTIONS[question]
    in_order = rows.query.is_sliced
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a short table is read whole: this asks what a long one would need
            cursor.execute("SET LOCAL enable_seqscan = off")
            if in_order:
                cursor.execute("SET LOCAL enable_sort = off")
    plan = (rows if in_order else rows.order_by()).explain()
    # On a short table PostgreSQL is free between two indexes that both begin with the state; SQLite always names ours.
    assert (index in plan) or (connection.vendor == "postgresql" and "Index Cond: ((state)" in plan), plan
    assert "SCAN evidence_job\n" not in f"{plan}\n", plan


def test_a_lot_is_entered_in_few_statements(django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    system = a_system()
    with django_assert_max_num_queries(100):  # type: ignore[operator]
        jobs = publish(*[{}] * 3000, system=system)
    assert Job.objects.count() == len(jobs) == 3000


def test_only_the_first_in_line_are_rung_for_and_the_sweep_goes_on_behind_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.broker, "unheard", lambda: 2)
    jobs = publish({}, {}, {}, {})
    now = timezone.now()
    assert engine.waiting(now, first=2) == [job.pk for job in jobs[2:]]
    rung: list[int] = []
    monkeypatch.setattr(engine, "ring", rung.extend)
    engine.ring_again(now)
    assert rung == [job.pk for job in jobs[2:]]
