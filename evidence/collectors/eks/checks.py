"""What EKS's facts say of each cluster."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts

ANYWHERE = ("0.0.0.0/0", "::/0")
LOGS = {"api", "audit", "authenticator"}  # who did what; the scheduler's and controllers' logs are for operation


def clusters(facts: Facts) -> Iterator[Resource]:
    for name in facts.answer("list_clusters")["clusters"]:
        yield Resource(facts.arn("eks", f"cluster/{name}"))


def endpoint_not_open(cluster: Resource, facts: Facts) -> Verdict:
    network = _cluster(cluster, facts)["resourcesVpcConfig"]
    if network["endpointPublicAccess"] is False:
        return passed(because="private")
    ranges = network["publicAccessCidrs"]
    is_open = not ranges or any(entry in ANYWHERE for entry in ranges)
    return (failed if is_open else passed)(ranges=ranges)


def control_plane_logged(cluster: Resource, facts: Facts) -> Verdict:
    setups = _cluster(cluster, facts)["logging"]["clusterLogging"]
    kept = {kind for setup in setups if setup["enabled"] is True for kind in setup["types"]}
    missing = sorted(LOGS - kept)
    return failed(missing=missing) if missing else passed(kept=sorted(kept))


def secrets_under_own_key(cluster: Resource, facts: Facts) -> Verdict:
    for entry in _cluster(cluster, facts).get("encryptionConfig", []):
        if "secrets" in entry["resources"]:
            return passed(key=entry["provider"]["keyArn"])
    return failed()


def version_patched(cluster: Resource, facts: Facts) -> Verdict:
    """By AWS's days: extended support counts, since AWS patches until its end."""
    version = _cluster(cluster, facts)["version"]
    listed = {known["clusterVersion"]: known for known in facts.answer("describe_cluster_versions")["clusterVersions"]}
    if version not in listed:
        return failed(because="no_longer_listed", version=version)
    standard = datetime.fromisoformat(listed[version]["endOfStandardSupportDate"])
    extended = datetime.fromisoformat(listed[version].get("endOfExtendedSupportDate") or standard.isoformat())
    support = {"standard_until": standard.date().isoformat(), "extended_until": extended.date().isoformat()}
    return (passed if facts.ended_at < extended else failed)(version=version, **support)


def _cluster(cluster: Resource, facts: Facts) -> dict[str, Any]:
    return dict(facts.answer("describe_cluster", cluster.arn)["cluster"])
