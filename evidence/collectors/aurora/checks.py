"""What Aurora's facts say of each cluster and snapshot; other engines answer to the same calls and are left out."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.database_tls import PARAMETER, refuses_plain
from evidence.collecting.facts import Facts

LEAST_BACKUP_DAYS = 7  # AWS Foundational Security Best Practices RDS.11, as for single instances
# The log that tells who did what, by engine (AWS Foundational Security Best Practices RDS.34 and RDS.37).
AUDIT_LOG = {"aurora-mysql": "audit", "aurora-postgresql": "postgresql"}


def clusters(facts: Facts) -> Iterator[Resource]:
    for cluster in facts.answer("describe_db_clusters")["DBClusters"]:
        if cluster["Engine"] in AUDIT_LOG:
            yield Resource(cluster["DBClusterArn"], cluster)


def snapshots(facts: Facts) -> Iterator[Resource]:
    for snapshot in facts.answer("describe_db_cluster_snapshots")["DBClusterSnapshots"]:
        if snapshot["Engine"] in AUDIT_LOG:
            yield Resource(snapshot["DBClusterSnapshotArn"], snapshot)


def storage_encrypted(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["StorageEncrypted"])


def tls_required(cluster: Resource, facts: Facts) -> Verdict:
    name = PARAMETER[cluster.said["Engine"]]
    about = facts.arn("rds", f"cluster-pg:{cluster.said['DBClusterParameterGroup']}")
    refuses = refuses_plain(facts.answer("describe_db_cluster_parameters", about)["Parameters"], name)
    waiting = [
        member["DBInstanceIdentifier"]
        for member in cluster.said.get("DBClusterMembers", [])
        if member["DBClusterParameterGroupStatus"] != "in-sync"
    ]
    return (passed if refuses and not waiting else failed)(parameter=name, set=refuses, waiting=waiting)


def deletion_protected(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["DeletionProtection"])


def iam_authentication_on(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["IAMDatabaseAuthenticationEnabled"])


def logs_exported(cluster: Resource, facts: Facts) -> Verdict:
    exported = cluster.said.get("EnabledCloudwatchLogsExports", [])
    return (passed if AUDIT_LOG[cluster.said["Engine"]] in exported else failed)(exported=exported)


def backups_kept(cluster: Resource, facts: Facts) -> Verdict:
    days = cluster.said["BackupRetentionPeriod"]
    return (passed if days >= LEAST_BACKUP_DAYS else failed)(days=days)


def backtrack_on(cluster: Resource, facts: Facts) -> Verdict:
    if cluster.said["Engine"] != "aurora-mysql":
        return not_applicable(because="engine_without_backtrack")
    seconds = cluster.said.get("BacktrackWindow", 0)
    return passed(seconds=seconds) if seconds else failed()


def spread_over_zones(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["MultiAZ"])


def snapshot_not_public(snapshot: Resource, facts: Facts) -> Verdict:
    said = facts.answer("describe_db_cluster_snapshot_attributes", snapshot.arn)["DBClusterSnapshotAttributesResult"]
    [given] = [kept for kept in said["DBClusterSnapshotAttributes"] if kept["AttributeName"] == "restore"]
    accounts = given.get("AttributeValues", [])
    return failed() if "all" in accounts else passed(shared_with=len(accounts))


def _holds(setting: bool) -> Verdict:
    return passed() if setting is True else failed()
