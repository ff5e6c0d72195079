"""SQS's facts: every queue of the region with its key and policy. No message is read."""

from evidence.collecting.gathering import Look

# Without it SQS gives the first thousand queues and no sign that there are more (SQS API reference, ListQueues).
PAGE = 1000


def gather(look: Look) -> None:
    for url in look.ask("list_queues", MaxResults=PAGE).get("QueueUrls", []):
        look.ask(
            "get_queue_attributes",
            about=look.arn("sqs", url.rpartition("/")[2]),
            QueueUrl=url,
            AttributeNames=["All"],
        )
