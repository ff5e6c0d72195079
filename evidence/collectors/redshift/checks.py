"""What Redshift's facts say of each cluster."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts

LOGS = {"connectionlog", "useractivitylog"}
LEAST_SNAPSHOT_DAYS = 7  # AWS Foundational Security Best Practices Redshift.3


def clusters(facts: Facts) -> Iterator[Resource]:
    for cluster in facts.answer("describe_clusters")["Clusters"]:
        yield Resource(facts.arn("redshift", f"cluster:{cluster['ClusterIdentifier']}"), cluster)


def storage_encrypted(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["Encrypted"])


def not_public(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(not cluster.said["PubliclyAccessible"])


def tls_required(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(_in_effect(cluster, facts, "require_ssl"))


def access_logged(cluster: Resource, facts: Facts) -> Verdict:
    missing = LOGS - _sent(facts.answer("describe_logging_status", cluster.arn))
    if not _in_effect(cluster, facts, "enable_user_activity_logging"):
        missing |= {"useractivitylog"}
    return failed(missing=sorted(missing)) if missing else passed()


def traffic_in_own_network(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["EnhancedVpcRouting"])


def versions_follow(cluster: Resource, facts: Facts) -> Verdict:
    return _holds(cluster.said["AllowVersionUpgrade"])


def snapshots_kept(cluster: Resource, facts: Facts) -> Verdict:
    days = cluster.said["AutomatedSnapshotRetentionPeriod"]
    return (passed if days >= LEAST_SNAPSHOT_DAYS else failed)(days=days)


def _sent(logging: dict[str, Any]) -> set[str]:
    """The logs that leave the cluster: a log group takes those that are chosen, a bucket takes all."""
    if logging["LoggingEnabled"] is not True:
        return set()
    return set(logging["LogExports"]) if logging.get("LogDestinationType") == "cloudwatch" else LOGS


def _in_effect(cluster: Resource, facts: Facts, name: str) -> bool:
    """Whether the parameter is true in every parameter group of the cluster, and waits for no reboot."""
    values, waits = [], False
    for group in cluster.said["ClusterParameterGroups"]:
        about = facts.arn("redshift", f"parametergroup:{group['ParameterGroupName']}")
        parameters = facts.answer("describe_cluster_parameters", about)["Parameters"]
        values += [kept.get("ParameterValue") for kept in parameters if kept["ParameterName"] == name]
        for status in group.get("ClusterParameterStatusList", []):
            waits |= status["ParameterName"] == name and status["ParameterApplyStatus"] != "in-sync"
    return bool(values) and set(values) == {"true"} and not waits


def _holds(setting: bool) -> Verdict:
    return passed() if setting is True else failed()
