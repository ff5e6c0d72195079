"""Inspector's facts: what it scans for this account in the region, and the age of each critical finding."""

from typing import Any

from evidence.collecting.gathering import Look

KEPT = {"findingArn", "firstObservedAt"}


def gather(look: Look) -> None:
    answer = look.ask("batch_get_account_status", accountIds=[look.account])
    if any(account["state"]["status"] == "ENABLED" for account in answer.get("accounts", [])):
        look.ask(
            "list_findings",
            veil=_ages_only,
            filterCriteria={  # an administrator's account sees its members' findings too
                "awsAccountId": _equal(look.account),
                "findingStatus": _equal("ACTIVE"),
                "severity": _equal("CRITICAL"),
            },
        )


def _equal(value: str) -> list[dict[str, str]]:
    return [{"comparison": "EQUALS", "value": value}]


def _ages_only(answer: dict[str, Any]) -> None:
    """Findings name paths, packages and tags of what is weak: a list of them is not to be kept twice."""
    answer["findings"] = [{key: finding[key] for key in KEPT} for finding in answer["findings"]]
