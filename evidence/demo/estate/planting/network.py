"""EC2's networks: VPCs, subnets and security groups."""

from dataclasses import dataclass

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Group:
    """A security group and what it lets in: (port, from where)."""

    name: str
    region: str
    lets_in: tuple[tuple[int, str], ...]


GROUPS = {
    PRODUCTION.id: (
        Group("portal-balancer", EAST, ((443, ANYWHERE),)),
        Group("portal-app", EAST, ((8443, "10.10.0.0/16"),)),
        Group("ehr-app", EAST, ((8443, "10.10.0.0/16"),)),
        Group("ehr-database", EAST, ((5432, "10.10.0.0/16"),)),
        Group("billing-app", EAST, ((8443, "10.10.0.0/16"),)),
        Group("bastion", EAST, ((22, ANYWHERE),)),  # defect: SSH from everywhere
        Group("ehr-app", WEST, ((8443, "10.20.0.0/16"),)),
        Group("ehr-database", WEST, ((5432, "10.20.0.0/16"),)),
    ),
    DATA.id: (
        Group("etl", EAST, ((8443, "10.30.0.0/16"),)),
        Group("dashboards-balancer", EAST, ((443, ANYWHERE),)),
        Group("warehouse", EAST, ((5432, ANYWHERE),)),  # defect: a database port from everywhere
        Group("legacy-reports", EAST, ((3389, ANYWHERE),)),  # defect: remote desktop from everywhere
        Group("etl", WEST, ((8443, "10.40.0.0/16"),)),
    ),
}

RANGES = {
    (PRODUCTION.id, EAST): "10.10",
    (PRODUCTION.id, WEST): "10.20",
    (DATA.id, EAST): "10.30",
    (DATA.id, WEST): "10.40",
}

# name, zone; their third number is their place here
SUBNETS = (("public", "a"), ("private-a", "a"), ("private-b", "b"), ("public-b", "b"))


def plant(site: Site) -> None:
    """Make one VPC with two public and two private subnets in each region, and its security groups."""
    for region in (EAST, WEST):
        _plant_region(site, region)


def _plant_region(site: Site, region: str) -> None:
    ec2 = site.client("ec2", region)
    numbers = RANGES[site.account.id, region]
    name = f"{site.account.alias}-{region}"
    vpc = ec2.create_vpc(CidrBlock=f"{numbers}.0.0/16", TagSpecifications=_named(site, "vpc", name))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    site.count("ec2 vpc")
    for third, (subnet, zone) in enumerate(SUBNETS):
        made = ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"{numbers}.{third}.0/24",
            AvailabilityZone=f"{region}{zone}",
            TagSpecifications=_named(site, "subnet", f"{name}-{subnet}"),
        )
        site.subnets[region, subnet] = made["Subnet"]["SubnetId"]
    for group in GROUPS[site.account.id]:
        if group.region == region:
            _plant_group(site, vpc, group)


def _plant_group(site: Site, vpc: str, group: Group) -> None:
    ec2 = site.client("ec2", group.region)
    made = ec2.create_security_group(
        GroupName=group.name,
        Description=f"{site.account.alias} {group.name}",
        VpcId=vpc,
        TagSpecifications=_named(site, "security-group", group.name),
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=made,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": source}]}
            for port, source in group.lets_in
        ],
    )
    site.groups[group.region, group.name] = made
    site.count("ec2 security group")


def _named(site: Site, kind: str, name: str) -> list[dict[str, object]]:
    return [{"ResourceType": kind, "Tags": site.tags(name)}]
