"""What DynamoDB's facts say of each table."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import is_open


def tables(facts: Facts) -> Iterator[Resource]:
    for name in facts.answer("list_tables")["TableNames"]:
        yield Resource(facts.arn("dynamodb", f"table/{name}"))


def point_in_time_recovery_on(table: Resource, facts: Facts) -> Verdict:
    backups = facts.answer("describe_continuous_backups", table.arn)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return failed()
    return passed(days=recovery.get("RecoveryPeriodInDays"))


def key_in_the_account(table: Resource, facts: Facts) -> Verdict:
    encryption = facts.answer("describe_table", table.arn)["Table"].get("SSEDescription")
    if not encryption:  # DynamoDB tells of encryption only where it is not by a key that AWS owns
        return failed(key="owned_by_aws")
    on = encryption["Status"] in ("ENABLED", "UPDATING") and encryption.get("SSEType") == "KMS"
    return (passed if on else failed)(status=encryption["Status"], key=encryption.get("KMSMasterKeyArn", ""))


def deletion_protected(table: Resource, facts: Facts) -> Verdict:
    protected = facts.answer("describe_table", table.arn)["Table"].get("DeletionProtectionEnabled")
    return passed() if protected is True else failed()


def policy_not_open(table: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_resource_policy", table.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if is_open(answer["Policy"]) else passed()
