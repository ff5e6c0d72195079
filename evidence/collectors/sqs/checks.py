"""What SQS's facts say of each queue."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import denies_plain_http, is_open, statements


def queues(facts: Facts) -> Iterator[Resource]:
    for url in facts.answer("list_queues").get("QueueUrls", []):  # SQS leaves the list out where it is empty
        yield Resource(facts.arn("sqs", url.rpartition("/")[2]))


def encrypted(queue: Resource, facts: Facts) -> Verdict:
    said = _attributes(queue, facts)
    if key := said.get("KmsMasterKeyId"):
        return passed(key=key)
    return passed(key="of_sqs") if said.get("SqsManagedSseEnabled") == "true" else failed()


def policy_not_open(queue: Resource, facts: Facts) -> Verdict:
    policy = _attributes(queue, facts).get("Policy")
    if not policy:
        return passed(because="no_policy")
    return failed() if is_open(policy) else passed()


def tls_only(queue: Resource, facts: Facts) -> Verdict:
    policy = _attributes(queue, facts).get("Policy")
    if not policy:
        return failed(because="no_policy")
    denies = any(denies_plain_http(statement, "sqs:*") for statement in statements(policy))
    return passed() if denies else failed(because="plain_http_not_denied")


def _attributes(queue: Resource, facts: Facts) -> dict[str, str]:
    """Errors: KeyError where the answer is not of this queue, so that an empty one is not taken for "no policy"."""
    attributes = dict(facts.answer("get_queue_attributes", queue.arn)["Attributes"])
    if attributes["QueueArn"] != queue.arn:
        raise KeyError(queue.arn)
    return attributes
