"""What AWS Config's facts say of the region and of its recorder."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, passed
from evidence.collecting.facts import Facts

GLOBAL_TYPES = {f"AWS::IAM::{kind}" for kind in ("User", "Group", "Role", "Policy")}
A_YEAR = 365  # days; PCI DSS 10.5.1 asks for twelve months of audit history


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("config"))


def recorders(facts: Facts) -> Iterator[Resource]:
    """The customer's recorder; those that AWS services keep for themselves are not listed."""
    for recorder in facts.answer("describe_configuration_recorders")["ConfigurationRecorders"]:
        arn = recorder.get("arn") or facts.arn("config", f"configuration-recorder/{recorder['name']}")
        yield Resource(arn, recorder)


def recorder_on(cell: Resource, facts: Facts) -> Verdict:
    if not list(recorders(facts)):
        return failed(because="no_recorder")
    states = list(_states(facts).values())
    if not any(state["recording"] is True for state in states):
        return failed(because="stopped")
    failing = [state.get("lastErrorCode", "") for state in states if _status(state) == "FAILURE"]
    return failed(because="failing", codes=failing) if failing else passed(last=[_status(state) for state in states])


def all_types_recorded(recorder: Resource, facts: Facts) -> Verdict:
    group = recorder.said["recordingGroup"]
    if group["allSupported"] is True:
        return passed()
    return failed(only=len(group.get("resourceTypes", [])), without=len(_left_out(group)))


def global_types_recorded(recorder: Resource, facts: Facts) -> Verdict:
    if _states(facts)[recorder.said["name"]]["recording"] is not True:
        return failed(because="stopped")
    return passed() if _has_global_types(recorder.said["recordingGroup"]) else manual(because="another_region_may")


def changes_delivered(recorder: Resource, facts: Facts) -> Verdict:
    buckets = [channel["s3BucketName"] for channel in facts.answer("describe_delivery_channels")["DeliveryChannels"]]
    return passed(buckets=buckets) if buckets else failed(because="no_delivery_channel")


def history_kept_a_year(recorder: Resource, facts: Facts) -> Verdict:
    kept = facts.answer("describe_retention_configurations")["RetentionConfigurations"]
    days = min((each["RetentionPeriodInDays"] for each in kept), default=None)
    if days is None:
        return passed(because="default_of_seven_years")
    return (passed if days >= A_YEAR else failed)(days=days)


def _states(facts: Facts) -> dict[str, dict[str, Any]]:
    answer = facts.answer("describe_configuration_recorder_status")
    return {state["name"]: state for state in answer["ConfigurationRecordersStatus"]}


def _status(state: dict[str, Any]) -> str:
    """In capitals: the service's model has it as Failure, the service answers FAILURE."""
    return str(state["lastStatus"]).upper()


def _left_out(group: dict[str, Any]) -> list[str]:
    types: list[str] = group.get("exclusionByResourceTypes", {}).get("resourceTypes", [])
    return types


def _has_global_types(group: dict[str, Any]) -> bool:
    if group["allSupported"] is True:
        return group["includeGlobalResourceTypes"] is True
    if left_out := _left_out(group):
        return not GLOBAL_TYPES & set(left_out)
    return GLOBAL_TYPES.issubset(group.get("resourceTypes", []))
