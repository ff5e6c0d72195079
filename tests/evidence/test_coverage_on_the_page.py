"""Who sees an audit's coverage by evidence, as pictures, in words and through the API, and what does it cost?"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.granting import let_in
from compliance.models import Engagement, JournalEntry
from evidence.actions.expecting import expect_occurrences
from evidence.coverage.occurrences import OccurrenceState
from evidence.web.strips import legend
from tests.evidence.covering import DAY, accepted, an_audit, covered, hand_over, kept_since, observed
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit(harbour: Harbour) -> Engagement:
    """Ada's, of a year: one risk analysis was accepted, and a check failed in the first quarter."""
    kept_since(harbour)
    made = an_audit(harbour)
    let_in(
        engagement=made,
        auditor=harbour.cast.ada,
        since=harbour.on,
        until=harbour.on + DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    expect_occurrences(engagement=made, now=harbour.now)
    (year,) = covered(harbour, made, "risk-analysis").expected.spans
    accepted(harbour, hand_over(harbour, "risk-analysis", year))
    first = covered(harbour, made, "access-review").expected.spans[0]
    observed(harbour, "access-review", [(first.last, "fail")])
    return made


def address(audit: Engagement, route: str = "evidence:audit-coverage") -> str:
    return reverse(route, args=[audit.system_id, audit.pk])


def row(page: str, title: str) -> str:
    (found,) = (each for each in page.split("<tr>") if f">{title}</a>" in each and "<svg" in each)
    return found


def test_each_duty_has_a_strip_with_words_beside_it(harbour: Harbour, audit: Engagement, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    page = client.get(address(audit)).content.decode()
    analysis, review = row(page, "Risk analysis"), row(page, "Review of access rights")
    assert 'aria-label="1 expected, 1 received, 1 accepted"' in analysis and "1 of 1" in analysis
    assert 'aria-label="4 expected, 1 received"' in review and "0 of 4" in review
    assert review.count("<title>") == 4 and "A check failed</title>" in review
    assert "164.308(a)(4)(ii)(C)" in page and "Requirements with exceptions" in page


def test_every_state_is_drawn_in_a_shape_of_its_own_and_told(
    harbour: Harbour, audit: Engagement, client: Client
) -> None:
    client.force_login(harbour.cast.olive)
    page = client.get(address(audit)).content.decode()
    swatches = re.findall(r'class="swatch"><svg[^>]*>(.*?)</svg>(.*?)</span>', page, re.S)
    assert {str(label) for _, label in swatches} == {str(label) for _, label in legend()}
    assert {mark.shape for mark, _ in legend()} == set(OccurrenceState.values)
    without_colour = {re.sub(r"(bar|drawn)-\w+", r"\1", shape) for shape, _ in swatches}
    assert len(without_colour) == len(swatches)


def test_only_what_has_exceptions(harbour: Harbour, audit: Engagement, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    shown = client.get(address(audit) + "?show=exceptions").content.decode()
    assert shown.count('class="row-link"') == 1 and "Review of access rights" in shown
    shown = client.get(address(audit) + "?show=whole&cadence=P1Y&q=risk").content.decode()
    assert re.findall(r'class="row-link"[^>]*>(.*?)<', shown) == ["Risk analysis"]
    shown = client.get(address(audit) + "?q=nothing-of-the-kind").content.decode()
    assert "No duty fits this filter" in shown


def test_an_auditor_reads_it_and_the_custody_log_has_it(harbour: Harbour, audit: Engagement, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    for route in ("evidence:audit-coverage", "evidence-api:audit-coverage"):
        assert client.get(address(audit, route)).status_code == 200
    entries = JournalEntry.objects.filter(verb="custody.read", subject_id=str(audit.pk))
    assert [(entry.actor, entry.after) for entry in entries] == [(harbour.cast.ada, {"page": "occurrences"})] * 2
    other = an_audit(harbour, title="Somebody else’s")
    for route in ("evidence:audit-coverage", "evidence-api:audit-coverage"):
        assert client.get(address(other, route)).status_code == 404


def test_the_api_tells_each_occurrence_with_its_days(harbour: Harbour, audit: Engagement, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    answer = client.get(address(audit, "evidence-api:audit-coverage") + "?limit=200")
    found = {each["control"]: each for each in answer.json()["results"]}
    review = found["access-review"]
    assert (review["expected"], review["received"], review["accepted"], review["exceptions"]) == (4, 1, 0, 1)
    assert (review["cadence"], review["set_by"], review["service"]) == ("P3M", None, "")
    assert {"edition": "hipaa-2013", "ref": "164.308(a)(4)(ii)(C)"} in review["requirements"]
    assert [each["state"] for each in review["occurrences"]] == ["failed", "open", "open", "open"]
    last = covered(harbour, audit, "access-review").occurrences[-1]
    assert review["occurrences"][-1] == {
        "first_day": last.span.first.isoformat(),
        "last_day": last.span.last.isoformat(),
        "due_on": last.due_on.isoformat(),
        "state": "open",
        "is_late": False,
        "is_exception": False,
        "received_on": None,
        "request": str(last.request),
    }
    assert found["risk-analysis"]["occurrences"][0]["received_on"] == harbour.on.isoformat()


def test_an_audit_without_duties_says_what_to_do(harbour: Harbour, client: Client) -> None:
    early = an_audit(harbour, ends=harbour.on - 200 * DAY, days=30, title="Before our time")
    kept_since(harbour, days=10)
    client.force_login(harbour.cast.olive)
    page = client.get(address(early)).content.decode()
    assert "<b>0</b> expected" in page and "No duty then" in page


def test_the_page_asks_as_many_queries_for_everything_as_for_nothing(
    harbour: Harbour, audit: Engagement, client: Client
) -> None:
    client.force_login(harbour.cast.olive)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(audit)).status_code == 200
        return len(captured)

    before = queries()
    for control in ("access-review", "patching", "log-review"):
        for span in covered(harbour, audit, control).expected.spans:
            hand_over(harbour, control, span)
            observed(harbour, control, [(span.first, "fail")])
    assert queries() == before <= 20
