"""What CloudTrail's facts say of the region and of the trails that live in it."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("cloudtrail"))


def trails(facts: Facts) -> Iterator[Resource]:
    """The trails that live here; the shadows of others are judged in their own region."""
    for trail in facts.answer("describe_trails")["trailList"]:
        if trail["HomeRegion"] == facts.region:
            yield Resource(trail["TrailARN"], trail)


def management_events_logged(cell: Resource, facts: Facts) -> Verdict:
    trails = [trail for trail in facts.answer("describe_trails")["trailList"] if trail["IsMultiRegionTrail"]]
    if not trails:
        return failed(because="no_multi_region_trail")
    logging = [
        facts.answer("get_trail_status", trail["TrailARN"])["IsLogging"] is True
        and _selects_management(facts.answer("get_event_selectors", trail["TrailARN"]))
        for trail in trails
    ]
    return passed(trails=sum(logging)) if any(logging) else failed(because="not_logging")


def log_files_validated(trail: Resource, facts: Facts) -> Verdict:
    return passed() if trail.said["LogFileValidationEnabled"] is True else failed()


def logs_encrypted_with_kms(trail: Resource, facts: Facts) -> Verdict:
    return passed() if trail.said.get("KmsKeyId") else failed()


def log_bucket_not_public(trail: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("s3.get_bucket_policy_status", trail.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if answer["PolicyStatus"]["IsPublic"] is not False else passed()


def _selects_management(selectors: dict[str, Any]) -> bool:
    """Whether reading and writing management events are both selected, by either kind of selector."""
    if not selectors.keys() & {"EventSelectors", "AdvancedEventSelectors"}:
        raise KeyError("EventSelectors")
    return any(
        selector["IncludeManagementEvents"] is True and selector["ReadWriteType"] == "All"
        for selector in selectors.get("EventSelectors") or []
    ) or any(
        [(field["Field"], field.get("Equals")) for field in selector["FieldSelectors"]]
        == [("eventCategory", ["Management"])]
        for selector in selectors.get("AdvancedEventSelectors") or []
    )
