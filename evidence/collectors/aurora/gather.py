"""Aurora's facts: the region's clusters, their TLS, and who may restore the snapshots that people took of them."""

from evidence.collecting.database_tls import keep_deciding
from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    clusters = look.ask("describe_db_clusters").get("DBClusters", [])
    for group in dict.fromkeys(cluster["DBClusterParameterGroup"] for cluster in clusters):  # clusters share them
        about = look.arn("rds", f"cluster-pg:{group}")
        look.ask("describe_db_cluster_parameters", about=about, veil=keep_deciding, DBClusterParameterGroupName=group)
    taken = look.ask("describe_db_cluster_snapshots", SnapshotType="manual").get("DBClusterSnapshots", [])
    for snapshot in taken:
        look.ask(
            "describe_db_cluster_snapshot_attributes",
            about=snapshot["DBClusterSnapshotArn"],
            DBClusterSnapshotIdentifier=snapshot["DBClusterSnapshotIdentifier"],
        )
