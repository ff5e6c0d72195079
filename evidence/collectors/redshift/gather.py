"""Redshift's facts: every cluster of the region, its logging, and its parameter groups."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    groups: dict[str, None] = {}  # an ordered set: clusters share parameter groups
    for cluster in look.ask("describe_clusters").get("Clusters", []):
        identity = cluster["ClusterIdentifier"]
        look.ask(
            "describe_logging_status",
            about=look.arn("redshift", f"cluster:{identity}"),
            ClusterIdentifier=identity,
        )
        groups |= dict.fromkeys(group["ParameterGroupName"] for group in cluster["ClusterParameterGroups"])
    for group in groups:
        arn = look.arn("redshift", f"parametergroup:{group}")
        look.ask("describe_cluster_parameters", about=arn, ParameterGroupName=group)
