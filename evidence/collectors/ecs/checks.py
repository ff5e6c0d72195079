"""What ECS's facts say of clusters, services, and the definitions of running tasks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.collecting.contract import (
    CouldNotLook,
    ErrorReason,
    Resource,
    Verdict,
    failed,
    manual,
    not_applicable,
    passed,
)
from evidence.collecting.facts import Facts
from evidence.collecting.names import named_like_secrets
from evidence.collectors.ecs.batches import SERVICES, TASKS, batches

HOST_MODES = ("networkMode", "pidMode", "ipcMode")
WATCHED = ("enabled", "enhanced")
Container = Mapping[str, Any]


def clusters(facts: Facts) -> Iterator[Resource]:
    for arn in facts.answer("list_clusters")["clusterArns"]:
        yield Resource(arn)


def services(facts: Facts) -> Iterator[Resource]:
    for service in _each(facts, "services", "list_services", "serviceArns", SERVICES):
        yield Resource(service["serviceArn"], service)


def task_definitions(facts: Facts) -> Iterator[Resource]:
    """Those that tasks run now."""
    for task in _each(facts, "tasks", "list_tasks", "taskArns", TASKS):
        yield Resource(task["taskDefinitionArn"])


def not_privileged(definition: Resource, facts: Facts) -> Verdict:
    return _none(definition, facts, lambda container: container.get("privileged") is True)


def host_not_shared(definition: Resource, facts: Facts) -> Verdict:
    said = _definition(definition, facts)
    shared = [mode for mode in HOST_MODES if said.get(mode) == "host"]
    return failed(shared=shared) if shared else passed(network=said.get("networkMode", ""))


def root_file_system_read_only(definition: Resource, facts: Facts) -> Verdict:
    system = _definition(definition, facts).get("runtimePlatform", {}).get("operatingSystemFamily", "")
    if system.startswith("WINDOWS"):
        return not_applicable(because="windows")
    return _none(definition, facts, lambda container: container.get("readonlyRootFilesystem") is not True)


def containers_log(definition: Resource, facts: Facts) -> Verdict:
    return _none(definition, facts, lambda container: "logConfiguration" not in container)


def variables_not_named_like_secrets(definition: Resource, facts: Facts) -> Verdict:
    containers = _definition(definition, facts)["containerDefinitions"]
    names = {variable["name"] for container in containers for variable in container["environment"]}
    if not names:
        return not_applicable(because="no_variables")
    suspects = named_like_secrets(names)
    return failed(names=suspects) if suspects else passed(names=len(names))


def no_public_address_by_itself(service: Resource, facts: Facts) -> Verdict:
    network = service.said.get("networkConfiguration", {}).get("awsvpcConfiguration")
    if network is None:
        return not_applicable(because="no_network_of_its_own")
    return (failed if network.get("assignPublicIp") == "ENABLED" else passed)()


def container_insights_on(cluster: Resource, facts: Facts) -> Verdict:
    settings = {setting["name"]: setting["value"] for setting in _cluster(cluster, facts)["settings"]}
    value = settings.get("containerInsights", "disabled")
    return (passed if value in WATCHED else failed)(setting=value)


def commands_logged(cluster: Resource, facts: Facts) -> Verdict:
    commands = _cluster(cluster, facts).get("configuration", {}).get("executeCommandConfiguration", {})
    logging = commands.get("logging", "DEFAULT")
    if logging == "DEFAULT":
        return manual(because="as_each_task_logs")
    return (passed if logging == "OVERRIDE" else failed)(logging=logging)


def _each(facts: Facts, kind: str, listing: str, arns: str, size: int) -> Iterator[dict[str, Any]]:
    for cluster in facts.answer("list_clusters")["clusterArns"]:
        for batch in batches(facts.answer(listing, cluster)[arns], size):
            yield from _whole(f"describe_{kind}", facts.answer(f"describe_{kind}", batch[0]))[kind]


def _cluster(cluster: Resource, facts: Facts) -> dict[str, Any]:
    [said] = _whole("describe_clusters", facts.answer("describe_clusters", cluster.arn))["clusters"]
    return dict(said)


def _whole(call: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, if it leaves out nothing but what went away between the listing and it."""
    for failure in answer.get("failures", []):
        if failure.get("reason") != "MISSING":
            raise CouldNotLook(ErrorReason.HALF_READ, call, failure.get("reason", ""))
    return answer


def _definition(definition: Resource, facts: Facts) -> dict[str, Any]:
    return dict(facts.answer("describe_task_definition", definition.arn)["taskDefinition"])


def _none(definition: Resource, facts: Facts, amiss: Callable[[Container], bool]) -> Verdict:
    containers = _definition(definition, facts)["containerDefinitions"]
    names = [container["name"] for container in containers if amiss(container)]
    return failed(containers=names) if names else passed(containers=len(containers))
