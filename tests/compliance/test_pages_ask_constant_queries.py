"""Does a list of twenty cost as many queries as a list of two?"""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.actions.granting import open_engagement
from compliance.actions.reading import note_read
from compliance.actions.settling import settle_duties
from compliance.models import Assignment, User
from tests.compliance.audited import an_invitation, concluded
from tests.compliance.given_away import a_comment
from tests.factories import Harbour, a_system, an_account

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_dashboard_for_any_number_of_systems(harbour: Harbour, client: Client) -> None:
    now, olive = harbour.now, harbour.cast.olive
    client.force_login(olive)
    counts = []
    for wanted in (2, 20):
        have = len(harbour.viewer(olive).roles)
        for number in range(have, wanted):
            system = a_system(f"quay-{number}", f"Quay {number}", officer=olive, now=now)
            an_account(system, f"{number:012}", "Quay", actor=olive, now=now, services={"s3": {"phi": "touches"}})
            settle_duties(system=system, catalogue=harbour.catalogue, on=system.day_of(now), actor=olive, now=now)
        counts.append(queries(client, reverse("compliance:dashboard")))
    assert counts[0] == counts[1] <= 24


def test_the_requirements_whatever_the_filter_lets_through(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:system", args=[harbour.system.pk])
    few, many = queries(client, f"{address}?q=audit+controls"), queries(client, address)
    assert few == many <= 31


def test_the_duties_for_any_number_of_owners(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:duties", args=[harbour.system.pk])
    before = queries(client, address)
    for duty in list(harbour.duties.values())[:20]:
        assign_to(harbour, duty, harbour.cast.ben)
    assert Assignment.objects.known().count() >= 20
    assert queries(client, address) == before <= 15


@pytest.mark.parametrize("page", ["workload", "hand-over", "export-assignments"])
def test_who_has_what_for_any_number_of_duties(harbour: Harbour, client: Client, page: str) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse(f"compliance:{page}", args=[harbour.system.pk])
    before = queries(client, address)
    for duty in list(harbour.duties.values())[:20]:
        assign_to(harbour, duty, harbour.cast.ben)
    assert queries(client, address) == before <= 15


def test_a_thread_for_any_number_of_comments(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    a_comment(harbour)
    address = reverse("compliance:comments", args=[harbour.system.pk, "duty", harbour.duty("risk-analysis").pk])
    before = queries(client, address)
    for _ in range(20):
        a_comment(harbour)
    assert queries(client, address) == before <= 12


def test_a_duty_for_any_number_of_relatives(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    few = queries(client, reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("risk-analysis").pk]))
    many = queries(client, reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("asset-inventory").pk]))
    assert few == many <= 31


def test_the_audits_for_any_number_of_them(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:audits", args=[harbour.system.pk])
    before = queries(client, address)
    for number in range(20):
        open_engagement(
            system=harbour.system,
            examined={harbour.engagement.editions.get(): ""},
            title=f"Audit {number}",
            period_start=harbour.on,
            period_end=harbour.on,
            actor=harbour.cast.olive,
            now=harbour.now,
        )
    assert queries(client, address) == before <= 13


def test_an_audit_for_any_number_of_invitations(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    an_invitation(harbour)
    address = reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk])
    before = queries(client, address)
    for number in range(20):
        an_invitation(harbour, f"{number}@assessors.example")
    assert queries(client, address) == before <= 17


def test_what_an_auditor_examines_for_any_number_of_conclusions(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    address = reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk])
    concluded(harbour, "164.312(b)")
    before = queries(client, address)
    concluded(harbour, "164.312(d)", "164.312(c)(2)", "164.308(a)(1)(ii)(A)", outcome="not-tested")
    assert queries(client, address) == before <= 38


def test_the_custody_log_for_any_number_of_reads(harbour: Harbour, client: Client) -> None:
    def ada_reads(duties: int) -> None:
        for duty in list(harbour.duties.values())[:duties]:
            note_read(viewer=viewer, system=harbour.system, subject=duty, now=harbour.now)

    viewer = harbour.viewer(harbour.cast.ada)
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:custody", args=[harbour.system.pk, harbour.engagement.pk])
    ada_reads(1)
    before = queries(client, address)
    ada_reads(30)
    assert queries(client, address) == before <= 15


def assign_to(harbour: Harbour, duty: object, owner: User) -> None:
    assign(
        duty=duty,
        owner=owner,
        reviewer=harbour.cast.rita,
        due_on=harbour.on + datetime.timedelta(days=5),
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
