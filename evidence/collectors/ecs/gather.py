"""ECS's facts: clusters, services, running tasks and their definitions; of what may hold secrets the names only."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look
from evidence.collectors.ecs.batches import SERVICES, TASKS, batches

# What may be kept of a container as AWS says it; commands, labels and the like may hold secrets.
PLAIN = {
    "name",
    "image",
    "essential",
    "user",
    "privileged",
    "readonlyRootFilesystem",
    "linuxParameters",
    "mountPoints",
    "portMappings",
    "secrets",
    "environmentFiles",
}
MAY_HOLD_SECRETS = ("overrides", "deployments", "taskSets")  # of a task, of a service


def gather(look: Look) -> None:
    definitions: dict[str, None] = {}  # an ordered set
    for cluster in look.ask("list_clusters").get("clusterArns", []):
        look.ask("describe_clusters", about=cluster, clusters=[cluster], include=["SETTINGS", "CONFIGURATIONS"])
        services = look.ask("list_services", about=cluster, cluster=cluster).get("serviceArns", [])
        for batch in batches(services, SERVICES):
            look.ask("describe_services", about=batch[0], veil=_veil_listed, cluster=cluster, services=batch)
        tasks = look.ask("list_tasks", about=cluster, cluster=cluster).get("taskArns", [])
        for batch in batches(tasks, TASKS):
            said = look.ask("describe_tasks", about=batch[0], veil=_veil_listed, cluster=cluster, tasks=batch)
            definitions |= dict.fromkeys(task["taskDefinitionArn"] for task in said.get("tasks", []))
    for definition in definitions:
        look.ask("describe_task_definition", about=definition, veil=_veil_definition, taskDefinition=definition)


def _veil_listed(answer: dict[str, Any]) -> None:
    for said in answer.get("tasks", []) + answer.get("services", []):
        _strike_out(said, [name for name in MAY_HOLD_SECRETS if said.get(name)])


def _veil_definition(answer: dict[str, Any]) -> None:
    definition = answer.get("taskDefinition", {})
    for volume in definition.get("volumes", []):
        _strike_out(volume, [name for name in volume if name == "dockerVolumeConfiguration"])
    for container in definition.get("containerDefinitions", []):
        variables = [{"name": kept["name"], "value": NOT_KEPT} for kept in container.get("environment", [])]
        driver = {"logDriver": container["logConfiguration"]["logDriver"]} if "logConfiguration" in container else None
        _strike_out(container, [name for name in container if name not in PLAIN])
        container["environment"] = variables
        if driver:
            container["logConfiguration"] = driver | {"options": NOT_KEPT}


def _strike_out(said: dict[str, Any], names: list[str]) -> None:
    said |= dict.fromkeys(names, NOT_KEPT)
