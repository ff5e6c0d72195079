"""What SNS's facts say of each topic."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import denies_plain_http, is_open, statements


def topics(facts: Facts) -> Iterator[Resource]:
    for topic in facts.answer("list_topics")["Topics"]:
        yield Resource(topic["TopicArn"])


def encrypted_with_kms(topic: Resource, facts: Facts) -> Verdict:
    key = _attributes(topic, facts).get("KmsMasterKeyId")
    return passed(key=key) if key else failed()


def policy_not_open(topic: Resource, facts: Facts) -> Verdict:
    return failed() if is_open(_attributes(topic, facts)["Policy"]) else passed()


def tls_only(topic: Resource, facts: Facts) -> Verdict:
    policy = _attributes(topic, facts)["Policy"]
    denies = any(denies_plain_http(statement, "sns:Publish") for statement in statements(policy))
    return passed() if denies else failed(because="plain_http_not_denied")


def _attributes(topic: Resource, facts: Facts) -> dict[str, str]:
    return dict(facts.answer("get_topic_attributes", topic.arn)["Attributes"])
