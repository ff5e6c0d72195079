"""AWS's documents for Harbour's stories: what Olive types into the forms, and rows by the verb. All fictitious."""

import datetime

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from compliance.actions.attesting import accept, record_attestation
from compliance.models import Attestation
from frameworks.models import Programme
from tests.factories import PRODUCTION, SERVICES, Harbour, a_system, an_account

DAY = datetime.timedelta(days=1)
QUAYS_ACCOUNT = "777788889999"


def record_address(programme: str) -> str:
    return f"{reverse('compliance:record-attestation')}?programme={programme}"


def address(route: str, row: Attestation) -> str:
    return reverse(f"compliance:{route}", args=[row.pk])


def current(programme: str) -> Attestation:
    return Attestation.objects.known().get(programme__key=programme)


def typed(programme: str, today: datetime.date) -> dict[str, object]:
    """A form filled in well, for each kind of document."""
    said = {"identity": f"AWS-DEMO-{programme}-2", "issuer": "Example & Example LLP (fictitious)", "partition": "aws"}
    kinds: dict[str, dict[str, object]] = {
        "aws-hipaa-baa": {"valid_from": today - 30 * DAY, "accounts": PRODUCTION},
        "aws-soc2": {
            "period_start": today - 400 * DAY,
            "period_end": today - 35 * DAY,
            "letter_until": today + 20 * DAY,
            "variant": "type-2",
            "opinion": "unqualified",
            "exceptions": ["media-disposal"],
            "categories": ["security", "availability", "confidentiality", "privacy"],
        },
        "aws-pci-dss": {
            "valid_from": today - 100 * DAY,
            "edition": "pci-dss-4.0.1",
            "not_assessed": "1.2.5\n1.2.6",
        },
        "aws-iso27001": {"valid_from": today - 100 * DAY, "valid_until": today + 900 * DAY},
    }
    return said | kinds[programme]


def read(harbour: Harbour, client: Client, row: Attestation, **other: object) -> HttpResponse:
    """The acceptance form of `row`, every service named in it, handed in by whoever is logged in."""
    said = {f"scope-{key}": "yes" for key in SERVICES} | {"memo": "Unqualified; no exception that concerns us."}
    return client.post(address("accept-attestation", row), said | other)


def a_report(harbour: Harbour, identity: str, **facts: object) -> Attestation:
    said = {"issuer": "Example & Example LLP", "valid_from": harbour.on, "programme": "aws-soc2"} | facts
    programme = Programme.objects.by_key(str(said.pop("programme")))
    return record_attestation(programme=programme, identity=identity, actor=harbour.cast.olive, now=harbour.now, **said)


def quays_agreement(harbour: Harbour) -> Attestation:
    system = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    an_account(system, QUAYS_ACCOUNT, "Quay", actor=harbour.cast.otto, now=harbour.now)
    return a_report(harbour, "AWS-DEMO-QUAY", programme="aws-hipaa-baa", accounts=[QUAYS_ACCOUNT])


def agreement_ends(
    harbour: Harbour, on: datetime.date | None, since: datetime.timedelta = datetime.timedelta()
) -> None:
    """The agreement is corrected `since` after the story's now: it ends on that day, and is accepted again as such."""
    held = current("aws-hipaa-baa")
    said = held.acceptances.order_by("recorded_at").last()
    assert said
    ended = record_attestation(
        programme=held.programme,
        identity=held.identity,
        issuer=held.issuer,
        valid_from=held.valid_from,
        valid_until=on,
        accounts=held.accounts,
        is_demonstration=held.is_demonstration,
        actor=harbour.cast.olive,
        now=harbour.now + since + datetime.timedelta(minutes=1),
    )
    accept(
        attestation=ended,
        in_scope=said.in_scope,
        memo="It ends; read in full.",
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now + since + datetime.timedelta(minutes=2),
    )
