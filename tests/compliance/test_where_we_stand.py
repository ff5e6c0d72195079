"""Where does our part stand, on the strength of what evidence has said, and what did we think earlier?"""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.assigning import split_off
from compliance.models import Duty, Outcome
from compliance.posture import DutyPosture, Standing, duties_of, posture_of, posture_of_duty
from frameworks.models import Service
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def say(
    harbour: Harbour,
    *outcomes: str,
    service: str = "",
    control: str = "patching",
    at: datetime.datetime | None = None,
    fresh: datetime.timedelta = DAY,
) -> None:
    at = at or harbour.now
    answers = [
        Answer(
            control=control,
            service=service,
            source=f"check-{number}@{service}",
            outcome=outcome,
            observed_from=at,
            observed_until=at,
            fresh_until=at + fresh,
            ref=uuid.uuid4(),
        )
        for number, outcome in enumerate(outcomes)
    ]
    record_assessments(system=harbour.system, answers=answers, now=at)


def posture(harbour: Harbour, duty: Duty, now: datetime.datetime | None = None) -> DutyPosture:
    rows = duties_of(harbour.system, harbour.on, now or harbour.now)
    alone, among = posture_of_duty(duty, now or harbour.now), next(row for row in rows if row.duty == duty)
    assert (alone.standing, alone.counts) == (among.standing, among.counts)
    return among


@pytest.mark.parametrize(
    ("outcomes", "standing"),
    [
        ([Outcome.PASS, Outcome.ERROR, Outcome.FAIL, Outcome.MANUAL], Standing.FAILING),
        ([Outcome.PASS, Outcome.ERROR], Standing.COULD_NOT_LOOK),
        ([Outcome.PASS, Outcome.NOT_APPLICABLE], Standing.EVIDENCED),
        ([Outcome.NOT_APPLICABLE], Standing.IN_PROGRESS),
        ([Outcome.MANUAL], Standing.IN_PROGRESS),
        ([], Standing.IN_PROGRESS),
    ],
    ids=lambda value: str(value) if isinstance(value, Standing) else "+".join(value) or "nothing",
)
def test_the_most_pressing_answer_decides(harbour: Harbour, outcomes: list[str], standing: Standing) -> None:
    say(harbour, *outcomes)
    assert posture(harbour, harbour.duty("patching")).standing == standing


def test_without_evidence_and_owner_it_is_not_started(harbour: Harbour) -> None:
    assert posture(harbour, harbour.duty("mfa")).standing == Standing.NOT_STARTED


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL, Outcome.ERROR])
def test_an_answer_grows_stale_by_itself(harbour: Harbour, outcome: str) -> None:
    say(harbour, outcome, fresh=DAY)
    duty = harbour.duty("patching")
    assert posture(harbour, duty, harbour.now + DAY).counts == {outcome: 1}
    later = posture(harbour, duty, harbour.now + DAY + HOUR)
    assert (later.standing, later.counts) == (Standing.STALE, {"stale": 1})


def test_a_fresh_failure_presses_more_than_what_is_stale(harbour: Harbour) -> None:
    say(harbour, Outcome.PASS, fresh=HOUR)
    say(harbour, Outcome.FAIL, service="rds", at=harbour.now + HOUR)
    stands = posture(harbour, harbour.duty("patching"), harbour.now + 2 * HOUR)
    assert (stands.standing, stands.counts) == (Standing.FAILING, {"stale": 1, "fail": 1})


def test_evidence_about_a_service_follows_it_to_its_own_duty(harbour: Harbour) -> None:
    say(harbour, Outcome.FAIL, service="rds")
    say(harbour, Outcome.PASS, service="ec2")
    whole = harbour.duty("patching")
    assert posture(harbour, whole).standing == Standing.FAILING
    part = split_off(duty=whole, service=Service.objects.by_key("rds"), actor=None, on=harbour.on, now=harbour.now)
    assert posture(harbour, part).standing == Standing.FAILING
    assert posture(harbour, whole).standing == Standing.EVIDENCED
    Duty.objects.filter(pk=part.pk).update(ended_on=harbour.on)
    assert posture(harbour, whole).standing == Standing.FAILING


def test_an_earlier_answer_can_be_given_again(harbour: Harbour) -> None:
    say(harbour, Outcome.PASS)
    later = harbour.now + HOUR
    say(harbour, Outcome.FAIL, at=later)

    def standing(known_at: datetime.datetime | None) -> Standing:
        rows = duties_of(harbour.system, harbour.on, later, known_at)
        return next(row.standing for row in rows if row.duty == harbour.duty("patching"))

    assert standing(None) == standing(later) == Standing.FAILING
    assert standing(harbour.now) == Standing.EVIDENCED
    assert standing(harbour.now - HOUR) == Standing.NOT_STARTED


def test_a_requirement_stands_as_its_most_pressing_duty(harbour: Harbour) -> None:
    say(harbour, Outcome.FAIL, control="encryption-at-rest")
    answers = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now).editions["hipaa-2013"]
    answer = next(each for each in answers if each.requirement.ref == "164.312(a)(2)(iv)")
    assert "encryption-at-rest" in {each.duty.control.key for each in answer.duties}
    assert answer.standing == Standing.FAILING
    assert answer.inheritance.aws is not None and answer.inheritance.aws.supported


def test_as_many_queries_for_two_duties_as_for_twenty(harbour: Harbour) -> None:
    """Two open duties, then all of them: no query per duty, requirement or assessment."""

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            stands = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
            assert [str(each.duty) + str(each.duty.assignment) for each in stands.duties]
        return len(stands.duties), len(captured)

    every = Duty.objects.filter(system=harbour.system)
    two = [harbour.duty("patching").pk, harbour.duty("mfa").pk]
    every.exclude(pk__in=two).update(ended_on=harbour.on)
    few, queries_for_few = queries()
    every.update(ended_on=None)
    for control, _ in list(harbour.duties)[:20]:
        say(harbour, Outcome.PASS, Outcome.FAIL, control=control, service="s3")
    many, queries_for_many = queries()
    assert few == 2 and many > 20
    assert queries_for_few == queries_for_many <= 11
