"""Can an officer open, change and end an audit by pages, and is nothing hidden without a word?"""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Engagement
from tests.compliance.test_run_an_audit import soc2
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def at(harbour: Harbour, route: str, *args: object) -> str:
    return reverse(f"compliance:{route}", args=[harbour.system.pk, *args])


def said(harbour: Harbour, **other: object) -> dict[str, Any]:
    return {
        "title": "Yearly audit",
        "examine-hipaa-2013": "-",
        "examine-soc2-2017": "type-1",
        "period_start": harbour.on,
        "period_end": harbour.on,
    } | other


def test_the_list_says_what_is_examined_and_who_is_inside(harbour: Harbour, olive: Client) -> None:
    text = olive.get(at(harbour, "audits")).content.decode()
    assert "HIPAA readiness" in text and "1 auditor let in" in text


def test_an_audit_is_opened(harbour: Harbour, olive: Client) -> None:
    soc2(harbour)
    answer = olive.post(at(harbour, "open-audit"), said(harbour), follow=True)
    audit = Engagement.objects.get(title="Yearly audit")
    assert dict(audit.audited.values_list("edition__key", "assessment")) == {"hipaa-2013": "", "soc2-2017": "type-1"}
    text = answer.content.decode()
    assert "SOC 2 · Type 1" in text and "Nobody was let in yet" in text


def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(harbour: Harbour, olive: Client) -> None:
    soc2(harbour)
    answer = olive.post(at(harbour, "open-audit"), said(harbour, period_start=harbour.on - DAY))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "speaks of one day" in text and 'value="Yearly audit"' in text
    assert not Engagement.objects.filter(title="Yearly audit").exists()


def test_another_title_is_taken_at_once(harbour: Harbour, olive: Client) -> None:
    audit = harbour.engagement
    answer = olive.post(
        at(harbour, "change-audit", audit.pk),
        {"title": "Renamed", "period_start": audit.period_start, "period_end": audit.period_end},
    )
    assert answer.status_code == 302
    audit.refresh_from_db()
    assert audit.title == "Renamed"


def test_another_period_is_shown_with_its_consequences_first(harbour: Harbour, olive: Client) -> None:
    audit, first = harbour.engagement, harbour.on - 3 * DAY
    typed = {"title": audit.title, "period_start": first, "period_end": audit.period_end}
    answer = olive.post(at(harbour, "change-audit", audit.pk), typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "is not shown to them any more" in text and "stay as they are" in text
    assert reverse("evidence:period-moves", args=[harbour.system.pk, audit.pk]) in text
    audit.refresh_from_db()
    assert audit.period_start != first
    seen = typed | {"seen": f"{first}/{audit.period_end}"}
    assert olive.post(at(harbour, "change-audit", audit.pk), seen).status_code == 302
    audit.refresh_from_db()
    assert audit.period_start == first


def test_what_was_seen_of_one_period_confirms_no_other(harbour: Harbour, olive: Client) -> None:
    audit, first = harbour.engagement, harbour.on - 3 * DAY
    other = {
        "title": audit.title,
        "period_start": first - DAY,
        "period_end": audit.period_end,
        "seen": f"{first}/{audit.period_end}",
    }
    answer = olive.post(at(harbour, "change-audit", audit.pk), other)
    assert "Confirm and change" in answer.content.decode()
    audit.refresh_from_db()
    assert audit.period_start not in {first, first - DAY}


def test_ending_it_shows_on_its_page(harbour: Harbour, olive: Client) -> None:
    text = olive.post(at(harbour, "end-audit", harbour.engagement.pk), follow=True).content.decode()
    assert "Its auditors see nothing of it any more" in text and "Invite an auditor" not in text
    again = olive.post(at(harbour, "end-audit", harbour.engagement.pk))
    assert (again.status_code, "has ended" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["ben", "rita"])
def test_the_rest_of_the_team_looks_and_changes_nothing(harbour: Harbour, client: Client, name: str) -> None:
    client.force_login(getattr(harbour.cast, name))
    text = client.get(at(harbour, "audit", harbour.engagement.pk)).content.decode()
    assert "Ada Moreau" in text and "ada@example.org" not in text and "<form method" not in text.split("<main")[1]
    for route in ("end-audit", "invite-auditor"):
        assert client.post(at(harbour, route, harbour.engagement.pk)).status_code == 403
