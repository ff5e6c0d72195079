"""SNS's facts: every topic of the region with its key and policy. No message and no subscriber is read."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for topic in look.ask("list_topics").get("Topics", []):
        look.ask("get_topic_attributes", about=topic["TopicArn"], TopicArn=topic["TopicArn"])
