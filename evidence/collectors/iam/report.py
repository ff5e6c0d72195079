"""Reads IAM's credential report, the CSV that tells of root's and each user's passwords and keys. Pure."""

import csv
from collections.abc import Iterator
from datetime import datetime

from evidence.collecting.contract import CouldNotLook, ErrorReason, Resource
from evidence.collecting.facts import Facts

ROOT = "<root_account>"
NEVER = ("N/A", "no_information")  # how the report says that something was never used


def rows(facts: Facts) -> Iterator[Resource]:
    """Root's row and each user's. Errors: CouldNotLook when the report was not ready."""
    if facts.answer("generate_credential_report")["State"] != "COMPLETE":
        raise CouldNotLook(ErrorReason.TIMED_OUT, "generate_credential_report", "ReportInProgress")
    for row in csv.DictReader(facts.answer("get_credential_report")["Content"].splitlines()):
        yield Resource(row["arn"], row)


def has_password(row: Resource) -> bool:
    return bool(row.said["password_enabled"] == "true")  # noqa: S105 - a column of the report


def active_keys(row: Resource) -> list[int]:
    return [number for number in (1, 2) if row.said[f"access_key_{number}_active"] == "true"]


def key_made(row: Resource, number: int) -> datetime:
    return datetime.fromisoformat(row.said[f"access_key_{number}_last_rotated"])


def key_used(row: Resource, number: int) -> datetime:
    """When it was last used; one never used counts from when it was made."""
    return _used(row, f"access_key_{number}_last_used_date") or key_made(row, number)


def password_used(row: Resource) -> datetime:
    """When it was last used; one never used counts from when it was set."""
    return _used(row, "password_last_used") or datetime.fromisoformat(row.said["password_last_changed"])


def uses(row: Resource) -> list[datetime]:
    """When password and keys were last used, whether they are active or not; nothing of one never used."""
    columns = ("password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date")
    return [moment for column in columns if (moment := _used(row, column))]


def _used(row: Resource, column: str) -> datetime | None:
    written = row.said[column]
    return None if written in NEVER else datetime.fromisoformat(written)
