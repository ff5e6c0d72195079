"""API Gateway's facts: REST APIs with stages and methods, and custom domain names."""

from typing import Any

from evidence.collecting.facts import arn
from evidence.collecting.gathering import NOT_KEPT, Look

OF_METHODS = ("httpMethod", "authorizationType", "authorizerId", "apiKeyRequired")


def gather(look: Look) -> None:
    look.ask("get_domain_names")
    for api in look.ask("get_rest_apis").get("items", []):
        about = arn(look.partition, "apigateway", look.region, "", f"/restapis/{api['id']}")
        look.ask("get_stages", about=about, veil=_no_variables, restApiId=api["id"])
        look.ask("get_resources", about=about, veil=_methods_only, restApiId=api["id"], embed=["methods"])


def _no_variables(answer: dict[str, Any]) -> None:
    """People keep keys for backends in stage variables."""
    for stage in answer["item"]:
        if "variables" in stage:
            stage["variables"] = dict.fromkeys(stage["variables"], NOT_KEPT)


def _methods_only(answer: dict[str, Any]) -> None:
    """A method's integration may send a fixed secret to its backend: only who may call is kept."""
    for resource in answer["items"]:
        for verb, method in resource.get("resourceMethods", {}).items():
            resource["resourceMethods"][verb] = {name: method[name] for name in OF_METHODS if name in method}
