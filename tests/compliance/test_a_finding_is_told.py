"""Are officers told of what was found, and owners of their corrective action, its day and its passing?"""

import datetime

import pytest

from compliance.models import Notice, NoticeKind
from compliance.notices.telling import lines_of
from tests.compliance.found import brought_to, follow
from tests.compliance.telling import at, tick
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def told(harbour: Harbour, person: str, *kinds: NoticeKind) -> list[str]:
    rows = Notice.objects.filter(recipient=getattr(harbour.cast, person), kind__in=kinds, withdrawn_at=None)
    return [line.sentence for line in lines_of(rows.select_related("system").order_by("created_at"))]


def test_officers_hear_of_a_finding_until_they_respond(harbour: Harbour) -> None:
    found = brought_to(harbour)
    tick(harbour.now)
    assert told(harbour, "olive", NoticeKind.FINDING) == ["Finding HIPAA readiness #1 waits for management’s response"]
    assert told(harbour, "ben", NoticeKind.FINDING) == []
    follow(harbour, found, "response")
    tick(harbour.now + datetime.timedelta(minutes=1))
    assert told(harbour, "olive", NoticeKind.FINDING) == []


def test_whose_action_it_is_hears_of_it_before_and_after_its_day(harbour: Harbour) -> None:
    brought_to(harbour, "response", "action")
    kinds = (NoticeKind.ACTION, NoticeKind.ACTION_DUE, NoticeKind.ACTION_OVERDUE)
    tick(harbour.now)
    (given,) = told(harbour, "ben", *kinds)
    assert given.startswith("The corrective action for finding HIPAA readiness #1 was given to you, due on")
    tick(at(harbour, hour=23, days=4))
    (due,) = told(harbour, "ben", NoticeKind.ACTION_DUE)
    assert " is due on " in due
    tick(at(harbour, hour=23, days=11))
    (overdue,) = told(harbour, "ben", NoticeKind.ACTION_OVERDUE)
    assert " was due on " in overdue
    assert told(harbour, "nora", *kinds) == []


def test_an_action_that_is_done_is_no_longer_due(harbour: Harbour) -> None:
    found = brought_to(harbour, "response", "action")
    tick(at(harbour, hour=23, days=4))
    follow(harbour, found, "done", now=at(harbour, hour=1, days=12))
    tick(at(harbour, hour=23, days=12))
    assert told(harbour, "ben", NoticeKind.ACTION_OVERDUE) == []
