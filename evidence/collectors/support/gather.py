"""Trusted Advisor's facts: the list of its checks, and how each of those about security stands."""

from typing import Any

from evidence.collecting.gathering import Look

KEPT = ("id", "name", "category")


def gather(look: Look) -> None:
    checks = look.ask("describe_trusted_advisor_checks", veil=_without_essays, language="en").get("checks", [])
    if security := [check["id"] for check in checks if check["category"] == "security"]:
        look.ask("describe_trusted_advisor_check_summaries", checkIds=security)


def _without_essays(answer: dict[str, Any]) -> None:
    """Each of hundreds of checks comes with a page of AWS's words about it."""
    answer["checks"] = [{key: check[key] for key in KEPT} for check in answer["checks"]]
