"""Is an officer told in time that a decision ends, and that a requirement falls back to what its evidence says?"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from compliance.actions.deciding import withdraw_decision
from compliance.actions.ending import end_framework
from compliance.inheritance.lapsing import THRESHOLDS
from compliance.inheritance.lapsing_decisions import Ending, coming_endings
from compliance.models import JournalEntry, Notice, NoticeKind, System
from frameworks.models import Edition
from tests.compliance.deciding import ADDRESSABLE, DAY, REQUIRED, answers_also_to, approved, proposed
from tests.compliance.warnings_in_time import a_minute, falls_in, noon
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def ending(harbour: Harbour) -> tuple[Ending, ...]:
    return coming_endings({harbour.system: harbour.on}, harbour.catalogue)[harbour.system]


def test_from_first_to_last_there_are_four_mails(harbour: Harbour) -> None:
    approved(harbour, valid_until=harbour.on + 99 * DAY)
    mailed = [day for day in range(105) for _ in a_minute(noon(harbour, day))]
    assert mailed == [100 - threshold for threshold in THRESHOLDS]
    assert {notice.kind for notice in Notice.objects.all()} == {NoticeKind.DECISION}


def test_the_mail_says_what_ends_when_and_what_to_do(harbour: Harbour) -> None:
    decision, system = approved(harbour, valid_until=harbour.on + 29 * DAY), harbour.system.pk
    (warning,) = a_minute(noon(harbour))
    assert warning.to == [harbour.cast.olive.email]
    assert f"the decision about {ADDRESSABLE} of HIPAA ends on" in warning.subject
    for said in (
        "Hello Olive Park",
        "“Harbour Clinic patient records”",
        "in 30 days",
        "stands where its evidence says",
        "Alternative to an addressable specification, by Nora Lind, approved by Rita Shah",
        f"http://127.0.0.1:8000{reverse('compliance:decision', args=[system, decision.pk])}",
        f"http://127.0.0.1:8000{reverse('compliance:requirement', args=[system, 'hipaa-2013', ADDRESSABLE])}",
    ):
        assert said in warning.body, warning.body
    assert "&#x27;" not in warning.body
    entry = JournalEntry.objects.get(verb="notice.entered")
    assert entry.after is not None
    assert entry.after["notice"] == f"decision/{decision.pk}/30"


def test_both_kinds_of_warning_are_told_side_by_side(harbour: Harbour) -> None:
    approved(harbour, valid_until=harbour.on + 29 * DAY)
    falls_in(harbour, 30)
    assert len(a_minute(noon(harbour))) == 2
    assert a_minute(noon(harbour, 1)) == []


def test_one_that_another_follows_takes_nothing_away(harbour: Harbour) -> None:
    first = approved(harbour, valid_until=harbour.on + 29 * DAY)
    after: dict[str, Any] = {"valid_from": first.valid_until + DAY, "valid_until": first.valid_until + 200 * DAY}
    waiting = proposed(harbour, **after)
    assert [each.decision for each in ending(harbour)] == [first]
    withdraw_decision(decision=waiting, actor=harbour.cast.olive, comment="Anew.", on=harbour.on, now=harbour.now)
    approved(harbour, **after)
    assert ending(harbour) == ()
    assert a_minute(noon(harbour)) == []


def test_one_withdrawn_before_the_mail_went_out_is_told_to_nobody(harbour: Harbour, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    decision = approved(harbour, valid_until=harbour.on + 29 * DAY)
    assert a_minute(noon(harbour)) == []
    withdraw_decision(decision=decision, actor=harbour.cast.olive, comment="Gone.", on=harbour.on, now=harbour.now)
    settings.SENDS_MAIL = True
    assert a_minute(noon(harbour)) == []
    assert Notice.objects.get().withdrawn_at is not None


def test_what_is_only_on_record_or_leaves_with_its_framework_falls_nowhere(harbour: Harbour) -> None:
    approved(harbour, REQUIRED, "risk-acceptance", author=harbour.cast.olive, valid_until=harbour.on + 9 * DAY)
    assert ending(harbour) == ()
    answers_also_to(harbour, "soc2", "service-organisation")
    said = {"edition": "soc2-2017", "author": harbour.cast.olive}
    approved(harbour, "CC6.1", "risk-acceptance", valid_until=harbour.on + 29 * DAY, **said)
    assert len(ending(harbour)) == 1
    soc2 = Edition.objects.by_key("soc2")
    end_framework(system=harbour.system, edition=soc2, after=harbour.on + 29 * DAY, actor=None, now=harbour.now)
    assert ending(harbour) == ()


@pytest.mark.parametrize(("days", "found"), [(89, 1), (90, 0)])
def test_it_is_seen_ninety_days_ahead_and_no_day_earlier(harbour: Harbour, days: int, found: int) -> None:
    approved(harbour, valid_until=harbour.on + days * DAY)
    assert len(ending(harbour)) == found


def test_the_overview_shows_it_to_those_who_may_read_it(harbour: Harbour, client: Client) -> None:
    answers_also_to(harbour, "soc2", "service-organisation")
    said = {"edition": "soc2-2017", "author": harbour.cast.olive, "valid_until": harbour.on + 29 * DAY}
    decision = approved(harbour, "CC6.1", "risk-acceptance", **said)
    a_minute(noon(harbour))
    address = reverse("compliance:decision", args=[harbour.system.pk, decision.pk])
    overview = reverse("compliance:system", args=[harbour.system.pk])
    client.force_login(harbour.cast.olive)
    page = client.get(overview).content.decode()
    assert "The decision about CC6.1 ends" in page and address in page
    assert "The compliance officers were mailed on" in page
    client.force_login(harbour.cast.ada)  # she audits HIPAA
    assert address not in client.get(overview).content.decode()


def test_a_demonstration_mails_nobody(harbour: Harbour) -> None:
    approved(harbour, valid_until=harbour.on + 29 * DAY)
    System.objects.update(is_demonstration=True)
    assert a_minute(noon(harbour)) == []
    assert not Notice.objects.exists()


@pytest.mark.database
def test_five_systems_are_read_in_as_many_queries_as_one(harbour: Harbour) -> None:
    approved(harbour, valid_until=harbour.on + 29 * DAY)
    for number in range(4):
        a_system(f"quay-{number}", f"Quay {number}", officer=harbour.cast.otto, now=harbour.now)
    counts = []
    for systems in ([harbour.system], list(System.objects.all())):
        with CaptureQueriesContext(connection) as captured:
            found = coming_endings(dict.fromkeys(systems, harbour.on), harbour.catalogue)
        counts.append(len(captured))
        assert (len(found), sum(map(len, found.values()))) == (len(systems), 1)
    assert counts[0] == counts[1] <= 8
