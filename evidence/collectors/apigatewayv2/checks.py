"""What API Gateway's facts say of HTTP and WebSocket APIs and their stages."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts, arn


def apis(facts: Facts) -> Iterator[Resource]:
    for api in facts.answer("get_apis")["Items"]:
        # API Gateway's ARNs have no account in them.
        yield Resource(arn(facts.partition, "apigateway", facts.region, "", f"/apis/{api['ApiId']}"), api)


def stages(facts: Facts) -> Iterator[Resource]:
    for api in apis(facts):
        for stage in facts.answer("get_stages", api.arn)["Items"]:
            said = stage | {"protocol": api.said["ProtocolType"]}
            yield Resource(f"{api.arn}/stages/{stage['StageName']}", said)


def routes_need_authorisation(api: Resource, facts: Facts) -> Verdict:
    routes = facts.answer("get_routes", api.arn)["Items"]
    if not routes:
        return not_applicable(because="no_route")
    if api.said["ProtocolType"] == "WEBSOCKET":  # who calls is asked once, on $connect; without that route, never
        routes = [route for route in routes if route["RouteKey"] == "$connect"] or [{"RouteKey": "$connect"}]
    else:  # OPTIONS is how a browser asks before it calls; it cannot bring credentials along
        routes = [route for route in routes if not route["RouteKey"].startswith("OPTIONS ")]
    is_open = [route["RouteKey"] for route in routes if route.get("AuthorizationType", "NONE") == "NONE"]
    return failed(open=sorted(is_open)) if is_open else passed(routes=len(routes))


def access_logged(stage: Resource, facts: Facts) -> Verdict:
    return passed() if stage.said.get("AccessLogSettings", {}).get("DestinationArn") else failed()


def payloads_not_logged(stage: Resource, facts: Facts) -> Verdict:
    if stage.said["protocol"] != "WEBSOCKET":
        return not_applicable(because="http_has_no_trace")
    settings = {"$default": stage.said.get("DefaultRouteSettings", {})} | stage.said.get("RouteSettings", {})
    traced = [route for route, said in settings.items() if said.get("DataTraceEnabled")]
    return failed(routes=sorted(traced)) if traced else passed()
