"""Is the state of a request what its answers say, told at a constant cost for any number of them?"""

import datetime

import pytest

from compliance.models import Assignment
from evidence.actions.reviewing import accept, give_back
from evidence.models import Request
from evidence.requests import RequestState, asked_of, in_system
from tests.evidence.asked import MINUTE, answered, ask, where
from tests.factories import Harbour

pytestmark = [pytest.mark.database, pytest.mark.django_db]

S = RequestState


def test_from_asked_to_accepted(harbour: Harbour) -> None:
    request, rita = ask(harbour), harbour.cast.rita
    assert where(harbour, request)[0] == S.REQUESTED
    one, two = answered(harbour, request, "one.pdf", "two.pdf", now=harbour.now)
    assert where(harbour, request)[0] == S.IN_REVIEW
    accept(use=one, actor=rita, comment="", now=harbour.now + MINUTE)
    assert where(harbour, request)[0] == S.IN_REVIEW
    give_back(use=two, actor=rita, comment="It is blank.", now=harbour.now + MINUTE)
    assert where(harbour, request)[0] == S.RETURNED, "one of two is not enough"
    (again,) = answered(harbour, request, "two.pdf", now=harbour.now + 2 * MINUTE)
    assert where(harbour, request)[0] == S.IN_REVIEW, "the latest answer counts"
    accept(use=again, actor=rita, comment="", now=harbour.now + 3 * MINUTE)
    assert where(harbour, request)[0] == S.ACCEPTED


def test_what_was_handed_in_before_the_return_does_not_undo_it(harbour: Harbour) -> None:
    request, rita = ask(harbour), harbour.cast.rita
    (first,) = answered(harbour, request, now=harbour.now)
    (second,) = answered(harbour, request, now=harbour.now + MINUTE)
    give_back(use=first, actor=rita, comment="Not this.", now=harbour.now + 2 * MINUTE)
    accept(use=second, actor=rita, comment="", now=harbour.now + 3 * MINUTE)
    assert where(harbour, request)[0] == S.RETURNED


@pytest.mark.parametrize("control", ["mfa", None])
def test_handed_in_and_nobody_named_to_review_it_is_submitted(harbour: Harbour, control: str | None) -> None:
    """Nobody has been given the duty mfa; what is asked for no duty is reviewed by any officer."""
    request = ask(harbour, control, owner=harbour.cast.nora)
    answered(harbour, request)
    assert where(harbour, request)[0] == S.SUBMITTED


def test_a_reviewer_who_handed_it_in_reviews_nothing(harbour: Harbour) -> None:
    request = ask(harbour)
    answered(harbour, request, by="olive")
    Assignment.objects.filter(duty=request.duty).update(reviewer=harbour.cast.olive)
    assert where(harbour, request)[0] == S.SUBMITTED


def test_the_first_of_two_leaves_it_in_review(harbour: Harbour) -> None:
    request = ask(harbour, None, owner=harbour.cast.nora, needs_two=True)
    (use,) = answered(harbour, request)
    assert where(harbour, request)[0] == S.SUBMITTED
    accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)
    assert where(harbour, request)[0] == S.IN_REVIEW


@pytest.mark.parametrize(("days", "overdue"), [(9, False), (10, False), (11, True)])
def test_overdue_is_said_beside_what_it_is(harbour: Harbour, days: int, overdue: bool) -> None:
    """Due in ten days: that day is still in time."""
    request = ask(harbour)
    assert where(harbour, request, days) == (S.REQUESTED, overdue)
    (use,) = answered(harbour, request)
    assert where(harbour, request, days) == (S.IN_REVIEW, overdue)
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    assert where(harbour, request, days) == (S.ACCEPTED, False)


def test_who_is_named_is_judged_on_the_day(harbour: Harbour) -> None:
    request = ask(harbour)
    answered(harbour, request)
    yesterday = harbour.on - datetime.timedelta(days=1)
    Assignment.objects.filter(duty=request.duty).update(valid_from=yesterday, valid_until=yesterday)
    assert where(harbour, request)[0] == S.SUBMITTED
    (row,) = in_system(Request.objects.all(), harbour.system, harbour.on)
    assert asked_of(row, harbour.on) is None and asked_of(row, yesterday) == harbour.cast.nora


def test_it_takes_two_queries_for_any_number(harbour: Harbour, django_assert_num_queries) -> None:
    for control in ("risk-analysis", "patching", None):
        answered(harbour, ask(harbour, control, owner=harbour.cast.nora))
        with django_assert_num_queries(2):
            rows = list(in_system(Request.objects.all(), harbour.system, harbour.on))
            assert [(str(row), row.state, asked_of(row, harbour.on)) for row in rows]
