"""API Gateway's facts: HTTP and WebSocket APIs with their stages and routes."""

from typing import Any

from evidence.collecting.facts import arn
from evidence.collecting.gathering import NOT_KEPT, Look


def gather(look: Look) -> None:
    for api in look.ask("get_apis").get("Items", []):
        about = arn(look.partition, "apigateway", look.region, "", f"/apis/{api['ApiId']}")
        look.ask("get_stages", about=about, veil=_no_variables, ApiId=api["ApiId"])
        look.ask("get_routes", about=about, ApiId=api["ApiId"])


def _no_variables(answer: dict[str, Any]) -> None:
    """People keep keys for backends in stage variables."""
    for stage in answer["Items"]:
        if "StageVariables" in stage:
            stage["StageVariables"] = dict.fromkeys(stage["StageVariables"], NOT_KEPT)
