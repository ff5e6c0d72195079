"""Does a decision show where a requirement stands, for as long as it holds and no longer, and move nothing else?"""

import datetime
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.scoping import answer_to
from compliance.models import Decision
from compliance.posture import Standing, posture_of
from compliance.wording import decision_sentence
from frameworks.inheritance import InheritanceClass, Unbound
from frameworks.models import Edition
from tests.compliance.deciding import ADDRESSABLE, DAY, REQUIRED, answers_also_to, approved, proposed, where
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def test_it_is_decided_from_its_first_day_to_its_last_and_then_by_evidence_again(harbour: Harbour) -> None:
    by_evidence = where(harbour).standing
    assert by_evidence in {Standing.NOT_STARTED, Standing.IN_PROGRESS}
    decision = approved(harbour, valid_from=harbour.on + 10 * DAY, valid_until=harbour.on + 20 * DAY)
    found = {days: where(harbour, on=harbour.on + days * DAY).standing for days in (9, 10, 20, 21)}
    assert found == {9: by_evidence, 10: Standing.DECIDED, 20: Standing.DECIDED, 21: by_evidence}
    held = where(harbour, on=decision.valid_from)
    assert (held.decision, held.by_evidence) == (decision, by_evidence)


def test_what_only_waits_for_approval_changes_nothing(harbour: Harbour) -> None:
    before = where(harbour)
    proposed(harbour)
    assert where(harbour).standing == before.standing
    assert where(harbour).decisions == ()


def test_asked_what_was_known_before_its_approval_it_was_not_decided(harbour: Harbour) -> None:
    later = harbour.now + datetime.timedelta(hours=1)
    decision = approved(harbour, now=later)
    assert where(harbour, known_at=later - datetime.timedelta(seconds=1)).decision is None
    assert where(harbour, known_at=later).decision == decision


def test_duties_and_the_class_stay_what_they_are(harbour: Harbour) -> None:
    before, class_ = where(harbour).duties, where(harbour).inheritance.class_
    approved(harbour, kind="not-applicable")
    after = where(harbour)
    assert [each.standing for each in after.duties] == [each.standing for each in before]
    assert after.inheritance.class_ is class_ is not InheritanceClass.NOT_APPLICABLE
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    assert Standing.DECIDED not in posture.standings()


@pytest.mark.parametrize(
    ("edition", "framework", "role", "ref"),
    [
        ("hipaa-2013", "", "", REQUIRED),
        ("pci-dss-4.0.1", "pci-dss", "service-provider", "8.3.6"),
        ("gdpr-2016", "gdpr", "processor", "Art. 32(1)(a)"),
    ],
)
def test_an_accepted_risk_moves_nothing_where_the_rule_leaves_no_room(
    harbour: Harbour, edition: str, framework: str, role: str, ref: str
) -> None:
    if framework:
        answers_also_to(harbour, framework, role)
    before = where(harbour, ref, edition=edition).standing
    decision = approved(harbour, ref, "risk-acceptance", edition=edition, author=harbour.cast.olive)
    after = where(harbour, ref, edition=edition)
    assert (after.standing, after.decision, after.decisions) == (before, None, (decision,))
    assert decision_sentence(decision).startswith("On record only: Risk acceptance")


def test_an_accepted_risk_moves_an_addressable_specification(harbour: Harbour) -> None:
    approved(harbour, kind="risk-acceptance")
    assert where(harbour).standing is Standing.DECIDED


def test_two_accepted_risks_may_stand_on_record_beside_a_decision(harbour: Harbour) -> None:
    answers_also_to(harbour, "pci-dss", "service-provider")
    said = {"edition": "pci-dss-4.0.1", "author": harbour.cast.olive}
    for kind in ("risk-acceptance", "risk-acceptance", "compensating-control"):
        approved(harbour, "8.3.6", kind, **said)
    found = where(harbour, "8.3.6", edition="pci-dss-4.0.1")
    assert len(found.decisions) == 3
    assert found.decision is not None
    assert found.decision.kind == "compensating-control"


def test_what_does_not_bind_any_more_is_not_decided_either(harbour: Harbour) -> None:
    """A business associate's agreements with its subcontractors: then the system's role changes."""
    subcontractors = "164.308(b)(2)"
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("hipaa"),
        role="business-associate",
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    approved(harbour, subcontractors, "not-applicable", author=harbour.cast.olive)
    assert where(harbour, subcontractors).standing is Standing.DECIDED
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("hipaa"),
        role="covered-entity",
        since=harbour.on + DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    after = where(harbour, subcontractors, on=harbour.on + DAY)
    assert after.inheritance.unbound is Unbound.ROLE
    assert (after.decision, after.standing) == (None, None)


def test_ten_decisions_cost_as_many_queries_as_none(harbour: Harbour) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
        return len(captured)

    none = queries()
    addressable: list[Decision] = []
    for each in harbour.catalogue.edition("hipaa").requirements:
        if each.obligation(harbour.on) == "addressable" and len(addressable) < 10:
            addressable.append(approved(harbour, each.ref, author=harbour.cast.olive))
    assert len(addressable) == 10
    assert queries() == none


def test_the_matrix_leaves_with_its_decisions(harbour: Harbour, client: Client) -> None:
    decision = approved(harbour)
    said = decision_sentence(decision)
    client.force_login(harbour.cast.ada)
    left = {form: export(client, harbour, form) for form in ("csv", "json", "oscal")}
    assert said in left["csv"].decode()
    rows = {row["ref"]: row for row in json.loads(left["json"])["requirements"]}
    assert rows[ADDRESSABLE]["standing"] == "decided"
    assert [(each["id"], each["approved_by"]) for each in rows[ADDRESSABLE]["decisions"]] == [
        (str(decision.pk), "Rita Shah")
    ]
    assert not any(row["decisions"] for ref, row in rows.items() if ref != ADDRESSABLE)
    plan = json.loads(left["oscal"])["system-security-plan"]["control-implementation"]["implemented-requirements"]
    status = {
        prop["value"]: each["by-components"][0].get("implementation-status")
        for each in plan
        for prop in each["props"]
        if prop["name"] == "label"
    }[ADDRESSABLE]
    assert status["state"] == "alternative"
    assert said in status["remarks"]


def export(client: Client, harbour: Harbour, form: str) -> bytes:
    answer = client.get(reverse("compliance:matrix-export", args=[harbour.system.pk, form]))
    assert answer.status_code == 200
    return answer.getvalue()
