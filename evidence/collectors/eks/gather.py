"""EKS's facts: every cluster of the region, and AWS's own days of support for Kubernetes' versions."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    names = look.ask("list_clusters").get("clusters", [])
    for name in names:
        look.ask("describe_cluster", about=look.arn("eks", f"cluster/{name}"), name=name)
    if names:
        look.ask("describe_cluster_versions", includeAll=True)
