"""Does what failed within an audit's period stay an exception after it is mended, and only there?"""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.granting import open_engagement
from compliance.audits.exceptions import PeriodException
from compliance.audits.exceptions import exceptions_of as exceptions_below
from compliance.models import Engagement, Finding, JournalEntry, Outcome
from compliance.posture import posture_of
from evidence.coverage.exceptions import exceptions_of
from frameworks.models import Edition
from tests.compliance.deciding import answers_also_to
from tests.compliance.found import AUDIT_CONTROLS, DAY, a_finding, brought_to, follow
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

ASKED = "hipaa-2013", AUDIT_CONTROLS
WHOLE_WAY = ("response", "action", "done", "retest", "closed")


def said(harbour: Harbour, outcome: Outcome, days_ago: int, source: str = "cloudtrail.trail") -> None:
    """What a check saw of audit logging on one day."""
    at = harbour.now - days_ago * DAY
    answer = Answer(
        control="audit-logging",
        service="",
        source=source,
        outcome=outcome,
        observed_from=at,
        observed_until=at,
        fresh_until=at + DAY,
        ref=uuid.uuid4(),
    )
    record_assessments(system=harbour.system, answers=[answer], now=at)


def below(harbour: Harbour, audit: Engagement | None = None) -> list[PeriodException]:
    return list(exceptions_below(audit or harbour.engagement, harbour.catalogue).get(ASKED, ()))


def short(found: list[PeriodException], harbour: Harbour) -> list[tuple[str, int, int, bool]]:
    return [(each.kind, (harbour.on - each.first).days, (harbour.on - each.last).days, each.is_fixed) for each in found]


def an_audit(harbour: Harbour, **days: Any) -> Engagement:
    facts = {"period_start": harbour.on - 30 * DAY, "period_end": harbour.on} | days
    edition = {Edition.objects.by_key(facts.pop("edition", "hipaa")): facts.pop("form", "")}
    title = "Another look"
    return open_engagement(
        system=harbour.system, examined=edition, title=title, actor=harbour.cast.olive, now=harbour.now, **facts
    )


def test_a_finding_stays_when_it_is_closed(harbour: Harbour) -> None:
    found = a_finding(harbour)
    assert short(below(harbour), harbour) == [("finding", 20, 18, False)]
    brought_to(harbour, *WHOLE_WAY, finding=found)
    assert short(below(harbour), harbour) == [("finding", 20, 18, True)]


def test_one_that_was_taken_back_was_none(harbour: Harbour) -> None:
    found = a_finding(harbour)
    follow(harbour, found, "response", agrees=False)
    follow(harbour, found, "closed")
    assert below(harbour) == []
    follow(harbour, found, "reopened")
    assert short(below(harbour), harbour) == [("finding", 20, 18, False)]


def test_whoever_agreed_once_does_not_disagree_it_away(harbour: Harbour) -> None:
    found = a_finding(harbour, actor=harbour.cast.olive)
    follow(harbour, found, "response")
    follow(harbour, found, "response", agrees=False)
    follow(harbour, found, "closed", actor=harbour.cast.olive)
    assert short(below(harbour), harbour) == [("finding", 20, 18, True)]


def test_one_about_no_days_or_other_days_is_none_of_the_period(harbour: Harbour) -> None:
    a_finding(harbour, first_day=None, last_day=None)
    a_finding(harbour, first_day=harbour.on - 200 * DAY, last_day=harbour.on - 91 * DAY)
    assert below(harbour) == []
    a_finding(harbour, first_day=harbour.on - 200 * DAY, last_day=harbour.on - 90 * DAY)
    assert short(below(harbour), harbour) == [("finding", 90, 90, False)]


def test_a_check_that_failed_stays_when_it_passes_again(harbour: Harbour) -> None:
    for days_ago, outcome in ((10, Outcome.FAIL), (9, Outcome.FAIL), (8, Outcome.PASS), (3, Outcome.FAIL)):
        said(harbour, outcome, days_ago)
    assert short(below(harbour), harbour) == [("failed", 10, 9, True), ("failed", 3, 3, False)]
    said(harbour, Outcome.PASS, 1)
    assert short(below(harbour), harbour) == [("failed", 10, 9, True), ("failed", 3, 3, True)]


