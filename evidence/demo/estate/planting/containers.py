"""ECR and ECS: the portal's images, its cluster and what its tasks run. Production's east alone."""

from dataclasses import dataclass
from typing import Any

from evidence.demo.estate.identities import PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

CLUSTER = "portal"


@dataclass(frozen=True, slots=True)
class Service:
    """A service of one task, and the repository of its image."""

    name: str
    subnet: str = "private-a"
    public_address: bool = False
    writes_root: bool = False
    variables: tuple[str, ...] = ("STAGE",)
    scanned: bool = True
    fixed_tags: bool = True


SERVICES = (
    Service("portal-web"),
    # defects: its root file system can be written to, a password stands in a variable, and nobody scans its image
    Service("hl7-bridge", writes_root=True, variables=("STAGE", "MLLP_PASSWORD"), scanned=False, fixed_tags=False),
    Service("status-page", "public", public_address=True),  # defect: reached from the internet without a balancer
)


def plant(site: Site) -> None:
    """Make repositories, the cluster, and each service with one running task."""
    if site.account != PRODUCTION:
        return
    site.client("ecs").create_cluster(
        clusterName=CLUSTER, settings=[{"name": "containerInsights", "value": "enabled"}], tags=[]
    )
    site.count("ecs cluster")
    for service in SERVICES:
        _plant_repository(site, service)
        _plant_service(site, service)


def _plant_repository(site: Site, service: Service) -> None:
    site.client("ecr").create_repository(
        repositoryName=service.name,
        imageTagMutability="IMMUTABLE" if service.fixed_tags else "MUTABLE",
        imageScanningConfiguration={"scanOnPush": service.scanned},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": site.keys[EAST, "patient-records"]},
        tags=site.tags(service.name),
    )
    site.count("ecr repository")


def _plant_service(site: Site, service: Service) -> None:
    ecs, network = site.client("ecs"), _network(site, service)
    ecs.register_task_definition(
        family=service.name,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[
            {
                "name": service.name,
                "image": f"{site.account.id}.dkr.ecr.{EAST}.amazonaws.com/{service.name}:1.4.0",
                "cpu": 256,
                "memory": 512,
                "readonlyRootFilesystem": not service.writes_root,
                "environment": [{"name": name, "value": "demonstration"} for name in service.variables],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {"awslogs-group": f"/harbour/{service.name}", "awslogs-region": EAST},
                },
            }
        ],
    )
    ecs.create_service(
        cluster=CLUSTER,
        serviceName=service.name,
        taskDefinition=service.name,
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration=network,
    )
    ecs.run_task(cluster=CLUSTER, taskDefinition=service.name, launchType="FARGATE", networkConfiguration=network)
    site.count("ecs service")


def _network(site: Site, service: Service) -> dict[str, Any]:
    return {
        "awsvpcConfiguration": {
            "subnets": [site.subnets[EAST, service.subnet]],
            "securityGroups": [site.groups[EAST, "portal-app"]],
            "assignPublicIp": "ENABLED" if service.public_address else "DISABLED",
        }
    }
