"""VPC's facts: networks, flow logs, network ACLs, subnets and endpoints of the region."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_vpcs")
    look.ask("describe_flow_logs")
    look.ask("describe_network_acls")
    look.ask("describe_subnets")
    look.ask("describe_vpc_endpoints")
