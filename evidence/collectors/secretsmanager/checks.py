"""What Secrets Manager's facts say of each secret."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import is_open

LONGEST_UNUSED = timedelta(days=90)  # AWS Foundational Security Best Practices SecretsManager.3
GRACE = timedelta(days=1)  # a rotation takes place within a window of up to a day (Secrets Manager User Guide)


def secrets(facts: Facts) -> Iterator[Resource]:
    for secret in facts.answer("list_secrets")["SecretList"]:
        yield Resource(secret["ARN"], secret)


def rotation_on(secret: Resource, facts: Facts) -> Verdict:
    if secret.said.get("RotationEnabled") is True:
        return passed()
    if owner := secret.said.get("OwningService"):
        return not_applicable(because="owned_by_service", service=owner)
    return failed()


def rotation_not_overdue(secret: Resource, facts: Facts) -> Verdict:
    if secret.said.get("RotationEnabled") is not True:
        return not_applicable(because="no_rotation")
    due = _due(secret)
    if due is None:
        return manual(because="no_schedule_given")
    return (failed if facts.ended_at > due + GRACE else passed)(due_on=due.date().isoformat())


def secret_used(secret: Resource, facts: Facts) -> Verdict:
    idle = facts.ended_at - _instant(secret.said.get("LastAccessedDate") or secret.said["CreatedDate"])
    return (failed if idle > LONGEST_UNUSED else passed)(idle_days=idle.days)


def policy_not_open(secret: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_resource_policy", secret.arn)
    if "ResourcePolicy" not in answer:
        return passed(because="no_policy", of=answer["Name"])  # an answer without a name is none
    return failed() if is_open(answer["ResourcePolicy"]) else passed()


def _due(secret: Resource) -> datetime | None:
    """When the next rotation is due: as AWS says, else counted from the last one, or from the secret's start."""
    if following := secret.said.get("NextRotationDate"):
        return _instant(following)
    days = secret.said.get("RotationRules", {}).get("AutomaticallyAfterDays")
    last = secret.said.get("LastRotatedDate") or secret.said["CreatedDate"]
    return _instant(last) + timedelta(days=days) if days else None


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)
