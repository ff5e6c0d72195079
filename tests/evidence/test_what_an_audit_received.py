"""What of an audit's period was expected, received, accepted, late or missing, and what stays an exception?"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.assigning import assign, split_off
from compliance.models import Engagement
from evidence.actions.expecting import expect_occurrences
from evidence.actions.training import hand_in
from evidence.coverage.occurrences import GRACE, coverage_of
from evidence.models import ItemUse
from frameworks.ids import new_id
from frameworks.inheritance import Span
from frameworks.models import Service
from tests.evidence.covering import (
    DAY,
    accepted,
    an_audit,
    coverage,
    covered,
    hand_over,
    kept_since,
    observed,
    of_control,
    returned,
    states,
)
from tests.evidence.exhibits import has_a_signing_key
from tests.evidence.training import took
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

RISK, SCANS = "risk-analysis", "access-review"


def spans(harbour: Harbour, audit: Engagement, control: str) -> tuple[Span, ...]:
    return covered(harbour, audit, control).expected.spans


def approve(harbour: Harbour, use: ItemUse, later: int = 0) -> None:
    """Rita reviews what names her: so it is made to name her first."""
    if use.duty and use.duty.assignment is None:
        assign(
            duty=use.duty,
            owner=harbour.cast.nora,
            reviewer=harbour.cast.rita,
            due_on=None,
            actor=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )
    accepted(harbour, use, later)


@pytest.fixture
def audit(harbour: Harbour) -> Engagement:
    """A year, of which everything was asked for today."""
    kept_since(harbour)
    made = an_audit(harbour)
    expect_occurrences(engagement=made, now=harbour.now)
    return made


def test_what_nobody_handed_in_is_not_yet_due_and_then_missing(harbour: Harbour, audit: Engagement) -> None:
    quarters = covered(harbour, audit, SCANS)
    assert states(quarters) == ["open"] * 4
    assert (len(quarters.asked), quarters.received, quarters.accepted, quarters.late, quarters.missing) == (
        4,
        0,
        0,
        0,
        0,
    )
    assert quarters.exceptions == ()
    quarters = covered(harbour, audit, SCANS, later=GRACE.days)
    assert states(quarters) == ["open"] * 4
    quarters = covered(harbour, audit, SCANS, later=GRACE.days + 1)
    assert states(quarters) == ["missing"] * 4
    assert (quarters.missing, quarters.exceptions) == (4, quarters.occurrences)


def test_what_was_handed_in_for_the_duty_alone_counts(harbour: Harbour, audit: Engagement) -> None:
    first, second, *_ = spans(harbour, audit, SCANS)
    use = hand_over(harbour, SCANS, first)
    assert states(covered(harbour, audit, SCANS)) == ["received", "open", "open", "open"]
    approve(harbour, use)
    quarters = covered(harbour, audit, SCANS)
    assert states(quarters) == ["accepted", "open", "open", "open"]
    assert (quarters.received, quarters.accepted, quarters.occurrences[0].received_on) == (1, 1, harbour.on)
    assert quarters.occurrences[0].span == first != second


def test_one_item_may_speak_for_several_occurrences(harbour: Harbour, audit: Engagement) -> None:
    first, second, third, _ = spans(harbour, audit, SCANS)
    approve(harbour, hand_over(harbour, SCANS, Span(first.last, third.first)))
    assert states(covered(harbour, audit, SCANS)) == ["accepted", "accepted", "accepted", "open"]
    assert second.days > 0


def test_what_came_late_stays_an_exception(harbour: Harbour, audit: Engagement) -> None:
    """Handed in on the day it was due, and on the day after."""
    first, second, *_ = spans(harbour, audit, SCANS)
    approve(harbour, hand_over(harbour, SCANS, first, GRACE.days), GRACE.days)
    approve(harbour, hand_over(harbour, SCANS, second, GRACE.days + 1), GRACE.days + 1)
    quarters = covered(harbour, audit, SCANS, later=GRACE.days + 1)
    assert [each.is_late for each in quarters.occurrences] == [False, True, False, False]
    assert states(quarters) == ["accepted", "accepted", "missing", "missing"]
    assert quarters.late == 1 and quarters.exceptions == quarters.occurrences[1:]


def test_a_return_is_work_under_way_until_it_is_due(harbour: Harbour, audit: Engagement) -> None:
    (year,) = spans(harbour, audit, RISK)
    returned(harbour, hand_over(harbour, RISK, year))
    before = covered(harbour, audit, RISK)
    assert (states(before), before.exceptions, before.received) == (["returned"], (), 1)
    after = covered(harbour, audit, RISK, later=GRACE.days + 1)
    assert (states(after), len(after.exceptions)) == (["returned"], 1)
    again = hand_over(harbour, RISK, year)
    assert states(covered(harbour, audit, RISK)) == ["received"]
    accepted(harbour, again)
    mended = covered(harbour, audit, RISK, later=GRACE.days + 1)
    assert (states(mended), mended.exceptions) == (["accepted"], ())


def test_a_fail_stays_after_it_was_mended_and_after_the_next_succeeds(harbour: Harbour, audit: Engagement) -> None:
    first, second, *_ = spans(harbour, audit, SCANS)
    observed(harbour, SCANS, [(first.first, "pass"), (first.first + DAY, "fail"), (first.last, "pass")])
    observed(harbour, SCANS, [(second.first, "pass")])
    quarters = covered(harbour, audit, SCANS)
    assert states(quarters) == ["failed", "seen", "open", "open"]
    assert (quarters.received, quarters.accepted) == (2, 1)
    approve(harbour, hand_over(harbour, SCANS, first))
    quarters = covered(harbour, audit, SCANS)
    assert states(quarters)[0] == "failed" and quarters.exceptions == quarters.occurrences[:1]


def test_could_not_look_is_received_and_never_accepted(harbour: Harbour, audit: Engagement) -> None:
    """Of a place that nobody saw on any day; one that was seen the next day is no gap in a quarter."""
    first, second, third, fourth = spans(harbour, audit, SCANS)
    observed(harbour, SCANS, [(first.first, "error"), (first.last, "error")])
    observed(harbour, SCANS, [(second.first, "error"), (second.last, "pass")])
    observed(harbour, SCANS, [(third.first, "error")], source="checks.any@2/eu")
    observed(harbour, SCANS, [(third.first, "pass"), (fourth.first, "manual")])
    quarters = covered(harbour, audit, SCANS)
    assert states(quarters) == ["could-not-look", "seen", "could-not-look", "to-judge"]
    assert (quarters.received, quarters.accepted, quarters.exceptions) == (4, 1, ())
    later = covered(harbour, audit, SCANS, later=GRACE.days + 1)
    assert [each.is_exception for each in later.occurrences] == [True, False, True, True]
    approve(harbour, hand_over(harbour, SCANS, first))
    assert states(covered(harbour, audit, SCANS))[0] == "accepted"


def test_nothing_to_look_at_shows_nothing(harbour: Harbour, audit: Engagement) -> None:
    observed(harbour, SCANS, [(spans(harbour, audit, SCANS)[0].first, "not_applicable")])
    assert states(covered(harbour, audit, SCANS))[0] == "open"


def test_a_passed_quiz_is_received_and_answers_for_nothing(harbour: Harbour, audit: Engagement) -> None:
    """One person's lesson does not show everybody's training."""
    has_a_signing_key()
    (use,) = hand_in(attempt=took(harbour.cast.ben, harbour.now), now=harbour.now)
    approve(harbour, use)
    assert states(covered(harbour, audit, "security-awareness")) == ["received"]


def test_a_days_observation_belongs_to_the_day_where_the_system_lives(harbour: Harbour, audit: Engagement) -> None:
    """Two o'clock UTC on the first of a quarter is still the day before in New York."""
    _, second, *_ = spans(harbour, audit, SCANS)
    at = datetime.datetime.combine(second.first, datetime.time(2), datetime.UTC)
    answer = Answer(
        control=SCANS,
        service="",
        source="checks.any@1/eu",
        outcome="pass",
        observed_from=at,
        observed_until=at,
        fresh_until=None,
        ref=new_id(),
    )
    record_assessments(system=harbour.system, answers=[answer], now=at)
    assert states(covered(harbour, audit, SCANS)) == ["seen", "open", "open", "open"]


