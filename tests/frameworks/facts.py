"""A system under the small catalogue's Care Rule, in the fewest words: one account, documents that count."""

from datetime import date
from typing import Any

from frameworks.compiled import Catalogue
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    ProgrammeStanding,
    Reason,
    ReasonCode,
    SystemFacts,
    UseFact,
    inherit,
)

DAY = date(2026, 3, 1)
ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"


def account(account_id: str = ACCOUNT, **more: Any) -> AccountFact:
    return AccountFact(account_id=account_id, **more)


def use(service: str = "ec2", account_id: str = ACCOUNT, touch: str = "touches", **more: Any) -> UseFact:
    return UseFact(service=service, account_id=account_id, touches={"phi": touch}, **more)


def contract(**more: Any) -> AttestationFact:
    """An accepted agreement, in force all of 2026, that covers the account."""
    usual = {
        "id": "contract-1",
        "programme": "contract",
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "accepted_on": date(2026, 1, 5),
        "accounts": frozenset({ACCOUNT}),
        "in_scope": {"ec2": True},
    }
    return AttestationFact(**(usual | more))


def report(**more: Any) -> AttestationFact:
    """An accepted report on the twelve months to the end of September 2025."""
    usual = {
        "id": "report-1",
        "programme": "report",
        "variant": "type-2",
        "period_start": date(2024, 10, 1),
        "period_end": date(2025, 9, 30),
        "accepted_on": date(2025, 11, 20),
        "in_scope": {"ec2": True},
    }
    return AttestationFact(**(usual | more))


def facts(*attestations: AttestationFact, uses: tuple[UseFact, ...] = (), **more: Any) -> SystemFacts:
    usual = {"accounts": (account(), account(OTHER_ACCOUNT)), "uses": uses or (use(),)}
    return SystemFacts(attestations=attestations, **(usual | more))


def answer(catalogue: Catalogue, about: SystemFacts, ref: str = "1.2", on: date = DAY) -> Inheritance:
    return next(each for each in inherit(catalogue, "care", about, on) if each.ref == ref)


def standing(
    catalogue: Catalogue, programme: str, about: SystemFacts, ref: str = "1.2", on: date = DAY
) -> ProgrammeStanding:
    """What the programme does for AWS's part of the requirement on the day."""
    aws = answer(catalogue, about, ref, on).aws
    assert aws is not None
    return next(each for each in (*aws.commitment, *aws.assurance) if each.programme == programme)


def codes(reasons: tuple[Reason, ...]) -> list[ReasonCode]:
    return [reason.code for reason in reasons]
