"""What CloudFront's facts say of each distribution."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts

NEW_ENOUGH = ("TLSv1.2_", "TLSv1.3_")  # how the names of viewer security policies start
OLD = {"SSLv3", "TLSv1", "TLSv1.1"}
Settings = Mapping[str, Any]


def distributions(facts: Facts) -> Iterator[Resource]:
    for distribution in facts.answer("list_distributions")["DistributionList"].get("Items", []):
        yield Resource(distribution["ARN"], distribution)


def _where_it_serves(judge: Callable[[Resource, Settings, Facts], Verdict]) -> Callable[[Resource, Facts], Verdict]:
    """A check of a distribution's settings; one that is turned off serves nothing."""

    @wraps(judge)
    def check(distribution: Resource, facts: Facts) -> Verdict:
        settings = facts.answer("get_distribution_config", distribution.arn)["DistributionConfig"]
        if not settings["Enabled"]:
            return not_applicable(because="turned_off")
        return judge(distribution, settings, facts)

    return check


@_where_it_serves
def viewers_use_tls(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    plain = [path for path, behaviour in _behaviours(settings) if behaviour["ViewerProtocolPolicy"] == "allow-all"]
    return failed(paths=plain) if plain else passed()


@_where_it_serves
def viewers_need_tls12(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    certificate = settings["ViewerCertificate"]
    if certificate.get("CloudFrontDefaultCertificate"):
        return failed(because="cloudfront_certificate")  # then TLSv1 holds, whatever else is set
    least = certificate["MinimumProtocolVersion"]
    return (passed if least.startswith(NEW_ENOUGH) else failed)(policy=least)


@_where_it_serves
def origins_use_tls(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    custom = {origin["Id"]: origin["CustomOriginConfig"] for origin in _origins(settings, "CustomOriginConfig")}
    if not custom:
        return not_applicable(because="no_custom_origin")
    weak = [name for name, origin in custom.items() if not _asks_by_tls12(origin)]
    return failed(origins=weak) if weak else passed(origins=len(custom))


@_where_it_serves
def access_logged(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    delivered = {delivery["deliverySourceName"] for delivery in facts.answer("logs.describe_deliveries")["deliveries"]}
    sources = facts.answer("logs.describe_delivery_sources")["deliverySources"]
    ways = {
        "standard": settings["Logging"]["Enabled"] is True,
        "standard_v2": any(distribution.arn in s["resourceArns"] and s["name"] in delivered for s in sources),
        "real_time": all(behaviour.get("RealtimeLogConfigArn") for _, behaviour in _behaviours(settings)),
    }
    found = [way for way, on in ways.items() if on]
    return passed(ways=found) if found else failed()


@_where_it_serves
def waf_attached(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    return passed(web_acl=settings["WebACLId"]) if settings["WebACLId"] else failed()


@_where_it_serves
def buckets_need_cloudfront(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    buckets = _origins(settings, "S3OriginConfig")
    if not buckets:
        return not_applicable(because="no_bucket_as_origin")
    bare = [origin["Id"] for origin in buckets if not _proves_itself(origin)]
    return failed(origins=bare) if bare else passed(origins=len(buckets))


@_where_it_serves
def root_object_set(distribution: Resource, settings: Settings, facts: Facts) -> Verdict:
    if not _origins(settings, "S3OriginConfig"):
        return not_applicable(because="no_bucket_as_origin")
    return passed(root=settings["DefaultRootObject"]) if settings["DefaultRootObject"] else failed()


def _behaviours(settings: Settings) -> Iterator[tuple[str, Settings]]:
    """Every cache behaviour with the path it is for; "*" is the default's."""
    yield "*", settings["DefaultCacheBehavior"]
    for behaviour in settings.get("CacheBehaviors", {}).get("Items", []):
        yield behaviour["PathPattern"], behaviour


def _origins(settings: Settings, kind: str) -> list[Settings]:
    return [origin for origin in settings["Origins"]["Items"] if kind in origin]


def _asks_by_tls12(origin: Settings) -> bool:
    return origin["OriginProtocolPolicy"] == "https-only" and not OLD & set(origin["OriginSslProtocols"]["Items"])


def _proves_itself(origin: Settings) -> bool:
    """By an origin access control, or by the older origin access identity."""
    return bool(origin.get("OriginAccessControlId") or origin["S3OriginConfig"].get("OriginAccessIdentity"))
