"""Access Analyzer's facts: the region's analyzers, and what each external one found open in this account."""

from typing import Any

from evidence.collecting.gathering import Look

EXTERNAL = ("ACCOUNT", "ORGANIZATION")
KEPT = {"id", "resource", "resourceType", "isPublic", "createdAt"}


def gather(look: Look) -> None:
    for analyzer in look.ask("list_analyzers").get("analyzers", []):
        if analyzer["type"] in EXTERNAL and analyzer["status"] == "ACTIVE":
            look.ask(
                "list_findings",
                about=analyzer["arn"],
                veil=_without_principals,
                analyzerArn=analyzer["arn"],
                filter={"status": {"eq": ["ACTIVE"]}, "resourceOwnerAccount": {"eq": [look.account]}},
            )


def _without_principals(answer: dict[str, Any]) -> None:
    """Who is let in may be a person, and conditions may name addresses: neither is needed to judge."""
    answer["findings"] = [{key: found[key] for key in KEPT & found.keys()} for found in answer["findings"]]
