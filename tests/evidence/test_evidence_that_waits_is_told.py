"""Does a reviewer hear of what waits for them, and whoever handed it in of its return?"""

import datetime

import pytest
from django.utils import timezone
from pytest_django import Settings

from compliance.actions.granting import revoke
from compliance.models import Membership, Notice, NoticeKind, User
from evidence.actions.announcing import announce_evidence
from evidence.actions.reviewing import accept, give_back
from evidence.models import ItemUse
from tests.compliance.telling import at, tick_for
from tests.evidence.asked import answered, ask
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def told(kind: NoticeKind) -> list[User]:
    rows = Notice.objects.filter(kind=kind, withdrawn_at=None).select_related("recipient")
    return [notice.recipient for notice in rows]


def test_the_reviewer_named_is_told_once_and_by_the_digest(harbour: Harbour) -> None:
    hand_in(harbour)
    announce_evidence(harbour.now)
    announce_evidence(harbour.now + MINUTE)
    assert told(NoticeKind.REVIEW) == [harbour.cast.rita]
    (digest,) = tick_for(harbour.cast.rita, at(harbour, 7, days=1))
    assert "Evidence for “Risk analysis” waits for your review" in digest.body


def test_what_was_reviewed_in_time_is_not_told(harbour: Harbour) -> None:
    use = hand_in(harbour)
    announce_evidence(harbour.now)
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    announce_evidence(harbour.now + MINUTE)
    assert told(NoticeKind.REVIEW) == []
    assert tick_for(harbour.cast.rita, at(harbour, 7, days=1)) == []


def test_what_was_returned_is_told_to_who_handed_it_in_until_they_do_so_again(harbour: Harbour) -> None:
    use = hand_in(harbour)
    give_back(use=use, actor=harbour.cast.rita, comment="It is last year's.", now=timezone.now())
    announce_evidence(harbour.now)
    assert told(NoticeKind.RETURNED) == [harbour.cast.nora]
    hand_in(harbour, "Risk analysis 2026, the right one")
    announce_evidence(harbour.now + MINUTE)
    assert told(NoticeKind.RETURNED) == []
    assert told(NoticeKind.REVIEW) == [harbour.cast.rita]


def test_when_a_reviewer_has_lost_the_role_the_officers_are_told(harbour: Harbour) -> None:
    hand_in(harbour)
    announce_evidence(harbour.now)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.rita), actor=None, now=harbour.now)
    announce_evidence(harbour.now + MINUTE)
    assert told(NoticeKind.REVIEW) == [harbour.cast.olive]


def test_what_the_reviewer_handed_in_is_told_to_an_officer(harbour: Harbour) -> None:
    ItemUse.objects.filter(pk=hand_in(harbour).pk).update(submitted_by=harbour.cast.rita)
    announce_evidence(harbour.now)
    assert told(NoticeKind.REVIEW) == [harbour.cast.olive]


def test_of_two_the_second_is_told_when_the_first_has_accepted(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour, needs_two=True))
    announce_evidence(harbour.now)
    assert told(NoticeKind.REVIEW) == [harbour.cast.rita]
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    announce_evidence(harbour.now + MINUTE)
    assert told(NoticeKind.REVIEW) == [harbour.cast.olive]


def test_a_minute_costs_the_same_for_one_item_and_for_three(harbour: Harbour, django_assert_num_queries) -> None:
    for title in ("One", "Two", "Three"):
        hand_in(harbour, title)
        announce_evidence(harbour.now)
        with django_assert_num_queries(7):
            announce_evidence(harbour.now)
