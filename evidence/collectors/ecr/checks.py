"""What ECR's facts say of each repository."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, manual, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import is_open

SCANNED = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
KMS = ("KMS", "KMS_DSSE")


def repositories(facts: Facts) -> Iterator[Resource]:
    for repository in facts.answer("describe_repositories")["repositories"]:
        yield Resource(repository["repositoryArn"], repository)


def images_scanned(repository: Resource, facts: Facts) -> Verdict:
    """By the setting that is in effect: the registry's filters and the repository's own setting both bear on it."""
    [setting] = facts.answer("batch_get_repository_scanning_configuration", repository.arn)["scanningConfigurations"]
    frequency = setting["scanFrequency"]
    return (passed if frequency in SCANNED else failed)(frequency=frequency)


def tags_immutable(repository: Resource, facts: Facts) -> Verdict:
    said = repository.said["imageTagMutability"]
    if said == "IMMUTABLE_WITH_EXCLUSION":
        left_out = [kept["filter"] for kept in repository.said.get("imageTagMutabilityExclusionFilters", [])]
        return manual(because="some_tags_left_out", left_out=left_out)
    return (passed if said == "IMMUTABLE" else failed)(tags=said)


def policy_not_open(repository: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_repository_policy", repository.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if is_open(answer["policyText"]) else passed()


def encrypted_with_kms(repository: Resource, facts: Facts) -> Verdict:
    kind = repository.said["encryptionConfiguration"]["encryptionType"]
    return (passed if kind in KMS else failed)(encryption=kind)
