"""How much of what is in scope is looked at, and does whoever could not look show nowhere as good?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Outcome
from compliance.posture import Standing, posture_of_duty
from evidence.actions.collecting import start_run
from evidence.jobs import engine
from evidence.models import Job, JobState, Run
from evidence.runs.attempts import looked_today
from evidence.runs.looked import Looked, Sight, looked_at, sight_of
from evidence.runs.progress import progress_of
from frameworks.ids import new_id
from tests.evidence.exhibits import connected
from tests.evidence.test_cancel_and_collect_again import refused
from tests.factories import Harbour
from tests.programs import Program


@pytest.mark.parametrize(
    ("state", "answers", "blind", "sight"),
    [
        ("ready", 0, 0, None),
        ("running", 0, 0, None),
        ("done", 4, 0, Sight.WHOLE),
        ("done", 4, 1, Sight.IN_PART),
        ("done", 4, 4, Sight.NOT_AT_ALL),
        ("done", 0, 0, Sight.WHOLE),
        ("gap", 4, 4, Sight.NOT_AT_ALL),
        ("cancelled", 4, 4, Sight.NOT_AT_ALL),
        ("quarantined", 0, 0, Sight.NOT_AT_ALL),
    ],
)
def test_what_a_cell_has_seen(state: str, answers: int, blind: int, sight: Sight | None) -> None:
    assert sight_of(state, answers, blind) is sight


def test_a_hundred_percent_only_when_nothing_is_missing() -> None:
    cells = (
        [(Sight.WHOLE, "")] * 996
        + [(Sight.NOT_AT_ALL, "throttled")] * 2
        + [(Sight.IN_PART, "access_denied"), (None, "")]
    )
    looked = looked_at(cells)
    assert looked == Looked(1000, 996, 1, 2, {"throttled": 2, "access_denied": 1})
    assert looked.percent == 99
    assert looked_at([]).percent == 0


@pytest.fixture
def run(harbour: Harbour) -> Run:
    connected(harbour)
    return start_run(system=harbour.system, actor=harbour.cast.olive, now=timezone.now(), only=["kms", "s3"])


def seen(job: Job, finished_at: datetime.datetime, **told: int) -> None:
    started = finished_at - datetime.timedelta(seconds=2)
    told = {"answers": 5, "calls": 7, **told}
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, started_at=started, finished_at=finished_at, **told)


@pytest.mark.django_db
def test_the_speed_of_a_run_and_when_it_will_be_over(run: Run) -> None:
    jobs = list(run.jobs.order_by("pk"))
    assert progress_of(run).speed is None
    now = run.opened_at + datetime.timedelta(minutes=2)
    for job in jobs[:3]:
        seen(job, now)
    speed = progress_of(run, now).speed
    assert speed
    assert (speed.cells, speed.calls) == (1.5, 10.5)
    assert speed.seconds_left == round((len(jobs) - 3) / 1.5 * 60)
    later = now + datetime.timedelta(minutes=10)
    assert progress_of(run, later).speed is None, "nothing has moved in its last minutes"


@pytest.mark.django_db
def test_progress_by_account_region_and_collector(run: Run, django_assert_num_queries: pytest.FixtureRequest) -> None:
    first, second, *_ = run.jobs.order_by("pk")
    seen(first, timezone.now())
    refused(second)
    with django_assert_num_queries(2):  # type: ignore[operator]
        progress = progress_of(run)
        tallies = [*progress.accounts, *progress.regions, *progress.collectors]
    for kind in (progress.accounts, progress.regions, progress.collectors):
        assert sum(tally.looked.total for tally in kind) == run.expected_cells
        assert kind[0].looked.not_at_all == 1, "where nobody could look comes first"
    assert {tally.key for tally in progress.collectors} == {"kms", "s3"}
    assert len(tallies) >= 5
    assert progress.looked.reasons == {"access_denied": 1}


@pytest.mark.django_db
def test_what_is_looked_at_today_counts_what_grew_stale_and_what_nobody_saw(harbour: Harbour, run: Run) -> None:
    first, second, *rest = run.jobs.order_by("pk")
    refused(first)
    now = timezone.now()
    looked = looked_today(harbour.system, now)
    assert looked.whole == 0 and looked.total > run.expected_cells
    assert looked.reasons == {"never": looked.total - 1, "access_denied": 1}
    seen(second, now)
    assert looked_today(harbour.system, now).reasons["stale"] == 1, "it has no evidence that is fresh"
    assert rest


@pytest.mark.django_db
def test_the_system_s_page_and_the_api_say_it(harbour: Harbour, run: Run, client: Client) -> None:
    refused(run.jobs.order_by("pk")[0])
    client.force_login(harbour.cast.rita)
    address = reverse("evidence:looked", args=[harbour.system.pk])
    assert address in client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "today"}).content.decode()
    assert "<html" not in part and "(<b>0 %</b>)" in part
    assert "AWS refused the call." in part and "Nobody has looked lately." in part
    told = Program(harbour.cast.rita, harbour.system).read("evidence-api:looked")
    assert (told["percent"], told["reasons"]["access_denied"]) == (0, 1)


@pytest.mark.django_db
def test_could_not_look_after_a_pass_is_never_green(harbour: Harbour) -> None:
    """And once even that is old, it is stale."""
    now, duty = timezone.now(), harbour.duty("encryption-at-rest")

    def say(outcome: Outcome, at: datetime.datetime) -> None:
        answer = Answer(
            control="encryption-at-rest",
            service="",
            source="kms.key@111122223333/us-east-1",
            outcome=outcome,
            observed_from=at,
            observed_until=at,
            fresh_until=at + datetime.timedelta(days=1),
            ref=new_id(),
        )
        record_assessments(system=harbour.system, answers=[answer], now=at)

    say(Outcome.PASS, now)
    assert posture_of_duty(duty, now).standing is Standing.EVIDENCED
    say(Outcome.ERROR, now)
    assert posture_of_duty(duty, now).standing is Standing.COULD_NOT_LOOK
    assert posture_of_duty(duty, now + datetime.timedelta(days=2)).standing is Standing.STALE
    say(Outcome.PASS, now)
    assert posture_of_duty(duty, now + datetime.timedelta(days=2)).standing is Standing.STALE


@pytest.mark.django_db
def test_a_gap_reaches_the_duty_as_could_not_look(harbour: Harbour, run: Run) -> None:
    for job in run.jobs.filter(args__collector="kms"):
        refused(job)
    standing = posture_of_duty(harbour.duty("key-rotation"), timezone.now()).standing
    assert standing is Standing.COULD_NOT_LOOK
    assert engine.waiting(timezone.now())
