"""Lambda's facts: every function of the region, its policy and its URLs; of its variables the names only."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look

NONE = ("ResourceNotFoundException",)


def gather(look: Look) -> None:
    for function in look.ask("list_functions", veil=_hide_values).get("Functions", []):
        arn, name = function["FunctionArn"], function["FunctionName"]
        look.ask("get_policy", about=arn, absent=NONE, FunctionName=name)
        look.ask("list_function_url_configs", about=arn, FunctionName=name)


def _hide_values(answer: dict[str, Any]) -> None:
    """A variable's value may be a secret; so may be what AWS says of one that it could not decrypt, and a command."""
    for function in answer.get("Functions", []):
        if "ImageConfigResponse" in function:
            function["ImageConfigResponse"] = NOT_KEPT
        environment = function.get("Environment", {})
        environment.pop("Error", None)
        if variables := environment.get("Variables"):
            environment["Variables"] = dict.fromkeys(variables, NOT_KEPT)
