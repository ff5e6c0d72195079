"""What RDS's facts say of each database instance and snapshot."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.database_tls import parameter_for, refuses_plain
from evidence.collecting.facts import Facts

LEAST_BACKUP_DAYS = 7  # RDS's own recommendation; AWS Foundational Security Best Practices RDS.11

WITH_IAM = ("mysql", "mariadb", "postgres")  # engines that take IAM's tokens in place of passwords
# The log that tells who did what, by engine (AWS Foundational Security Best Practices RDS.9).
AUDIT_LOG = {"mysql": "audit", "mariadb": "audit", "postgres": "postgresql", "oracle": "audit"}


def instances(facts: Facts) -> Iterator[Resource]:
    for instance in facts.answer("describe_db_instances")["DBInstances"]:
        yield Resource(instance["DBInstanceArn"], instance)


def snapshots(facts: Facts) -> Iterator[Resource]:
    for snapshot in facts.answer("describe_db_snapshots")["DBSnapshots"]:
        yield Resource(snapshot["DBSnapshotArn"], snapshot)


def storage_encrypted(instance: Resource, facts: Facts) -> Verdict:
    return _holds(instance.said["StorageEncrypted"])


def not_public(instance: Resource, facts: Facts) -> Verdict:
    return _holds(not instance.said["PubliclyAccessible"])


def tls_required(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("DBClusterIdentifier"):
        return not_applicable(because="cluster_member")
    name = parameter_for(instance.said["Engine"])
    if name is None:
        return manual(because="tls_not_by_parameter", engine=instance.said["Engine"])
    [group] = instance.said["DBParameterGroups"]
    about = facts.arn("rds", f"pg:{group['DBParameterGroupName']}")
    refuses = refuses_plain(facts.answer("describe_db_parameters", about)["Parameters"], name)
    return (passed if refuses and group["ParameterApplyStatus"] == "in-sync" else failed)(
        parameter=name, set=refuses, applied=group["ParameterApplyStatus"]
    )


def backups_kept(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("ReadReplicaSourceDBInstanceIdentifier"):
        return not_applicable(because="read_replica")
    days = instance.said["BackupRetentionPeriod"]
    return (passed if days >= LEAST_BACKUP_DAYS else failed)(days=days)


def multi_az(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("DBClusterIdentifier"):
        return not_applicable(because="cluster_member")
    return _holds(instance.said["MultiAZ"])


def minor_versions_follow(instance: Resource, facts: Facts) -> Verdict:
    return _holds(instance.said["AutoMinorVersionUpgrade"])


def deletion_protected(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("DBClusterIdentifier"):
        return not_applicable(because="cluster_member")
    return _holds(instance.said["DeletionProtection"])


def iam_authentication_on(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("DBClusterIdentifier"):
        return not_applicable(because="cluster_member")
    if instance.said["Engine"] not in WITH_IAM:
        return not_applicable(because="engine_without_iam", engine=instance.said["Engine"])
    return _holds(instance.said["IAMDatabaseAuthenticationEnabled"])


def logs_exported(instance: Resource, facts: Facts) -> Verdict:
    if instance.said.get("DBClusterIdentifier"):
        return not_applicable(because="cluster_member")
    wanted = AUDIT_LOG.get(instance.said["Engine"].partition("-")[0])  # oracle-ee, oracle-se2
    if wanted is None:
        return manual(because="audit_log_not_exported_by_engine", engine=instance.said["Engine"])
    exported = instance.said.get("EnabledCloudwatchLogsExports", [])
    return (passed if wanted in exported else failed)(exported=exported)


def snapshot_not_public(snapshot: Resource, facts: Facts) -> Verdict:
    said = facts.answer("describe_db_snapshot_attributes", snapshot.arn)["DBSnapshotAttributesResult"]
    [given] = [kept for kept in said["DBSnapshotAttributes"] if kept["AttributeName"] == "restore"]
    accounts = given.get("AttributeValues", [])
    return failed() if "all" in accounts else passed(shared_with=len(accounts))


def _holds(setting: bool) -> Verdict:
    return passed() if setting is True else failed()
