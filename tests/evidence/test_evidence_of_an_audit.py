"""Does an audit show the evidence of its period behind a requirement, and what another period would change?"""

import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions.uploading import upload
from evidence.audited import evidence_for, moves
from evidence.models import Item
from tests.compliance.audited import asked
from tests.evidence.exhibits import POLICY, has_a_signing_key
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
RISK_ANALYSIS, AUDIT_CONTROLS = "164.308(a)(1)(ii)(A)", "164.312(b)"


def handed_in(harbour: Harbour, title: str, ago: int) -> Item:
    """A risk analysis that speaks for one day."""
    has_a_signing_key()
    day = harbour.on - ago * DAY
    use = upload(
        duty=harbour.duty("risk-analysis"),
        content=io.BytesIO(POLICY + title.encode()),
        title=title,
        media_type="application/pdf",
        observed_from=day,
        observed_until=day,
        actor=harbour.cast.nora,
        now=harbour.now,
    )
    return use.item


def test_behind_a_requirement_stands_what_serves_its_controls_in_the_period(harbour: Harbour) -> None:
    inside = handed_in(harbour, "This year’s", ago=10)
    handed_in(harbour, "Long ago", ago=200)
    assert list(evidence_for(harbour.engagement, asked(RISK_ANALYSIS))) == [inside]
    assert not evidence_for(harbour.engagement, asked(AUDIT_CONTROLS))


def test_the_auditor_reads_it_on_the_requirements_page(harbour: Harbour, client: Client) -> None:
    item = handed_in(harbour, "This year’s", ago=10)
    client.force_login(harbour.cast.ada)
    audit = [harbour.system.pk, harbour.engagement.pk, "hipaa-2013", RISK_ANALYSIS]
    fragment = reverse("evidence:audited", args=audit)
    assert f'hx-get="{fragment}"' in client.get(reverse("compliance:audited-requirement", args=audit)).content.decode()
    text = client.get(fragment).content.decode()
    assert item.title in text and reverse("evidence:item", args=[harbour.system.pk, item.pk]) in text
    nothing = reverse("evidence:audited", args=[*audit[:3], AUDIT_CONTROLS])
    assert "Nothing in the period speaks for this requirement" in client.get(nothing).content.decode()


def test_another_period_says_which_evidence_leaves_and_which_joins(harbour: Harbour, client: Client) -> None:
    recent, old, between = (handed_in(harbour, str(ago), ago) for ago in (1, 95, 30))
    first, last = harbour.on - 100 * DAY, harbour.on - 20 * DAY
    leaving, joining = moves(harbour.engagement, first, last)
    assert (list(leaving), list(joining)) == ([recent], [old])
    client.force_login(harbour.cast.olive)
    address = reverse("evidence:period-moves", args=[harbour.system.pk, harbour.engagement.pk])
    text = client.get(f"{address}?first={first}&last={last}").content.decode()
    assert "1 item of evidence is not shown to the auditors any more" in text
    assert "1 item of evidence is shown to them besides" in text
    assert str(between.pk) not in text
    assert client.get(f"{address}?first={last}&last={first}").status_code == 404
