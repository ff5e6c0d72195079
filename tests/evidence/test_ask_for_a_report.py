"""Can the officer have a report made, the team take it away, and nobody else see it?"""

import datetime
import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import JournalEntry, System
from evidence.actions.reporting import REPORT_KIND, request_report
from evidence.jobs import engine
from evidence.models import JobState, Report
from evidence.tasks import KINDS
from evidence.wording import FAILED
from frameworks.errors import Refused
from frameworks.models import Edition
from tests.cast import Cast
from tests.evidence.exhibits import as_if_made, report_of
from tests.evidence.matrices import cove
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def address(route: str, system: System, *more: Any) -> str:
    return reverse(f"evidence:{route}", args=[system.pk, *more])


def ask(client: Client, system: System, who: Any, **changes: str) -> Any:
    client.force_login(who)
    form = {"kind": "matrix", "edition": "hipaa-2013", "on": system.day_of(timezone.now()).isoformat()}
    return client.post(address("ask-for-report", system), form | changes, follow=True)


def test_the_matrix_offers_its_pdf_to_the_officer_alone(harbour: Harbour, client: Client) -> None:
    page = reverse("compliance:matrix", args=[harbour.system.pk])
    for who, offered in ((harbour.cast.olive, True), (harbour.cast.rita, False), (harbour.cast.ada, False)):
        client.force_login(who)
        text = client.get(page).content.decode()
        assert (address("ask-for-report", harbour.system) in text) is offered


@pytest.mark.slow
def test_it_is_made_while_the_page_follows_and_an_owner_takes_it(cast: Cast, client: Client) -> None:
    system = cove(cast, timezone.now())
    assert 'hx-trigger="every 1s"' in ask(client, system, cast.olive).content.decode()
    report = Report.objects.get()
    assert client.get(address("report-content", system, report.pk)).status_code == 404
    assert report.job is not None
    held = engine.claim(report.job.pk, timezone.now())
    assert held is not None
    KINDS[report.job.kind].work(held)

    report.refresh_from_db()
    report.job.refresh_from_db()
    assert report.job.state == JobState.DONE
    text = client.get(address("report", system, report.pk)).content.decode()
    assert report.digest in text and "hx-trigger" not in text
    answer = client.get(address("report-content", system, report.pk))
    taken = b"".join(answer.streaming_content)
    assert taken.startswith(b"%PDF-") and hashlib.sha256(taken).hexdigest() == report.digest
    assert f"cove-hipaa-matrix-{report.on}.pdf" in answer["Content-Disposition"]
    entries = JournalEntry.objects.filter(subject_kind="report", subject_id=str(report.pk)).order_by("number")
    assert [(each.verb, each.actor) for each in entries] == [("report.requested", cast.olive), ("report.made", None)]
    assert entries[1].after == {"sha256": report.digest, "size": report.size}


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(harbour: Harbour, client: Client) -> None:
    tomorrow = (harbour.on + datetime.timedelta(days=1)).isoformat()
    answer = ask(client, harbour.system, harbour.cast.olive, on=tomorrow)
    assert answer.status_code == 422
    assert "has not come yet" in answer.content.decode() and f'value="{tomorrow}"' in answer.content.decode()
    assert not Report.objects.exists()


def test_a_day_before_the_system_answered_to_it_is_refused(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="does not answer to HIPAA on 2001-01-01"):
        request_report(
            system=harbour.system,
            kind="matrix",
            edition=Edition.objects.by_key("hipaa"),
            on=datetime.date(2001, 1, 1),
            actor=harbour.cast.olive,
            now=harbour.now,
        )


def test_an_edition_that_the_system_never_answered_to_is_not_offered(harbour: Harbour, client: Client) -> None:
    assert ask(client, harbour.system, harbour.cast.olive, edition="pci-dss-4.0.1").status_code == 422
    assert ask(client, harbour.system, harbour.cast.olive, kind="readiness").status_code == 422
    assert not Report.objects.exists()


def test_what_cannot_be_made_says_why(harbour: Harbour, client: Client) -> None:
    report = report_of(harbour)
    assert report.job is not None
    held = engine.claim(report.job.pk, timezone.now())
    assert held is not None
    engine.finish(held, JobState.GAP, timezone.now(), FAILED)
    REPORT_KIND.give_up(held.job, FAILED, timezone.now())
    client.force_login(harbour.cast.olive)
    assert "It could not be made" in client.get(address("report", harbour.system, report.pk)).content.decode()
    assert JournalEntry.objects.get(verb="report.failed").after == {"reason": FAILED}


def test_auditors_do_not_see_it_and_an_outsider_finds_nothing(harbour: Harbour, client: Client) -> None:
    report = as_if_made(report_of(harbour))
    for who, status in ((harbour.cast.rita, 200), (harbour.cast.ada, 403), (harbour.cast.otto, 404)):
        client.force_login(who)
        for route in ("report", "report-content"):
            assert client.get(address(route, harbour.system, report.pk)).status_code == status
    assert ask(client, harbour.system, harbour.cast.ben).status_code == 403


def test_the_api_does_the_same(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    there = reverse("evidence-api:reports", args=[harbour.system.pk])

    def asks(**body: str) -> Any:
        return client.post(there, json.dumps(body), "application/json")

    made = asks(kind="matrix", edition="hipaa")
    assert made.status_code == 202
    assert (made.json()["edition"], made.json()["on"]) == ("hipaa-2013", harbour.on.isoformat())
    content = reverse("evidence-api:report-content", args=[harbour.system.pk, made.json()["id"]])
    assert client.get(content).status_code == 422
    as_if_made(Report.objects.get())
    assert client.get(content)["Content-Type"] == "application/pdf"
    assert [each["id"] for each in client.get(there).json()["results"]] == [made.json()["id"]]
    assert asks(kind="horoscope", edition="hipaa").status_code == 400
    assert asks(kind="matrix", edition="sox").status_code == 400
    assert asks(kind="matrix", edition="gdpr").status_code == 422
