"""Security Hub's facts: the region's hub, its standards, and the ids of critical findings that are open."""

from typing import Any

from evidence.collecting.gathering import Look

NOT_SUBSCRIBED = ("InvalidAccessException", "ResourceNotFoundException")


def gather(look: Look) -> None:
    hub = look.ask("describe_hub", absent=NOT_SUBSCRIBED)
    if not hub:
        return
    look.ask("get_enabled_standards")
    look.ask(
        "get_findings",
        veil=_ids_only,
        Filters={  # an administrator and an aggregating region see others' findings too: each cell has its own
            "AwsAccountId": _equal(look.account),
            "Region": _equal(look.region),
            "RecordState": _equal("ACTIVE"),
            "SeverityLabel": _equal("CRITICAL"),
            "WorkflowStatus": _equal("NEW", "NOTIFIED"),
        },
        MaxResults=100,
    )


def _equal(*values: str) -> list[dict[str, str]]:
    return [{"Value": value, "Comparison": "EQUALS"} for value in values]


def _ids_only(answer: dict[str, Any]) -> None:
    """Findings hold names, addresses and whatever other products wrote: they are to be counted, not kept."""
    answer["Findings"] = [{"Id": finding["Id"]} for finding in answer["Findings"]]
