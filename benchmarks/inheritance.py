"""How long inheritance takes: the full matrix of four frameworks, and many systems on one day."""

from datetime import date, timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.catalogue import best, once
from frameworks.compiled import shipped
from frameworks.inheritance import AccountFact, AttestationFact, SystemFacts, UseFact, inherit

DAY = date(2026, 11, 22)
FRAMEWORKS = ("hipaa", "pci-dss", "gdpr", "soc2")
ACCOUNTS = ("111122223333", "444455556666")
SYSTEMS = 1_000


def system(services: list[str]) -> SystemFacts:
    """Two accounts that use the services, and a document of each programme that counts."""
    document = {
        "period_start": DAY - timedelta(days=365),
        "period_end": DAY - timedelta(days=10),
        "letter_until": DAY + timedelta(days=60),
        "valid_from": DAY - timedelta(days=200),
        "accepted_on": DAY,
        "variant": "type-2",
        "edition": "pci-dss-4.0.1",
        "in_scope": dict.fromkeys(services, True),
    }
    return SystemFacts(
        accounts=tuple(AccountFact(account_id=each) for each in ACCOUNTS),
        uses=tuple(UseFact(service=service, account_id=account) for service in services for account in ACCOUNTS),
        attestations=tuple(AttestationFact(id=key, programme=key, **document) for key in shipped().programmes),
    )


def answer(facts: SystemFacts) -> list[object]:
    return [inherit(shipped(), framework, facts, DAY) for framework in FRAMEWORKS]


def main() -> None:
    every = sorted(shipped().services)
    sixty = system(every[:60])
    many = [system(every[at % 60 : at % 60 + 12]) for at in range(SYSTEMS)]
    measured = [
        ("four frameworks on sixty services, first time", once(lambda: answer(sixty)), ""),
        ("the same again", best(lambda: answer(sixty)), "50"),
        (
            f"{SYSTEMS} systems of twelve services, four frameworks each",
            once(lambda: [answer(each) for each in many]),
            "30000",
        ),
    ]
    table = Table("what", "ms", "bound", title="Inheritance")
    for what, took, bound in measured:
        table.add_row(what, f"{took * 1000:.0f}", bound)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
