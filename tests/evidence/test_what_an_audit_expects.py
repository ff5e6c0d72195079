"""What does an audit ask for by itself, when, how often, and when does it stop asking?"""

import datetime
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance.actions.auditing import change_audit, end_audit
from compliance.actions.settling import settle_duties
from compliance.models import Duty, Engagement, JournalEntry
from evidence.actions.expecting import Expectations, NoLonger, expect_each_day, expect_occurrences
from evidence.coverage.occurrences import GRACE, OccurrenceState
from evidence.models import Request, RequestOrigin
from evidence.tasks import EACH_MINUTE
from frameworks.inheritance import Span
from tests.compliance.deciding import approved
from tests.evidence.covering import (
    DAY,
    accepted,
    an_audit,
    coverage,
    covered,
    hand_over,
    kept_since,
    observed,
    states,
    takes_cards,
)
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def ask(harbour: Harbour, audit: Engagement, later: int = 0) -> Expectations:
    return expect_occurrences(engagement=Engagement.objects.get(pk=audit.pk), now=harbour.now + later * DAY)


def asked(harbour: Harbour, audit: Engagement, control: str) -> list[Request]:
    rows = Request.objects.filter(engagement=audit, duty=harbour.duty(control), withdrawn_at=None)
    return list(rows.order_by("first_day"))


def without(harbour: Harbour, ref: str) -> None:
    """Olive wrote that it does not apply, and Rita approved it."""
    approved(harbour, ref, "not-applicable", edition="pci-dss-4.0.1", author=harbour.cast.olive)


def test_each_quarter_of_a_year_is_asked_for(harbour: Harbour) -> None:
    """Access is reviewed each quarter: four have ended within the year, whatever the day is."""
    kept_since(harbour)
    audit = an_audit(harbour)
    ask(harbour, audit)
    rows = asked(harbour, audit, "access-review")
    assert len(rows) == 4
    assert all(audit.period_start <= row.last_day <= audit.period_end for row in rows if row.last_day)
    assert {(row.origin, row.raised_by, row.owner, row.title) for row in rows} == {
        (RequestOrigin.CADENCE, None, None, "Review of access rights")
    }
    assert len(asked(harbour, audit, "risk-analysis")) == 1


def test_what_we_first_ask_for_today_is_not_overdue(harbour: Harbour) -> None:
    kept_since(harbour)
    audit = an_audit(harbour)
    ask(harbour, audit)
    assert {row.due_on for row in Request.objects.filter(engagement=audit)} == {harbour.on + GRACE}


def test_the_stricter_of_control_and_requirement_counts(harbour: Harbour) -> None:
    """The integrity of files: each month by the control itself, each week by PCI DSS 11.5.2."""
    takes_cards(harbour)
    kept_since(harbour)
    hipaa, both = an_audit(harbour), an_audit(harbour, "hipaa", "pci-dss", title="Both")
    weekly = covered(harbour, both, "file-integrity-monitoring").expected
    assert (weekly.cadence, weekly.set_by) == ("P7D", ("pci-dss-4.0.1", "11.5.2"))
    laxer = covered(harbour, both, "access-review").expected
    assert (laxer.cadence, laxer.set_by) == ("P3M", None)
    assert covered(harbour, hipaa, "access-review").expected.spans == laxer.spans
    ask(harbour, both)
    rows = asked(harbour, both, "file-integrity-monitoring")
    assert len(rows) in {52, 53}
    assert {row.requirement.ref for row in rows if row.requirement} == {"11.5.2"}
    assert {row.requirement for row in asked(harbour, both, "access-review")} == {None}


@pytest.mark.parametrize(("role", "cadence"), [("merchant", "P1Y"), ("service-provider", "P6M")])
def test_a_requirement_that_does_not_bind_sets_nothing(harbour: Harbour, role: str, cadence: str) -> None:
    """PCI DSS 11.4.6 has service providers attack their segmentation each half-year; A3 is for who was told so."""
    takes_cards(harbour, role)
    without(harbour, "A3.2.4")
    assert covered(harbour, an_audit(harbour, "pci-dss"), "penetration-testing").expected.cadence == cadence


