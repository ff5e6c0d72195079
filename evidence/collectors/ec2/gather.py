"""EC2's facts: instances, security groups, volumes and the account's own snapshots and images of the region."""

from evidence.collecting.facts import arn
from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_instances")
    look.ask("describe_security_groups")
    look.ask("describe_volumes")
    look.ask("get_ebs_encryption_by_default")
    look.ask("describe_images", Owners=["self"])
    for snapshot in look.ask("describe_snapshots", OwnerIds=["self"]).get("Snapshots", []):
        look.ask(
            "describe_snapshot_attribute",
            about=arn(look.partition, "ec2", look.region, "", f"snapshot/{snapshot['SnapshotId']}"),
            SnapshotId=snapshot["SnapshotId"],
            Attribute="createVolumePermission",
        )
