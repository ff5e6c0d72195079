"""What IAM's facts say of root, users, their credentials and policies."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta

from evidence.collecting.contract import (
    CouldNotLook,
    ErrorReason,
    Resource,
    Verdict,
    failed,
    not_applicable,
    passed,
)
from evidence.collecting.facts import Facts
from evidence.collecting.statements import allows_everything, statements

LONGEST = timedelta(days=90)  # CIS AWS Foundations Benchmark 1.14; PCI DSS 8.2.6 for the unused
SHORTEST_PASSWORD = 14  # CIS AWS Foundations Benchmark 1.8
ROOT = "<root_account>"


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.arn("iam", "root"))


def users(facts: Facts) -> Iterator[Resource]:
    for user in facts.answer("list_users")["Users"]:
        yield Resource(user["Arn"], user)


def reported_users(facts: Facts) -> Iterator[Resource]:
    """The rows of the credential report, root's apart: its last rows are judged by root's own checks."""
    if facts.answer("generate_credential_report")["State"] != "COMPLETE":
        raise CouldNotLook(ErrorReason.TIMED_OUT, "generate_credential_report", "ReportInProgress")
    for row in csv.DictReader(facts.answer("get_credential_report")["Content"].splitlines()):
        if row["user"] != ROOT:
            yield Resource(row["arn"], row)


def attached_policies(facts: Facts) -> Iterator[Resource]:
    for policy in facts.answer("list_policies")["Policies"]:
        yield Resource(policy["Arn"], policy)


def root_has_mfa(root: Resource, facts: Facts) -> Verdict:
    enabled = facts.answer("get_account_summary")["SummaryMap"]["AccountMFAEnabled"]
    return passed() if enabled == 1 else failed()


def root_has_no_access_keys(root: Resource, facts: Facts) -> Verdict:
    keys = facts.answer("get_account_summary")["SummaryMap"]["AccountAccessKeysPresent"]
    return passed() if keys == 0 else failed(keys=keys)


def passwords_are_long(root: Resource, facts: Facts) -> Verdict:
    policy = facts.answer("get_account_password_policy")
    if policy is None:
        return failed(because="no_password_policy")
    length = policy["PasswordPolicy"]["MinimumPasswordLength"]
    return (passed if length >= SHORTEST_PASSWORD else failed)(minimum_length=length)


def console_users_have_mfa(user: Resource, facts: Facts) -> Verdict:
    if not _has_password(user):
        return not_applicable(because="no_console_password")
    return passed() if user.said["mfa_active"] == "true" else failed()


def access_keys_are_rotated(user: Resource, facts: Facts) -> Verdict:
    ages = [facts.ended_at - _instant(user.said[f"access_key_{number}_last_rotated"]) for number in _active_keys(user)]
    if not ages:
        return not_applicable(because="no_active_access_key")
    return (failed if max(ages) > LONGEST else passed)(oldest_days=max(ages).days)


def credentials_are_used(user: Resource, facts: Facts) -> Verdict:
    idle = [facts.ended_at - moment for moment in _last_uses(user)]
    if not idle:
        return not_applicable(because="no_active_credential")
    return (failed if max(idle) > LONGEST else passed)(idle_days=max(idle).days)


def policies_are_not_full_admin(policy: Resource, facts: Facts) -> Verdict:
    document = facts.answer("get_policy_version", policy.arn)["PolicyVersion"]["Document"]
    return failed() if any(allows_everything(statement) for statement in statements(document)) else passed()


def users_have_no_policies_of_their_own(user: Resource, facts: Facts) -> Verdict:
    inline = facts.answer("list_user_policies", user.arn)["PolicyNames"]
    attached = facts.answer("list_attached_user_policies", user.arn)["AttachedPolicies"]
    if inline or attached:
        return failed(inline=len(inline), attached=len(attached))
    return passed()


def _has_password(user: Resource) -> bool:
    return bool(user.said["password_enabled"] == "true")  # noqa: S105 - a column of the report


def _active_keys(user: Resource) -> list[int]:
    return [number for number in (1, 2) if user.said[f"access_key_{number}_active"] == "true"]


def _last_uses(user: Resource) -> Iterator[datetime]:
    """When each active credential was last used; one never used counts from when it was made or changed."""
    if _has_password(user):
        yield _used(user, "password_last_used", "password_last_changed")
    for number in _active_keys(user):
        yield _used(user, f"access_key_{number}_last_used_date", f"access_key_{number}_last_rotated")


def _used(user: Resource, used: str, made: str) -> datetime:
    never = user.said[used] in ("N/A", "no_information")
    return _instant(user.said[made] if never else user.said[used])


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)
