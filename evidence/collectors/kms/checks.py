"""What KMS's facts say of each key that the customer manages."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import is_open

LEAVING = ("PendingDeletion", "PendingReplicaDeletion")


def keys(facts: Facts) -> Iterator[Resource]:
    for key in facts.answer("list_keys")["Keys"]:
        yield Resource(key["KeyArn"], key)


def rotation_on(key: Resource, facts: Facts) -> Verdict:
    said = _metadata(key, facts)
    if said["KeyManager"] != "CUSTOMER":
        return not_applicable(because="aws_managed")
    if said["KeySpec"] != "SYMMETRIC_DEFAULT" or said["Origin"] != "AWS_KMS":
        return not_applicable(because="cannot_rotate", spec=said["KeySpec"], origin=said["Origin"])
    if said["KeyState"] in LEAVING:
        return not_applicable(because="pending_deletion")
    on = facts.answer("get_key_rotation_status", key.arn)["KeyRotationEnabled"]
    return passed() if on is True else failed()


def not_pending_deletion(key: Resource, facts: Facts) -> Verdict:
    said = _metadata(key, facts)
    if said["KeyManager"] != "CUSTOMER":
        return not_applicable(because="aws_managed")
    return (failed if said["KeyState"] in LEAVING else passed)(state=said["KeyState"])


def policy_not_open(key: Resource, facts: Facts) -> Verdict:
    if _metadata(key, facts)["KeyManager"] != "CUSTOMER":
        return not_applicable(because="aws_managed")
    document = facts.answer("get_key_policy", key.arn)["Policy"]
    return failed() if is_open(document) else passed()


def _metadata(key: Resource, facts: Facts) -> dict[str, Any]:
    metadata: dict[str, Any] = facts.answer("describe_key", key.arn)["KeyMetadata"]
    return metadata
