"""What Lambda's facts say of each function."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.names import named_like_secrets
from evidence.collecting.statements import is_open, lets_services_in, statements

DEPRECATED_ON = tomllib.loads(Path(__file__).with_name("runtimes.toml").read_text(encoding="utf-8"))["deprecated_on"]


def functions(facts: Facts) -> Iterator[Resource]:
    for function in facts.answer("list_functions")["Functions"]:
        yield Resource(function["FunctionArn"], function)


def runtime_supported(function: Resource, facts: Facts) -> Verdict:
    if function.said.get("PackageType") == "Image":
        return not_applicable(because="container_image")
    runtime = function.said["Runtime"]
    day = DEPRECATED_ON.get(runtime)
    if day is None:
        return manual(because="runtime_not_in_our_table", runtime=runtime)
    over = day <= facts.ended_at.date()
    return (failed if over else passed)(runtime=runtime, deprecated_on=day.isoformat())


def policy_not_open(function: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_policy", function.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if is_open(answer["Policy"]) else passed()


def services_held_to_accounts(function: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_policy", function.arn)
    if answer is None:
        return not_applicable(because="no_policy")
    loose = sorted({name for statement in statements(answer["Policy"]) for name in lets_services_in(statement)})
    return failed(services=loose) if loose else passed()


def urls_need_signature(function: Resource, facts: Facts) -> Verdict:
    urls = facts.answer("list_function_url_configs", function.arn)["FunctionUrlConfigs"]
    if not urls:
        return not_applicable(because="no_url")
    bare = [url["FunctionArn"] for url in urls if url["AuthType"] != "AWS_IAM"]
    return failed(without_signature=bare) if bare else passed(urls=len(urls))


def variables_under_own_key(function: Resource, facts: Facts) -> Verdict:
    if not _variables(function):
        return not_applicable(because="no_variables")
    return passed() if function.said.get("KMSKeyArn") else failed()


def variables_not_named_like_secrets(function: Resource, facts: Facts) -> Verdict:
    names = _variables(function)
    if not names:
        return not_applicable(because="no_variables")
    suspects = named_like_secrets(names)
    return failed(names=suspects) if suspects else passed(names=len(names))


def _variables(function: Resource) -> list[str]:
    return sorted(function.said.get("Environment", {}).get("Variables", {}))
