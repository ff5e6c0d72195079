"""Instances, security groups, volumes, snapshots and images of one region."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    ec2 = session.client("ec2", region_name=REGION)
    ec2.enable_ebs_encryption_by_default()
    _empty_default_groups(ec2)
    group = _group(ec2, "clinic", _tcp(443, 443) | {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
    ec2.create_image(InstanceId=_instance(ec2, group, "required", public=True), Name="clinic")
    volume = ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, Encrypted=True)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)


def bad(session: boto3.Session) -> None:
    ec2 = session.client("ec2", region_name=REGION)
    group = _group(ec2, "ssh", _tcp(20, 25) | {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
    _group(ec2, "rdp6", _tcp(3389, 3389) | {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]})
    _group(ec2, "all", {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
    image = ec2.create_image(InstanceId=_instance(ec2, group, "optional", public=True), Name="website")["ImageId"]
    ec2.modify_image_attribute(ImageId=image, Attribute="launchPermission", OperationType="add", UserGroups=["all"])
    _instance(ec2, group, "required", public=False)
    volume = ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )


def _tcp(first: int, last: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last}


def _group(ec2: Any, name: str, rule: dict[str, Any]) -> str:
    network = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group: str = ec2.create_security_group(GroupName=name, Description=name, VpcId=network)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    return group


def _instance(ec2: Any, group: str, tokens: str, *, public: bool) -> str:
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    made = ec2.run_instances(
        ImageId="ami-12c6146b",
        MinCount=1,
        MaxCount=1,
        MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
        NetworkInterfaces=[
            {"DeviceIndex": 0, "SubnetId": subnet, "Groups": [group], "AssociatePublicIpAddress": public}
        ],
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 8, "Encrypted": tokens == "required"}}],
    )
    return str(made["Instances"][0]["InstanceId"])


def _empty_default_groups(ec2: Any) -> None:
    filters = [{"Name": "group-name", "Values": ["default"]}]
    for group in ec2.describe_security_groups(Filters=filters)["SecurityGroups"]:
        inbound, outbound = group["IpPermissions"], group["IpPermissionsEgress"]
        if inbound:
            ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=inbound)
        if outbound:
            ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=outbound)
