"""What RDS's facts say of each database instance."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts

LEAST_BACKUP_DAYS = 7  # RDS's own recommendation; AWS Foundational Security Best Practices RDS.11


def instances(facts: Facts) -> Iterator[Resource]:
    for instance in facts.answer("describe_db_instances")["DBInstances"]:
        yield Resource(instance["DBInstanceArn"], instance)


def storage_encrypted(instance: Resource, facts: Facts) -> Verdict:
    return _holds(instance.said["StorageEncrypted"])


def not_public(instance: Resource, facts: Facts) -> Verdict:
    return _holds(not instance.said["PubliclyAccessible"])


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


def _holds(setting: bool) -> Verdict:
    return passed() if setting is True else failed()
