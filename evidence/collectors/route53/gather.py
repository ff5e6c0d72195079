"""Route 53's facts: hosted zones, where their queries are logged, their signatures; and registered domains."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("list_query_logging_configs")
    for zone in look.ask("list_hosted_zones").get("HostedZones", []):
        if not zone["Config"]["PrivateZone"]:
            about = f"arn:{look.partition}:route53:::{zone['Id'].lstrip('/')}"
            look.ask("get_dnssec", about=about, HostedZoneId=zone["Id"])
    look.ask("route53domains.list_domains")