def test_what_failed_within_and_still_fails_after_the_period_is_not_fixed(harbour: Harbour) -> None:
    audit = an_audit(harbour, period_end=harbour.on - 5 * DAY)
    said(harbour, Outcome.FAIL, 6)
    said(harbour, Outcome.FAIL, 2)
    assert short(below(harbour, audit), harbour) == [("failed", 6, 6, False)]


def test_where_it_stands_today_is_another_question(harbour: Harbour) -> None:
    before = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now).standings()
    brought_to(harbour, *WHOLE_WAY)
    assert posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now).standings() == before


def test_an_audit_of_one_day_knows_no_exceptions_of_a_period(harbour: Harbour) -> None:
    said(harbour, Outcome.FAIL, 3)
    of_a_day = an_audit(harbour, period_start=harbour.on - 3 * DAY, period_end=harbour.on - 3 * DAY)
    assert below(harbour, of_a_day) == [] != below(harbour)
    assert exceptions_of(of_a_day, harbour.catalogue, harbour.now) == {}


def test_it_is_said_of_what_the_audit_examines(harbour: Harbour) -> None:
    answers_also_to(harbour, "soc2", "service-organisation")
    said(harbour, Outcome.FAIL, 3)
    type_2 = an_audit(harbour, edition="soc2", form="type-2")
    assert {edition for edition, _ in exceptions_below(type_2, harbour.catalogue)} == {"soc2-2017"}


def test_what_was_never_handed_in_is_one_too(harbour: Harbour) -> None:
    """A year's audit: nobody showed the quarters and months of it that are long over."""
    audit = an_audit(harbour, period_start=harbour.on - 365 * DAY)
    found = exceptions_of(audit, harbour.catalogue, harbour.now + 60 * DAY)
    kinds = {each.kind for rows in found.values() for each in rows}
    assert kinds == {"missed"} and exceptions_below(audit, harbour.catalogue) == {}


def test_the_page_shows_them_with_their_days(harbour: Harbour, client: Client) -> None:
    brought_to(harbour, *WHOLE_WAY)
    client.force_login(harbour.cast.ada)
    address = reverse("evidence:exceptions", args=[harbour.system.pk, harbour.engagement.pk])
    page = client.get(f"{address}?edition=hipaa-2013&ref={AUDIT_CONTROLS}").content.decode()
    assert "Exception in the period, since fixed" in page and "Logs were not reviewed" in page
    assert JournalEntry.objects.filter(verb="custody.read", after={"page": "exceptions"}).exists()
    audit = client.get(reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk])).content.decode()
    assert "exception in the period, since fixed:" in audit
    requirement = reverse("compliance:requirement", args=[harbour.system.pk, *ASKED])
    assert "#1" in client.get(requirement).content.decode() and address in client.get(requirement).content.decode()


def test_a_program_reads_them(harbour: Harbour) -> None:
    brought_to(harbour, *WHOLE_WAY)
    ada = Program(harbour.cast.ada, harbour.system)
    rows = ada.read("evidence-api:audit-exceptions", harbour.engagement.pk)["results"]
    (found,) = (row for row in rows if row["kind"] == "finding")
    assert (found["ref"], found["is_fixed"], found["first"]) == (
        AUDIT_CONTROLS,
        True,
        (harbour.on - datetime.timedelta(days=20)).isoformat(),
    )


def test_many_cost_as_many_queries_as_few(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("evidence:exceptions", args=[harbour.system.pk, harbour.engagement.pk])
    counts = []
    for wanted in (1, 10):
        while Finding.objects.count() < wanted:
            brought_to(harbour, "response", "action")
            said(harbour, Outcome.FAIL, Finding.objects.count())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 30