def test_what_was_decided_not_to_apply_is_behind_nothing(harbour: Harbour) -> None:
    takes_cards(harbour)
    audit = an_audit(harbour, "pci-dss")
    assert ("pci-dss-4.0.1", "11.5.2") in covered(harbour, audit, "file-integrity-monitoring").expected.asked
    without(harbour, "11.5.2")
    expected = covered(harbour, audit, "file-integrity-monitoring").expected
    assert ("pci-dss-4.0.1", "11.5.2") not in expected.asked
    assert (expected.cadence, expected.set_by) == ("P1M", None)


def test_a_decision_takes_no_miss_back_that_was_there_before_it(harbour: Harbour) -> None:
    """All that asks for the integrity of files is decided away today: the weeks that nobody showed stay missed."""
    takes_cards(harbour)
    kept_since(harbour)
    audit = an_audit(harbour, "pci-dss")
    every = covered(harbour, audit, "file-integrity-monitoring").expected.asked
    for _, ref in every:
        without(harbour, ref)
    after = covered(harbour, audit, "file-integrity-monitoring", later=60)
    assert set(after.expected.asked) == set(every)
    missed = [span for span in after.expected.spans if span.last < harbour.on]
    assert [each.span for each in after.exceptions] == missed and len(missed) > 50
    assert set(every) <= coverage(harbour, audit, later=60).exceptions.keys()
    nothing_new = an_audit(harbour, "pci-dss", ends=harbour.on + 60 * DAY, days=60)
    assert after.expected.duty not in {each.expected.duty for each in coverage(harbour, nothing_new, later=80).duties}


def test_nobody_is_asked_day_by_day(harbour: Harbour) -> None:
    """PCI DSS 10.4.1 asks for a look at the logs each day: the evidence of a month has to show all its days."""
    takes_cards(harbour)
    review = covered(harbour, an_audit(harbour, "pci-dss"), "log-review").expected
    assert ("pci-dss-4.0.1", "10.4.1") in review.asked
    assert (review.cadence, review.set_by) == ("P1M", None)


def test_an_occurrence_is_asked_for_from_its_first_day(harbour: Harbour) -> None:
    audit = an_audit(harbour, ends=harbour.on + 364 * DAY)
    ask(harbour, audit)
    (first,) = (row for row in asked(harbour, audit, "access-review") if row.first_day and row.first_day <= harbour.on)
    assert [first] == asked(harbour, audit, "access-review")
    assert first.last_day and first.due_on == first.last_day + GRACE
    next_begins = (first.last_day + DAY - harbour.on).days
    ask(harbour, audit, later=next_begins - 1)
    assert len(asked(harbour, audit, "access-review")) == 1
    ask(harbour, audit, later=next_begins)
    assert len(asked(harbour, audit, "access-review")) == 2
    assert states(covered(harbour, audit, "access-review", later=next_begins))[2:] == [OccurrenceState.AHEAD] * 2


def test_asking_again_changes_nothing_and_the_journal_has_one_entry_with_counts(harbour: Harbour) -> None:
    audit = an_audit(harbour)
    first = ask(harbour, audit)
    assert first.made == Request.objects.count() > 20
    assert ask(harbour, audit) == Expectations()
    entry = JournalEntry.objects.get(verb="requests.expected")
    assert (entry.actor, entry.subject_id, entry.after) == (
        None,
        str(audit.pk),
        {"on": harbour.on.isoformat(), "made": first.made, "withdrawn": {}},
    )


