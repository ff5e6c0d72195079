"""Can officer and auditor see which days of an audit's period AWS's documents speak for?"""

import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.attesting import accept
from compliance.actions.scoping import answer_to
from frameworks.models import Edition
from tests.compliance.documents import DAY, a_report
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def soc2(harbour: Harbour) -> Harbour:
    """Harbour answers to SOC 2 as well; AWS's report on a year that ended sixty days ago is read and accepted."""
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("soc2"),
        role="service-organisation",
        since=harbour.on - 400 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    return harbour


def examined_until(harbour: Harbour) -> datetime.date:
    """AWS's report ended sixty days before the story's day by UTC, which is not always New York's."""
    return harbour.now.date() - 60 * DAY


def ask(harbour: Harbour, client: Client, first: datetime.date, last: datetime.date, **more: str) -> HttpResponse:
    client.force_login(harbour.cast.olive)
    query = {"edition": "soc2-2017", "first": first.isoformat(), "last": last.isoformat()} | more
    return client.get(reverse("compliance:coverage", args=[harbour.system.pk]), query)


def test_a_period_inside_the_examined_one_is_covered(soc2: Harbour, client: Client) -> None:
    text = ask(soc2, client, soc2.on - 300 * DAY, soc2.on - 61 * DAY).content.decode()
    assert "240 of 240 days, which is 100 %." in text and "AWS-DEMO-SOC2" in text
    assert "Not covered" not in text


def test_days_after_the_report_wait_for_the_next_one_and_say_so(soc2: Harbour, client: Client) -> None:
    text = ask(soc2, client, soc2.on - 300 * DAY, examined_until(soc2) + DAY).content.decode()
    assert "Not covered" in text and "no document speaks for these days" in text
    assert "the next is due" in text


def test_a_letter_is_shown_as_managements_word(soc2: Harbour, client: Client) -> None:
    ended = examined_until(soc2)
    last = ended + 60 * DAY
    longer = a_report(
        soc2,
        "AWS-DEMO-SOC2-LETTER",
        variant="type-2",
        valid_from=last - 500 * DAY,
        period_start=last - 425 * DAY,
        period_end=ended,
        letter_until=last,
    )
    accept(attestation=longer, in_scope={}, memo="Read.", actor=soc2.cast.olive, on=soc2.on, now=soc2.now)
    text = ask(soc2, client, last - 364 * DAY, last).content.decode()
    assert "bridged by AWS’s letter: management’s word, not examined" in text
    assert "305 of 365 days, which is 84 %." in text and "Not covered" not in text


def test_a_period_that_ends_before_it_begins_is_said_and_nothing_typed_is_lost(soc2: Harbour, client: Client) -> None:
    answer = ask(soc2, client, soc2.on, soc2.on - DAY)
    assert answer.status_code == 422
    assert "ends before it begins" in answer.content.decode() and soc2.on.isoformat() in answer.content.decode()


def test_the_auditor_is_offered_the_period_of_the_audit(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    text = client.get(reverse("compliance:coverage", args=[harbour.system.pk])).content.decode()
    assert "HIPAA readiness" in text
    assert f'value="{harbour.engagement.period_start.isoformat()}"' in text


def test_the_page_asks_as_much_whatever_the_period(soc2: Harbour, client: Client) -> None:
    ask(soc2, client, soc2.on, soc2.on)
    counts = []
    for days in (70, 390):
        with CaptureQueriesContext(connection) as asked:
            ask(soc2, client, soc2.on - days * DAY, soc2.on)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["compliance:coverage", "compliance:changes"])
def test_a_day_without_one_before_or_after_it_is_not_asked_about(
    soc2: Harbour, client: Client, name: str, day: str
) -> None:
    client.force_login(soc2.cast.ada)
    asked = dict.fromkeys(("first", "last", "reviewed", "one", "other", "known"), day)
    answer = client.get(reverse(name, args=[soc2.system.pk]), asked)
    assert answer.status_code == 200 and day not in answer.content.decode()


def test_nothing_ends_on_the_last_day_that_there_is(soc2: Harbour, client: Client) -> None:
    client.force_login(soc2.cast.olive)
    use = soc2.system.service_uses.known()[0]
    answer = client.post(reverse("compliance:end-use", args=[soc2.system.pk, use.pk]), {"after": "9999-12-31"})
    assert answer.status_code == 422 and "2199-12-31 or an earlier day" in answer.content.decode()
