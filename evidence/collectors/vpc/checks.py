"""What VPC's facts say of networks, their ACLs, subnets and endpoints."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import allows_everything, lets_anyone_in, statements

ADMIN_PORTS = (22, 3389)  # SSH and RDP
ANYWHERE = {"CidrBlock": "0.0.0.0/0", "Ipv6CidrBlock": "::/0"}
PROTOCOLS = ("6", "17")  # TCP and UDP, by their numbers; "-1" is all
STORES = ("s3", "dynamodb")
LOGS_ENOUGH = ("ALL", "REJECT")  # CIS AWS Foundations Benchmark 3.9 asks for rejected packets at least
Entry = Mapping[str, Any]


def networks(facts: Facts) -> Iterator[Resource]:
    for network in facts.answer("describe_vpcs")["Vpcs"]:
        yield Resource(facts.arn("ec2", f"vpc/{network['VpcId']}"), network)


def network_acls(facts: Facts) -> Iterator[Resource]:
    for acl in facts.answer("describe_network_acls")["NetworkAcls"]:
        yield Resource(facts.arn("ec2", f"network-acl/{acl['NetworkAclId']}"), acl)


def subnets(facts: Facts) -> Iterator[Resource]:
    for subnet in facts.answer("describe_subnets")["Subnets"]:
        yield Resource(facts.arn("ec2", f"subnet/{subnet['SubnetId']}"), subnet)


def storage_endpoints_found(facts: Facts) -> Iterator[Resource]:
    for endpoint in facts.answer("describe_vpc_endpoints")["VpcEndpoints"]:
        if _store(endpoint) in STORES:
            yield Resource(facts.arn("ec2", f"vpc-endpoint/{endpoint['VpcEndpointId']}"), endpoint)


def flow_logs_on(network: Resource, facts: Facts) -> Verdict:
    if network.said["OwnerId"] != facts.account:
        return not_applicable(because="of_another_account")
    logs = [log for log in facts.answer("describe_flow_logs")["FlowLogs"] if log["ResourceId"] == network.said["VpcId"]]
    enough = [log for log in logs if log["TrafficType"] in LOGS_ENOUGH]
    if not enough:
        return failed(because="only_accepted_logged" if logs else "no_flow_log")
    arriving = {log["TrafficType"] for log in enough if log["FlowLogStatus"] == "ACTIVE" and not _fails(log)}
    return passed(traffic=sorted(arriving)) if arriving else failed(because="not_delivered")


def acl_closes_admin_ports(acl: Resource, facts: Facts) -> Verdict:
    if acl.said["OwnerId"] != facts.account:
        return not_applicable(because="of_another_account")
    if not acl.said["Associations"]:
        return not_applicable(because="no_subnet")
    inbound = sorted((entry for entry in acl.said["Entries"] if not entry["Egress"]), key=lambda e: e["RuleNumber"])
    is_open = [port for port in ADMIN_PORTS if _lets_internet_in(inbound, port)]
    return failed(open=is_open) if is_open else passed()


def subnet_gives_no_public_address(subnet: Resource, facts: Facts) -> Verdict:
    if subnet.said["OwnerId"] != facts.account:
        return not_applicable(because="of_another_account")
    return failed() if subnet.said["MapPublicIpOnLaunch"] is not False else passed()


def storage_endpoints(network: Resource, facts: Facts) -> Verdict:
    if network.said["OwnerId"] != facts.account:
        return not_applicable(because="of_another_account")
    there = {
        _store(endpoint)
        for endpoint in facts.answer("describe_vpc_endpoints")["VpcEndpoints"]
        if endpoint["VpcId"] == network.said["VpcId"] and endpoint["State"].lower() == "available"
    }
    missing = [store for store in STORES if store not in there]
    return failed(missing=missing) if missing else passed()


def endpoint_policy_is_held(endpoint: Resource, facts: Facts) -> Verdict:
    open_to_all = (
        lets_anyone_in(statement) and allows_everything(statement) and not statement.get("Condition")
        for statement in statements(endpoint.said["PolicyDocument"])
    )
    return failed() if any(open_to_all) else passed()


def _fails(log: Mapping[str, Any]) -> bool:
    """Whether AWS says that it could not deliver; a flow log that has not delivered yet has no word on it."""
    return bool(log.get("DeliverLogsStatus") == "FAILED")


def _store(endpoint: Mapping[str, Any]) -> str:
    """The service behind an endpoint: "s3" of com.amazonaws.eu-west-1.s3 (cn.com.amazonaws… in China)."""
    return str(endpoint["ServiceName"]).rpartition(".")[2]


def _lets_internet_in(inbound: list[Entry], port: int) -> bool:
    """Whether the first rule that meets the whole internet on the port allows it: rules count in their order."""
    for member, anywhere in ANYWHERE.items():
        for protocol in PROTOCOLS:
            meets = (e for e in inbound if e.get(member) == anywhere and _reaches(e, protocol, port))
            first = next(meets, None)
            if first and first["RuleAction"] == "allow":
                return True
    return False


def _reaches(entry: Entry, protocol: str, port: int) -> bool:
    if entry["Protocol"] == "-1":
        return True
    ports = entry.get("PortRange", {"From": 0, "To": 65535})
    return bool(entry["Protocol"] == protocol and ports["From"] <= port <= ports["To"])