def test_the_tick_looks_at_an_audit_once_a_day_and_asks_one_query_after_that(harbour: Harbour) -> None:
    assert expect_each_day in EACH_MINUTE
    an_audit(harbour)
    assert expect_each_day(harbour.now) == Engagement.objects.count() == 2
    with CaptureQueriesContext(connection) as captured:
        assert expect_each_day(harbour.now) == 0
    assert len(captured) == 1
    assert expect_each_day(harbour.now + DAY) == 2
    change_audit(
        engagement=harbour.engagement,
        title="HIPAA readiness",
        period_start=harbour.engagement.period_start,
        period_end=harbour.on - DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    assert expect_each_day(harbour.now + DAY) == 1


def test_what_was_withdrawn_is_not_made_anew(harbour: Harbour) -> None:
    audit = an_audit(harbour)
    ask(harbour, audit)
    (request,) = asked(harbour, audit, "risk-analysis")
    Request.objects.filter(pk=request.pk).update(withdrawn_at=harbour.now)
    assert ask(harbour, audit) == Expectations()
    assert asked(harbour, audit, "risk-analysis") == []


def test_what_is_there_is_not_asked_for(harbour: Harbour) -> None:
    kept_since(harbour)
    audit = an_audit(harbour)
    (span,) = covered(harbour, audit, "risk-analysis").expected.spans
    accepted(harbour, hand_over(harbour, "risk-analysis", span))
    ask(harbour, audit)
    assert asked(harbour, audit, "risk-analysis") == []


def test_what_a_check_goes_on_to_see_is_not_asked_for_while_it_does(harbour: Harbour) -> None:
    audit = an_audit(harbour, ends=harbour.on + 364 * DAY)
    yesterday = harbour.on - DAY
    observed(harbour, "access-review", [(yesterday, "pass")])
    observed(harbour, "mfa", [(yesterday, "error")])
    ask(harbour, audit)
    assert asked(harbour, audit, "access-review") == []
    assert len(asked(harbour, audit, "mfa")) == 1
    ask(harbour, audit, later=400)
    assert len(asked(harbour, audit, "access-review")) >= 3


def test_a_request_is_withdrawn_once_its_evidence_was_accepted_for_the_duty(harbour: Harbour) -> None:
    kept_since(harbour)
    audit = an_audit(harbour)
    ask(harbour, audit)
    (request,) = asked(harbour, audit, "risk-analysis")
    use = hand_over(harbour, "risk-analysis", Span(audit.period_start, audit.period_end))
    assert ask(harbour, audit) == Expectations()
    accepted(harbour, use)
    assert ask(harbour, audit).withdrawn == Counter({NoLonger.AT_HAND.value: 1})
    request.refresh_from_db()
    assert (request.withdrawn_reason, request.withdrawn_by) == ("at-hand", None)


def test_when_the_audit_ends_what_nobody_answered_is_withdrawn(harbour: Harbour) -> None:
    audit = an_audit(harbour)
    assert expect_each_day(harbour.now) == 2
    open_ = Request.objects.filter(engagement=audit).count()
    end_audit(engagement=audit, actor=harbour.cast.olive, now=timezone.now())
    assert expect_each_day(harbour.now) == 1
    assert set(Request.objects.filter(engagement=audit).values_list("withdrawn_reason", flat=True)) == {"audit-ended"}
    entry = JournalEntry.objects.filter(verb="requests.expected").latest("number")
    assert entry.after and entry.after["withdrawn"] == {"audit-ended": open_}
    assert expect_each_day(harbour.now) == 0


def test_when_a_duty_ends_or_the_period_shrinks_too(harbour: Harbour) -> None:
    kept_since(harbour)
    audit = an_audit(harbour)
    ask(harbour, audit)
    Duty.objects.filter(pk=harbour.duty("risk-analysis").pk).update(ended_on=harbour.on)
    last_but_one = covered(harbour, audit, "access-review").expected.spans[-2]
    Engagement.objects.filter(pk=audit.pk).update(period_start=last_but_one.first)
    withdrawn = ask(harbour, audit).withdrawn
    assert withdrawn["duty-ended"] == 1 and withdrawn["not-expected"] > 10
    assert len(asked(harbour, audit, "access-review")) == 2


def test_nothing_is_expected_of_days_on_which_there_was_no_duty(harbour: Harbour) -> None:
    """But whoever looks sees that those days were not asked for."""
    audit = an_audit(harbour, ends=harbour.on - DAY)
    assert {each.expected.duty.opened_on for each in coverage(harbour, audit).duties} == {harbour.on}
    quarters = covered(harbour, audit, "access-review")
    assert states(quarters) == ["no-duty"] * len(quarters.occurrences)
    assert quarters.asked == ()
    ask(harbour, audit)
    assert asked(harbour, audit, "access-review") == []


def test_settling_does_not_disturb_what_was_asked(harbour: Harbour) -> None:
    audit = an_audit(harbour)
    ask(harbour, audit)
    now = harbour.now + datetime.timedelta(hours=1)
    settle_duties(system=harbour.system, catalogue=harbour.catalogue, on=harbour.on, actor=harbour.cast.olive, now=now)
    assert ask(harbour, audit) == Expectations()
