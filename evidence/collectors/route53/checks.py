"""What Route 53's facts say of hosted zones and registered domains."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts


def hosted_zones(facts: Facts) -> Iterator[Resource]:
    for zone in facts.answer("list_hosted_zones")["HostedZones"]:
        yield Resource(f"arn:{facts.partition}:route53:::{zone['Id'].lstrip('/')}", zone)


def domains(facts: Facts) -> Iterator[Resource]:
    for domain in facts.answer("route53domains.list_domains")["Domains"]:
        yield Resource(f"arn:{facts.partition}:route53:::domain/{domain['DomainName']}", domain)


def queries_logged(zone: Resource, facts: Facts) -> Verdict:
    if _is_private(zone):
        return not_applicable(because="private")
    logged = {config["HostedZoneId"] for config in facts.answer("list_query_logging_configs")["QueryLoggingConfigs"]}
    return passed() if zone.said["Id"].rpartition("/")[2] in logged else failed()


def zone_is_signed(zone: Resource, facts: Facts) -> Verdict:
    if _is_private(zone):
        return not_applicable(because="private")
    answer = facts.answer("get_dnssec", zone.arn)
    status = answer["Status"]["ServeSignature"]
    keys = [key["Status"] for key in answer.get("KeySigningKeys", [])]
    return (passed if status == "SIGNING" and "ACTIVE" in keys else failed)(status=status, keys=keys)


def transfer_locked(domain: Resource, facts: Facts) -> Verdict:
    return passed() if domain.said["TransferLock"] is True else failed()


def domain_renews(domain: Resource, facts: Facts) -> Verdict:
    if domain.said["AutoRenew"] is True:
        return passed(expires=domain.said["Expiry"])
    return failed(expires=domain.said["Expiry"])


def _is_private(zone: Resource) -> bool:
    return zone.said["Config"]["PrivateZone"] is True
