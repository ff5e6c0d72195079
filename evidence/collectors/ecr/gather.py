"""ECR's facts: every private repository of the region, how it is scanned, and its policy."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for repository in look.ask("describe_repositories").get("repositories", []):
        arn, name = repository["repositoryArn"], repository["repositoryName"]
        look.ask("batch_get_repository_scanning_configuration", about=arn, repositoryNames=[name])
        look.ask("get_repository_policy", about=arn, absent=("RepositoryPolicyNotFoundException",), repositoryName=name)
