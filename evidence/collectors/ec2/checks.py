"""What EC2's facts say of instances, security groups, volumes, snapshots and images."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts, arn

ADMIN_PORTS = (22, 3389)  # SSH and RDP
ANYWHERE = ("0.0.0.0/0", "::/0")
GONE = ("shutting-down", "terminated")
Permission = Mapping[str, Any]


def instances(facts: Facts) -> Iterator[Resource]:
    for reservation in facts.answer("describe_instances")["Reservations"]:
        for instance in reservation["Instances"]:
            if instance["State"]["Name"] not in GONE:
                yield Resource(facts.arn("ec2", f"instance/{instance['InstanceId']}"), instance)


def security_groups(facts: Facts) -> Iterator[Resource]:
    for group in facts.answer("describe_security_groups")["SecurityGroups"]:
        yield Resource(facts.arn("ec2", f"security-group/{group['GroupId']}"), group)


def default_security_groups(facts: Facts) -> Iterator[Resource]:
    return (group for group in security_groups(facts) if group.said["GroupName"] == "default")


def volumes(facts: Facts) -> Iterator[Resource]:
    for volume in facts.answer("describe_volumes")["Volumes"]:
        yield Resource(facts.arn("ec2", f"volume/{volume['VolumeId']}"), volume)


def snapshots(facts: Facts) -> Iterator[Resource]:
    for snapshot in facts.answer("describe_snapshots")["Snapshots"]:
        name = f"snapshot/{snapshot['SnapshotId']}"
        yield Resource(arn(facts.partition, "ec2", facts.region, "", name), snapshot)  # has no account in it


def images(facts: Facts) -> Iterator[Resource]:
    for image in facts.answer("describe_images")["Images"]:
        name = f"image/{image['ImageId']}"
        yield Resource(arn(facts.partition, "ec2", facts.region, "", name), image)  # has no account in it either


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("ec2"))


def imdsv2_required(instance: Resource, facts: Facts) -> Verdict:
    options = instance.said["MetadataOptions"]
    if options["HttpEndpoint"] == "disabled":
        return passed(because="metadata_off")
    return (passed if options["HttpTokens"] == "required" else failed)(tokens=options["HttpTokens"])


def admin_not_from_internet(instance: Resource, facts: Facts) -> Verdict:
    rules = {group.said["GroupId"]: group.said["IpPermissions"] for group in security_groups(facts)}
    groups = _groups(instance)
    is_open = [group for group in groups if any(map(_opens_admin, rules[group]))]
    if is_open and _has_public_address(instance):
        return failed(groups=is_open)
    return passed(groups=len(groups))


def admin_ports_closed(group: Resource, facts: Facts) -> Verdict:
    return _closed(group, _opens_admin)


def all_ports_closed(group: Resource, facts: Facts) -> Verdict:
    return _closed(group, _opens_all)


def default_group_closed(group: Resource, facts: Facts) -> Verdict:
    inbound, outbound = len(group.said["IpPermissions"]), len(group.said["IpPermissionsEgress"])
    return failed(inbound=inbound, outbound=outbound) if inbound or outbound else passed()


def volume_encrypted(volume: Resource, facts: Facts) -> Verdict:
    return passed() if volume.said["Encrypted"] is True else failed()


def encryption_by_default(cell: Resource, facts: Facts) -> Verdict:
    on = facts.answer("get_ebs_encryption_by_default")["EbsEncryptionByDefault"]
    return passed() if on is True else failed()


def snapshot_not_public(snapshot: Resource, facts: Facts) -> Verdict:
    given = facts.answer("describe_snapshot_attribute", snapshot.arn)["CreateVolumePermissions"]
    if any(permission.get("Group") == "all" for permission in given):
        return failed()
    return passed(shared_with=len(given))


def image_not_public(image: Resource, facts: Facts) -> Verdict:
    return passed() if image.said["Public"] is False else failed()


def _closed(group: Resource, opens: Callable[[Permission], bool]) -> Verdict:
    is_open = [_range(permission) for permission in group.said["IpPermissions"] if opens(permission)]
    return failed(open=is_open) if is_open else passed()


def _opens_admin(permission: Permission) -> bool:
    return _from_anywhere(permission) and any(_reaches(permission, port) for port in ADMIN_PORTS)


def _opens_all(permission: Permission) -> bool:
    return _from_anywhere(permission) and _reaches(permission, 1) and _reaches(permission, 65535)


def _from_anywhere(permission: Permission) -> bool:
    ranges = [entry["CidrIp"] for entry in permission["IpRanges"]]
    ranges += [entry["CidrIpv6"] for entry in permission["Ipv6Ranges"]]
    return any(entry in ANYWHERE for entry in ranges)


def _reaches(permission: Permission, port: int) -> bool:
    """Whether a rule lets TCP or UDP through to the port. Protocol -1 is all traffic, and has no ports."""
    if permission["IpProtocol"] == "-1":
        return True
    return permission["IpProtocol"] in ("tcp", "udp") and permission["FromPort"] <= port <= permission["ToPort"]


def _range(permission: Permission) -> str:
    return f"{permission['IpProtocol']}:{permission.get('FromPort', '')}-{permission.get('ToPort', '')}"


def _groups(instance: Resource) -> list[str]:
    """The groups of all its interfaces; those that AWS names of the instance are the first one's only."""
    interfaces = instance.said["NetworkInterfaces"]
    return sorted({group["GroupId"] for interface in interfaces for group in interface["Groups"]})


def _has_public_address(instance: Resource) -> bool:
    """A public IPv4 address, or any IPv6 address: those are all routable."""
    interfaces = instance.said["NetworkInterfaces"]
    return bool(instance.said.get("PublicIpAddress")) or any(face.get("Ipv6Addresses") for face in interfaces)
