"""Does whoever is asked hear of it in time, and whoever asked of the answer?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.actions.auditing import end_audit
from compliance.actions.escalating import escalate
from compliance.actions.granting import let_in, revoke
from compliance.models import AuditorGrant, Membership, Notice, NoticeKind, User
from evidence.actions.announcing_requests import announce_requests
from evidence.actions.asking import hand_request, withdraw_request
from evidence.actions.reviewing import accept, give_back
from evidence.models import Request, RequestOrigin
from tests.compliance.telling import at, tick_for
from tests.evidence.asked import MINUTE, answered, ask
from tests.evidence.covering import an_audit
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

K = NoticeKind
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def told(kind: NoticeKind) -> list[User]:
    rows = Notice.objects.filter(kind=kind, withdrawn_at=None).select_related("recipient")
    return sorted((notice.recipient for notice in rows), key=str)


def test_who_is_asked_is_told_once_and_by_the_digest(harbour: Harbour) -> None:
    ask(harbour)
    announce_requests(harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ASKED) == [harbour.cast.nora]
    (digest,) = tick_for(harbour.cast.nora, at(harbour, 7, days=1))
    assert "Evidence is asked of you by" in digest.body and "“The risk analysis of the year”" in digest.body


def test_what_ada_asks_of_nobody_is_told_to_the_officers(harbour: Harbour) -> None:
    ask(harbour, None, by="ada")
    announce_requests(harbour.now)
    assert told(K.ASKED) == [harbour.cast.olive]


def test_handed_over_it_is_told_to_the_next_and_taken_back_from_the_first(harbour: Harbour) -> None:
    request = ask(harbour)
    announce_requests(harbour.now)
    hand_request(request=request, owner=harbour.cast.ben, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ASKED) == [harbour.cast.ben]


def test_whoever_left_is_not_told_and_the_officers_are(harbour: Harbour) -> None:
    ask(harbour)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.nora), actor=None, now=harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ASKED) == [], "the officer who asked knows"
    announce_requests(at(harbour, 15, days=9))
    assert told(K.ASKED_DUE) == [harbour.cast.olive]


@pytest.mark.parametrize(
    ("days", "kinds"),
    [(2, set()), (3, {K.ASKED_DUE}), (9, {K.ASKED_DUE}), (10, {K.ASKED_DUE}), (11, {K.ASKED_OVERDUE})],
)
def test_its_day_is_told_ahead_and_that_it_passed(harbour: Harbour, days: int, kinds: set[NoticeKind]) -> None:
    """Due in ten days; a week before and the day before."""
    ask(harbour)
    announce_requests(at(harbour, 15, days=days))
    assert {kind for kind in (K.ASKED_DUE, K.ASKED_OVERDUE) if told(kind) == [harbour.cast.nora]} == kinds


def test_what_waits_for_review_presses_nobody_until_it_is_returned(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour))
    announce_requests(at(harbour, 15, days=11))
    assert told(K.ASKED_OVERDUE) == []
    give_back(use=use, actor=harbour.cast.rita, comment="Blank.", now=harbour.now + MINUTE)
    announce_requests(at(harbour, 15, days=11, minute=1))
    assert told(K.ASKED_OVERDUE) == [harbour.cast.nora]


def test_long_overdue_it_is_told_to_the_officers_whatever_it_waits_for(harbour: Harbour) -> None:
    escalate(system=harbour.system, after=3, actor=harbour.cast.olive, now=harbour.now)
    answered(harbour, ask(harbour))
    announce_requests(at(harbour, 15, days=12))
    assert told(K.ASKED_ESCALATED) == []
    announce_requests(at(harbour, 15, days=13))
    assert told(K.ASKED_ESCALATED) == [harbour.cast.olive]


def test_an_occurrence_of_a_cadence_is_told_when_its_day_is_near(harbour: Harbour) -> None:
    request = ask(harbour)
    Request.objects.filter(pk=request.pk).update(
        origin=RequestOrigin.CADENCE,
        engagement=harbour.engagement,
        raised_by=None,
        first_day=harbour.on,
        last_day=harbour.on,
    )
    announce_requests(harbour.now)
    assert not Notice.objects.exists()
    announce_requests(at(harbour, 15, days=9))
    assert told(K.ASKED_DUE) == [harbour.cast.nora]


def test_what_is_withdrawn_is_taken_back(harbour: Harbour) -> None:
    request = ask(harbour)
    announce_requests(harbour.now)
    withdraw_request(request=request, reason="Not needed.", actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ASKED) == []


def test_ada_hears_of_the_acceptance_while_she_audits_and_in_her_digest(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour, by="ada"))
    announce_requests(harbour.now)
    assert told(K.ANSWERED) == []
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ANSWERED) == [harbour.cast.ada]
    (digest,) = tick_for(harbour.cast.ada, at(harbour, 7, days=1))
    assert "What you asked for was answered and accepted" in digest.body


def test_an_auditor_who_was_shut_out_hears_nothing(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour, by="ada"))
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    AuditorGrant.objects.update(valid_until=harbour.on - DAY, valid_from=harbour.on - 9 * DAY)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ANSWERED) == []


def test_olive_who_asked_and_accepted_it_herself_is_told_nothing(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour))
    accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)
    announce_requests(harbour.now + MINUTE)
    assert told(K.ANSWERED) == []


def test_a_minute_costs_the_same_for_one_request_and_for_four(harbour: Harbour, django_assert_num_queries) -> None:
    for control in ("risk-analysis", "patching", "log-review", None):
        ask(harbour, control, owner=harbour.cast.nora)
        announce_requests(harbour.now)
        with django_assert_num_queries(6):
            announce_requests(harbour.now)


def test_once_their_audit_has_ended_auditors_are_shown_nothing_of_it_by_another_that_is_open(
    harbour: Harbour, client: Client
) -> None:
    (use,) = answered(harbour, ask(harbour, by="ada", title="The minutes of the board"))
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    announce_requests(harbour.now)
    another = an_audit(harbour, title="Another")
    last = harbour.on + DAY
    let_in(engagement=another, auditor=harbour.cast.ada, since=harbour.on, until=last, actor=None, now=harbour.now)
    client.force_login(harbour.cast.ada)
    assert "The minutes of the board" in client.get(reverse("compliance:news")).content.decode()
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    assert "The minutes of the board" not in client.get(reverse("compliance:news")).content.decode()
