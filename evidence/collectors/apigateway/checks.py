"""What API Gateway's facts say of REST APIs, their stages and custom domain names."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts, arn

# How the names of good security policies start, and what holds where an API names none (API Gateway Developer Guide,
# choosing a security policy).
NEW_ENOUGH = ("TLS_1_2", "SecurityPolicy_TLS12_", "SecurityPolicy_TLS13_")
UNNAMED, UNNAMED_PRIVATE = "TLS_1_0", "TLS_1_2"
LOGGING = ("ERROR", "INFO")
EVERY_METHOD = "*/*"


def domain_names(facts: Facts) -> Iterator[Resource]:
    for domain in facts.answer("get_domain_names")["items"]:
        yield Resource(_arn(facts, f"/domainnames/{domain['domainName']}"), domain)


def apis(facts: Facts) -> Iterator[Resource]:
    for api in facts.answer("get_rest_apis")["items"]:
        yield Resource(_arn(facts, f"/restapis/{api['id']}"), api)


def stages(facts: Facts) -> Iterator[Resource]:
    for api in apis(facts):
        for stage in facts.answer("get_stages", api.arn)["item"]:
            yield Resource(f"{api.arn}/stages/{stage['stageName']}", stage | {"private": _is_private(api)})


def domain_needs_tls12(domain: Resource, facts: Facts) -> Verdict:
    policy = domain.said["securityPolicy"]
    return (passed if policy.startswith(NEW_ENOUGH) else failed)(policy=policy)


def own_address_needs_tls12(api: Resource, facts: Facts) -> Verdict:
    if api.said["disableExecuteApiEndpoint"] is True:
        return passed(because="turned_off")
    policy = api.said.get("securityPolicy") or (UNNAMED_PRIVATE if _is_private(api) else UNNAMED)
    return (passed if policy.startswith(NEW_ENOUGH) else failed)(policy=policy)


def methods_need_authorisation(api: Resource, facts: Facts) -> Verdict:
    resources = facts.answer("get_resources", api.arn)["items"]
    if _is_private(api):
        return not_applicable(because="private")
    # OPTIONS is how a browser asks before it calls; it cannot bring credentials along.
    methods = [
        (f"{verb} {resource['path']}", method)
        for resource in resources
        for verb, method in resource.get("resourceMethods", {}).items()
        if verb != "OPTIONS"
    ]
    if not methods:
        return not_applicable(because="no_method")
    is_open = [name for name, method in methods if method["authorizationType"] == "NONE"]
    return failed(open=sorted(is_open)) if is_open else passed(methods=len(methods))


def access_logged(stage: Resource, facts: Facts) -> Verdict:
    return passed() if stage.said.get("accessLogSettings", {}).get("destinationArn") else failed()


def execution_logged(stage: Resource, facts: Facts) -> Verdict:
    settings = {EVERY_METHOD: {}} | _settings(stage)
    silent = [method for method, said in settings.items() if said.get("loggingLevel") not in LOGGING]
    return failed(methods=sorted(silent)) if silent else passed()


def payloads_not_logged(stage: Resource, facts: Facts) -> Verdict:
    traced = [method for method, said in _settings(stage).items() if said.get("dataTraceEnabled")]
    return failed(methods=sorted(traced)) if traced else passed()


def waf_attached(stage: Resource, facts: Facts) -> Verdict:
    if stage.said["private"]:
        return not_applicable(because="private")
    return passed(web_acl=stage.said["webAclArn"]) if stage.said.get("webAclArn") else failed()


def cache_encrypted(stage: Resource, facts: Facts) -> Verdict:
    cached = {method: said for method, said in _settings(stage).items() if said.get("cachingEnabled")}
    if not stage.said.get("cacheClusterEnabled"):
        return not_applicable(because="no_cache")
    if not cached:
        return not_applicable(because="nothing_cached")
    plain = [method for method, said in cached.items() if said.get("cacheDataEncrypted") is not True]
    return failed(methods=sorted(plain)) if plain else passed()


def _arn(facts: Facts, path: str) -> str:
    return arn(facts.partition, "apigateway", facts.region, "", path)  # API Gateway's ARNs have no account in them


def _is_private(api: Resource) -> bool:
    return bool(api.said["endpointConfiguration"]["types"] == ["PRIVATE"])


def _settings(stage: Resource) -> dict[str, Any]:
    """Settings by method ("~1records/GET"); "*/*" holds for those that have none of their own."""
    settings: dict[str, Any] = stage.said.get("methodSettings", {})
    return settings
