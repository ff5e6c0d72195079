"""SNS and SQS: what is told to people, and what waits between applications."""

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

# name, the KMS alias of its key
TOPICS = {
    PRODUCTION.id: (("security-alerts", "audit-logs"), ("appointment-reminders", "")),  # defect: the second is plain
    DATA.id: (("etl-alerts", "shared-logs"),),
}
QUEUES = {
    PRODUCTION.id: (("claims-to-send", "patient-records"), ("claims-failed", "")),  # defect: the second is plain
    DATA.id: (),
}


def plant(site: Site) -> None:
    """Make the account's topics and queues, in the east."""
    for name, key in TOPICS[site.account.id]:
        encrypted = {"KmsMasterKeyId": site.keys[EAST, key]} if key else {}
        site.client("sns").create_topic(Name=name, Attributes=encrypted, Tags=site.tags(name))
        site.count("sns topic")
    for name, key in QUEUES[site.account.id]:
        attributes = {"KmsMasterKeyId": site.keys[EAST, key]} if key else {"SqsManagedSseEnabled": "false"}
        site.client("sqs").create_queue(QueueName=name, Attributes=attributes, tags={"Name": name})
        site.count("sqs queue")
