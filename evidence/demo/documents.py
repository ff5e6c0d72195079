"""What AWS has given Harbour Health, what both expect of each other, and what was decided instead. All fictitious."""

import datetime
from collections.abc import Iterable
from typing import Final

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.deciding import approve, propose_decision
from compliance.actions.expecting import begin_with_suggestions, expect_of_us
from compliance.models import Account, Attestation, ExpectationKind, System, User
from frameworks.models import Programme, Requirement
from frameworks.schema import DecisionKind

ISSUER: Final = "Harbour Health (demonstration): fictitious"
IN_FORCE: Final = datetime.timedelta(days=400)
LETTER: Final = datetime.timedelta(days=20)
DECIDED: Final = datetime.timedelta(days=60)

# number, what AWS's report expects of its customers, which controls of ours answer it
EXPECTED: Final = (
    ("U-1", "Customers keep who may reach their AWS accounts current, and take access away when people leave.",
     ["access-review", "joiner-mover-leaver"]),
    ("U-2", "Customers choose where their data is encrypted, and keep the policies of their keys.",
     ["encryption-at-rest", "key-management"]),
    ("U-3", "Customers read the logs that AWS delivers, and act on what they find there.", ["log-review"]),
    ("U-4", "Customers bring back what they store from backups of their own.", ["backup", "restore-testing"]),
)  # fmt: skip


def file_documents(system: System, officer: User, services: Iterable[str], now: datetime.datetime) -> None:
    """An agreement without an end, and a report past its period: a letter bridges the days until the next one."""
    today = system.day_of(now)
    accounts = sorted(Account.objects.filter(system=system).values_list("account_id", flat=True))
    agreement = record_attestation(
        programme=Programme.objects.by_key("aws-hipaa-baa"),
        identity="AWS-DEMO-BAA-001",
        issuer=ISSUER,
        valid_from=today - IN_FORCE,
        accounts=accounts,
        actor=officer,
        now=now,
        is_demonstration=True,
    )
    report = record_attestation(
        programme=Programme.objects.by_key("aws-soc2"),
        identity="AWS-DEMO-SOC2-001",
        issuer=ISSUER,
        variant="type-2",
        valid_from=today - IN_FORCE,
        period_start=today - datetime.timedelta(days=425),
        period_end=today - datetime.timedelta(days=60),
        letter_until=today + LETTER,
        opinion="unqualified",
        exceptions=["media-disposal"],
        actor=officer,
        now=now,
        is_demonstration=True,
    )
    _accept(agreement, "Read for the permitted uses, the reporting of incidents and the return of data.", services, now)
    _accept(report, "Read in full: one exception about the destruction of media, followed up with AWS.", services, now)
    for number, wording, controls in EXPECTED:
        expect_of_us(attestation=report, number=number, wording=wording, controls=controls, actor=officer, now=now)


def expect(system: System, officer: User, now: datetime.datetime) -> None:
    """What Harbour expects of AWS and of its own clients: the catalogue's suggestions, as they stand."""
    for kind in ExpectationKind.values:
        begin_with_suggestions(system=system, kind=kind, since=system.day_of(now), actor=officer, now=now)


def decide(system: System, *, author: User, approver: User, now: datetime.datetime) -> None:
    """Automatic log-off is addressable: sessions at the bedside end in another way, for the next sixty days."""
    today = system.day_of(now)
    requirement = Requirement.objects.get(edition__key="hipaa-2013", ref="164.312(a)(2)(iii)")
    decision = propose_decision(
        system=system,
        requirement=requirement,
        kind=DecisionKind.ADDRESSABLE_ALTERNATIVE,
        justification="Monitors at the bedside must not go dark while somebody is treated.",
        answers=[
            "Assessed with the nurses and the security team: a log-off by time hides the record in an emergency.",
            "The delay of logging in again outweighs what a log-off gains in rooms that are never left alone.",
            "Sessions are locked by the badge reader once the badge leaves the room; elsewhere the portal logs off.",
        ],
        valid_from=today,
        valid_until=today + DECIDED,
        author=author,
        on=today,
        now=now,
    )
    approve(decision=decision, approver=approver, on=today, now=now)


def _accept(attestation: Attestation, memo: str, services: Iterable[str], now: datetime.datetime) -> None:
    accept(
        attestation=attestation,
        in_scope=dict.fromkeys(services, True),
        memo=f"{memo} Fictitious.",
        actor=attestation.recorded_by,
        on=now.date() - datetime.timedelta(days=30),
        now=now,
    )
