"""What Inspector's facts say of the account in the region."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from evidence.collecting.contract import CouldNotLook, ErrorReason, Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts

LONGEST = timedelta(days=30)  # PCI DSS 6.3.3: critical security patches within one month


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("inspector2"))


def scanned_accounts(facts: Facts) -> Iterator[Resource]:
    """This account, where Inspector is on: only then are there findings to ask for."""
    if _account(facts).get("state", {}).get("status") == "ENABLED":
        yield Resource(facts.cell_arn("inspector2"))


def ec2_scanned(cell: Resource, facts: Facts) -> Verdict:
    return _scanned("ec2", facts)


def ecr_scanned(cell: Resource, facts: Facts) -> Verdict:
    return _scanned("ecr", facts)


def lambda_scanned(cell: Resource, facts: Facts) -> Verdict:
    return _scanned("lambda", facts)


def no_old_critical_finding(cell: Resource, facts: Facts) -> Verdict:
    found = facts.answer("list_findings")["findings"]
    ages = [facts.ended_at - datetime.fromisoformat(finding["firstObservedAt"]) for finding in found]
    old = sum(age > LONGEST for age in ages)
    return (failed if old else passed)(open=len(ages), older_than_30_days=old)


def _scanned(kind: str, facts: Facts) -> Verdict:
    account = _account(facts)
    if not account:
        return failed(because="never_activated")
    state = account["resourceState"][kind]["status"]
    return (passed if state == "ENABLED" else failed)(state=state)


def _account(facts: Facts) -> dict[str, Any]:
    """What Inspector says of this account; nothing where it was never activated."""
    answer = facts.answer("batch_get_account_status")
    if refused := answer.get("failedAccounts"):
        raise CouldNotLook(ErrorReason.REJECTED, "batch_get_account_status", refused[0]["errorCode"])
    return next((account for account in answer["accounts"] if account["accountId"] == facts.account), {})
