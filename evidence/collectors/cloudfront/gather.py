"""CloudFront's facts: every distribution with its settings, and where its logs go."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look

NAMED = ("Id", "ARN", "DomainName", "Status", "Enabled")


def gather(look: Look) -> None:
    listed = look.ask("list_distributions", veil=_names_only).get("DistributionList", {})
    for distribution in listed.get("Items", []):
        look.ask("get_distribution_config", about=distribution["ARN"], veil=_no_headers, Id=distribution["Id"])
    if listed.get("Items"):
        look.ask("logs.describe_delivery_sources")
        look.ask("logs.describe_deliveries")


def _names_only(answer: dict[str, Any]) -> None:
    """The listing repeats most settings, headers too: each distribution's own answer has them."""
    listed = answer["DistributionList"]
    if "Items" in listed:
        listed["Items"] = [{name: item[name] for name in NAMED} for item in listed["Items"]]


def _no_headers(answer: dict[str, Any]) -> None:
    """Headers that CloudFront adds for the origin are often a secret that the two share."""
    for origin in answer["DistributionConfig"]["Origins"]["Items"]:
        for header in origin.get("CustomHeaders", {}).get("Items", []):
            header["HeaderValue"] = NOT_KEPT
