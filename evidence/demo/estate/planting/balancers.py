"""Elastic Load Balancing: what stands before the applications, and with which TLS."""

from dataclasses import dataclass

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

STRICT = "ELBSecurityPolicy-TLS13-1-2-2021-06"
OLD = "ELBSecurityPolicy-2016-08"


@dataclass(frozen=True, slots=True)
class Balancer:
    """An application load balancer with one HTTPS listener."""

    name: str
    group: str
    policy: str = STRICT
    is_public: bool = True
    protected: bool = True


BALANCERS = {
    PRODUCTION.id: (
        Balancer("patient-portal", "portal-balancer"),
        Balancer("billing", "billing-app", OLD, is_public=False, protected=False),  # defects: old TLS, deletable
    ),
    DATA.id: (Balancer("dashboards", "dashboards-balancer", protected=False),),  # defect: deletable
}


def plant(site: Site) -> None:
    """Make the account's balancers in the east, each over two zones."""
    for balancer in BALANCERS[site.account.id]:
        _plant_balancer(site, balancer)
        site.count("elb load balancer")


def _plant_balancer(site: Site, balancer: Balancer) -> None:
    elb, side = site.client("elbv2"), "public" if balancer.is_public else "private-a"
    arn = elb.create_load_balancer(
        Name=balancer.name,
        Subnets=[site.subnets[EAST, side], site.subnets[EAST, f"{side.removesuffix('-a')}-b"]],
        SecurityGroups=[site.groups[EAST, balancer.group]],
        Scheme="internet-facing" if balancer.is_public else "internal",
        Tags=site.tags(balancer.name),
    )["LoadBalancers"][0]["LoadBalancerArn"]
    attributes = {
        "deletion_protection.enabled": str(balancer.protected).lower(),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "defensive",  # what AWS itself sets; the simulation knows no default
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": f"{site.account.alias}-access-logs",
    }
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()]
    )
    certificate = site.client("acm").request_certificate(
        DomainName=f"{balancer.name}.harbour.example", ValidationMethod="DNS"
    )["CertificateArn"]
    elb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTPS",
        Port=443,
        SslPolicy=balancer.policy,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )
