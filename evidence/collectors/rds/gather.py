"""RDS's facts: every database instance of the region, its TLS, and who may restore snapshots that people took."""

from evidence.collecting.database_tls import keep_deciding
from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    instances = look.ask("describe_db_instances").get("DBInstances", [])
    groups = (group["DBParameterGroupName"] for instance in instances for group in instance["DBParameterGroups"])
    for name in dict.fromkeys(groups):  # databases share parameter groups
        about = look.arn("rds", f"pg:{name}")
        look.ask("describe_db_parameters", about=about, veil=keep_deciding, DBParameterGroupName=name)
    for snapshot in look.ask("describe_db_snapshots", SnapshotType="manual").get("DBSnapshots", []):
        look.ask(
            "describe_db_snapshot_attributes",
            about=snapshot["DBSnapshotArn"],
            DBSnapshotIdentifier=snapshot["DBSnapshotIdentifier"],
        )
