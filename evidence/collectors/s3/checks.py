"""What S3's facts say of each bucket."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.public_access import blocks_off
from evidence.collecting.statements import Statement, denies_plain_http, listed, statements


def buckets(facts: Facts) -> Iterator[Resource]:
    for bucket in facts.answer("list_buckets")["Buckets"]:
        yield Resource(f"arn:{facts.partition}:s3:::{bucket['Name']}", bucket)


def bucket_encrypted(bucket: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_bucket_encryption", bucket.arn)
    if answer is None:
        return failed(because="no_default_encryption")
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    algorithms = [rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] for rule in rules]
    return passed(algorithms=algorithms) if algorithms else failed(because="no_default_encryption")


def public_access_blocked(bucket: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_public_access_block", bucket.arn)
    if answer is None:
        return failed(because="no_public_access_block")
    settings = answer["PublicAccessBlockConfiguration"]
    off = blocks_off(settings)
    return failed(off=off) if off else passed()


def policy_not_public(bucket: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_bucket_policy_status", bucket.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if answer["PolicyStatus"]["IsPublic"] is not False else passed()


def versioning_on(bucket: Resource, facts: Facts) -> Verdict:
    status = facts.answer("get_bucket_versioning", bucket.arn).get("Status", "never_enabled")
    return (passed if status == "Enabled" else failed)(status=status)


def tls_only(bucket: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_bucket_policy", bucket.arn)
    if answer is None:
        return failed(because="no_policy")
    denies = (_denies_plain_http(statement, bucket.arn) for statement in statements(answer["Policy"]))
    return passed() if any(denies) else failed(because="plain_http_not_denied")


def access_logged(bucket: Resource, facts: Facts) -> Verdict:
    target = facts.answer("get_bucket_logging", bucket.arn).get("LoggingEnabled")
    return passed(target=target["TargetBucket"]) if target else failed()


def _denies_plain_http(statement: Statement, arn: str) -> bool:
    """Denies it on the bucket and on its objects."""
    resources = set(listed(statement.get("Resource", [])))
    here = "*" in resources or {arn, f"{arn}/*"} <= resources or f"{arn}*" in resources
    return here and denies_plain_http(statement, "s3:*")
