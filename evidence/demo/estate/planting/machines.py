"""EC2's machines: instances with their root volumes, data volumes and snapshots."""

from dataclasses import dataclass
from typing import Any

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site


@dataclass(frozen=True, slots=True)
class Fleet:
    """Some equal instances. `key` is the KMS alias of their root volumes; none leaves them unencrypted."""

    name: str
    number: int
    group: str
    key: str
    region: str = EAST
    subnet: str = "private-a"
    data: str = "phi"
    tokens_required: bool = True
    profile: str = ""
    data_volumes: int = 0
    data_key: str = ""
    snapshots: int = 0
    snapshot_public: bool = False


FLEETS = {
    PRODUCTION.id: (
        Fleet(
            "ehr-app",
            4,
            "ehr-app",
            "patient-records",
            profile="EhrApplication",
            data_volumes=1,
            data_key="patient-records",
            snapshots=3,
        ),
        Fleet("portal-app", 2, "portal-app", "patient-records", subnet="private-b", profile="PatientPortal"),
        Fleet("billing-worker", 2, "billing-app", "patient-records", profile="BillingWorker"),
        # defect: the second volume holds images and is not encrypted
        Fleet("imaging-gateway", 1, "ehr-app", "patient-records", data_volumes=1, data_key="", snapshots=1),
        # defect: answers to version 1 of the metadata service
        Fleet("bastion", 1, "bastion", "patient-records", subnet="public", data="none", tokens_required=False),
        Fleet("ehr-app-standby", 2, "ehr-app", "patient-records", WEST, profile="EhrApplication", snapshots=1),
    ),
    DATA.id: (
        Fleet("etl", 3, "etl", "analytics", profile="AnalyticsEtl", data_volumes=1, data_key="analytics"),
        Fleet("dashboards", 2, "etl", "analytics", subnet="private-b", data="internal"),
        # defects: unencrypted, reachable, old metadata service, and a snapshot that anyone may copy
        Fleet(
            "legacy-reports",
            1,
            "legacy-reports",
            "",
            subnet="public",
            tokens_required=False,
            snapshots=1,
            snapshot_public=True,
        ),
        Fleet("etl-standby", 1, "etl", "analytics", WEST),
    ),
}

ENCRYPTS_BY_DEFAULT = {
    PRODUCTION.id: (EAST, WEST),
    DATA.id: (EAST,),  # defect: new volumes in the west come unencrypted
}


def plant(site: Site) -> None:
    """Make the account's machines; encryption by default comes last, so older volumes stay as they were."""
    for fleet in FLEETS[site.account.id]:
        for number in range(1, fleet.number + 1):
            _plant_instance(site, fleet, f"{fleet.name}-{number}", snapshot=number <= fleet.snapshots)
    for region in ENCRYPTS_BY_DEFAULT[site.account.id]:
        site.client("ec2", region).enable_ebs_encryption_by_default()


def _plant_instance(site: Site, fleet: Fleet, name: str, *, snapshot: bool) -> None:
    ec2 = site.client("ec2", fleet.region)
    profile = {"IamInstanceProfile": {"Name": fleet.profile}} if fleet.profile else {}
    made = ec2.run_instances(
        ImageId="ami-0ea7d4e7a6fd72a5c",
        InstanceType="m6i.large",
        MinCount=1,
        MaxCount=1,
        MetadataOptions={"HttpTokens": "required" if fleet.tokens_required else "optional"},
        NetworkInterfaces=[
            {
                "DeviceIndex": 0,
                "SubnetId": site.subnets[fleet.region, fleet.subnet],
                "Groups": [site.groups[fleet.region, fleet.group]],
                "AssociatePublicIpAddress": fleet.subnet == "public",
            }
        ],
        BlockDeviceMappings=[
            {
                "DeviceName": "/dev/xvda",
                "Ebs": {"VolumeSize": 40, "VolumeType": "gp3", **_encrypted(site, fleet.region, fleet.key)},
            }
        ],
        TagSpecifications=[
            {"ResourceType": kind, "Tags": site.tags(name, fleet.data)} for kind in ("instance", "volume")
        ],
        **profile,
    )["Instances"][0]
    site.count("ec2 instance")
    site.count("ec2 volume")
    volume = made["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    if fleet.data_volumes:
        volume = _plant_data_volume(site, fleet, name, made)
    if snapshot:
        _plant_snapshot(site, fleet, name, volume)


def _plant_data_volume(site: Site, fleet: Fleet, name: str, instance: dict[str, Any]) -> str:
    ec2 = site.client("ec2", fleet.region)
    volume: str = ec2.create_volume(
        AvailabilityZone=instance["Placement"]["AvailabilityZone"],
        Size=200,
        VolumeType="gp3",
        TagSpecifications=[{"ResourceType": "volume", "Tags": site.tags(f"{name}-data", fleet.data)}],
        **_encrypted(site, fleet.region, fleet.data_key),
    )["VolumeId"]
    ec2.attach_volume(VolumeId=volume, InstanceId=instance["InstanceId"], Device="/dev/xvdf")
    site.count("ec2 volume")
    return volume


def _plant_snapshot(site: Site, fleet: Fleet, name: str, volume: str) -> None:
    ec2 = site.client("ec2", fleet.region)
    snapshot = ec2.create_snapshot(
        VolumeId=volume,
        Description=f"Weekly copy of {name}",
        TagSpecifications=[{"ResourceType": "snapshot", "Tags": site.tags(f"{name}-weekly", fleet.data)}],
    )["SnapshotId"]
    site.count("ec2 snapshot")
    if fleet.snapshot_public:
        ec2.modify_snapshot_attribute(
            SnapshotId=snapshot,
            Attribute="createVolumePermission",
            OperationType="add",
            GroupNames=["all"],
        )


def _encrypted(site: Site, region: str, key: str) -> dict[str, Any]:
    return {"Encrypted": True, "KmsKeyId": site.keys[region, key]} if key else {"Encrypted": False}
