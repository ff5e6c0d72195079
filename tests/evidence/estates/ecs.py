"""Clusters with a service and a running task: held tight, or privileged, silent and with a password in plain sight."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    container = {
        "name": "clinic",
        "image": "clinic:1",
        "privileged": False,
        "readonlyRootFilesystem": True,
        "environment": [{"name": "STAGE", "value": "live"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "clinic"}},
    }
    commands = {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "commands"}}
    session.client("ecs", region_name=REGION).create_cluster(
        clusterName="clinic",
        settings=[{"name": "containerInsights", "value": "enhanced"}],
        configuration={"executeCommandConfiguration": commands},
    )
    _run(session, "clinic", container, public="DISABLED", networkMode="awsvpc")


def bad(session: boto3.Session) -> None:
    container = {
        "name": "website",
        "image": "website:latest",
        "privileged": True,
        "environment": [{"name": "DB_PASSWORD", "value": "Correct-horse-7"}],
    }
    session.client("ecs", region_name=REGION).create_cluster(
        clusterName="website",
        configuration={"executeCommandConfiguration": {"logging": "NONE"}},
    )
    _run(session, "website", container, public="ENABLED", networkMode="host", pidMode="host")


def _run(session: boto3.Session, name: str, container: dict[str, Any], *, public: str, **modes: Any) -> None:
    ecs = session.client("ecs", region_name=REGION)
    container |= {"memory": 128}
    ecs.register_task_definition(family=name, containerDefinitions=[container], **modes)
    ec2 = session.client("ec2", region_name=REGION)
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    where_from = {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": public}
    network: Any = {"awsvpcConfiguration": where_from}
    where: Any = {"cluster": name, "taskDefinition": name, "launchType": "FARGATE", "networkConfiguration": network}
    ecs.create_service(serviceName=name, desiredCount=1, **where)
    ecs.run_task(**where)