def test_each_requirement_has_the_exceptions_of_every_duty_behind_it(harbour: Harbour, audit: Engagement) -> None:
    first, second, *_ = spans(harbour, audit, SCANS)
    observed(harbour, SCANS, [(second.first, "fail")])
    observed(harbour, RISK, [(second.first, "fail")])
    found = coverage(harbour, audit)
    for control, ref in ((SCANS, "164.308(a)(4)(ii)(C)"), (RISK, "164.308(a)(1)(ii)(A)")):
        rows = found.exceptions["hipaa-2013", ref]
        assert control in {duty.expected.duty.control.key for duty, _ in rows}
        assert all(each.is_exception for _, each in rows)
    quiet = {asked for each in found.duties for asked in each.expected.asked} - found.exceptions.keys()
    assert quiet
    assert of_control(found, SCANS).occurrences[0].span == first


def test_what_speaks_of_a_service_that_was_split_off_is_its_own(harbour: Harbour, audit: Engagement) -> None:
    split_off(
        duty=harbour.duty("patching"),
        service=Service.objects.by_key("rds"),
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    answers = [
        Answer(
            control="patching",
            service=service,
            source=f"checks.{service}@1/eu",
            outcome=outcome,
            observed_from=harbour.now - 60 * DAY,
            observed_until=harbour.now - 60 * DAY,
            fresh_until=None,
            ref=new_id(),
        )
        for service, outcome in (("rds", "fail"), ("ec2", "pass"))
    ]
    record_assessments(system=harbour.system, answers=answers, now=harbour.now)
    found = {
        str(each.expected.duty): {*states(each)} - {"open", "no-duty"}
        for each in coverage(harbour, audit).duties
        if each.expected.duty.control.key == "patching"
    }
    assert found == {"Patch management": {"seen"}, "Patch management: Amazon RDS": {"failed"}}


def test_a_year_of_everything_costs_as_many_queries_as_nothing(harbour: Harbour, audit: Engagement) -> None:
    def queries() -> int:
        engagement = Engagement.objects.select_related("system").get(pk=audit.pk)
        with CaptureQueriesContext(connection) as captured:
            coverage_of(engagement, harbour.catalogue, harbour.now)
        return len(captured)

    before = queries()
    for span in spans(harbour, audit, SCANS):
        hand_over(harbour, SCANS, span)
        observed(harbour, SCANS, [(span.first, "pass"), (span.last, "fail")])
    assert queries() == before <= 10
