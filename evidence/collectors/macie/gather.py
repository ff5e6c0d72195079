"""Macie's facts: whether it is on, looks by itself, and how many grave findings are open. No finding is read."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    if look.ask("get_macie_session").get("status") != "ENABLED":
        return
    look.ask("get_automated_discovery_configuration")
    look.ask(
        "get_finding_statistics",
        groupBy="severity.description",
        findingCriteria={
            "criterion": {
                "accountId": {"eq": [look.account]},
                "archived": {"eq": ["false"]},
                "severity.description": {"eq": ["High"]},
            }
        },
    )
