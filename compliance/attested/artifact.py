"""What AWS Artifact lists, as plain values, and which of our records stands for what it lists. No Django in here.

A record that names a document of Artifact's by its id stands for that one. One that an officer named in other words
stands for any agreement of its programme, and for the report of the same period.
"""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frameworks.schema import Currency, Missing, Programme

if TYPE_CHECKING:
    from compliance.models import Attestation

NAMES_REPORT = re.compile(r"\b(report-[A-Za-z0-9]{16})(?:\W{1,2}(?:v|version )?(\d+))?\b")
NAMES_AGREEMENT = re.compile(r"\b(customer-agreement-[A-Za-z0-9]{16})\b")
OF_AWS = re.compile(r"aws|amazon|amazon web services( .*)?", re.IGNORECASE)

Days = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, kw_only=True)
class ShownReport:
    """A report or certificate by its metadata. `company` is whose it is: vendors show theirs in Artifact too."""

    id: str
    version: int
    title: str
    company: str
    days: Days

    @property
    def identity(self) -> str:
        return f"{self.id} v{self.version}"

    @property
    def is_awss(self) -> bool:
        return not self.company or OF_AWS.fullmatch(self.company) is not None


@dataclass(frozen=True, kw_only=True)
class ShownAgreement:
    """An agreement that is active for the account that asked: its own, or its organisation's."""

    id: str
    title: str
    days: Days


def records_report(row: "Attestation", programme: Programme, shown: ShownReport) -> bool:
    """Whether `row` is our record of that report. A new version of a report is another one."""
    named = NAMES_REPORT.search(row.identity)
    if named:
        return named[1] == shown.id and named[2] in (None, str(shown.version))
    return None not in shown.days and shown.days == _days_of(row, programme)


def records_agreement(row: "Attestation", shown: ShownAgreement) -> bool:
    named = NAMES_AGREEMENT.search(row.identity)
    return named is None or named[1] == shown.id


def covers(row: "Attestation", account_id: str, partition: str, on: datetime.date) -> bool:
    """Whether the agreement on record binds AWS for that account on the day."""
    binds = row.accounts is None or account_id in row.accounts
    return binds and row.partition == partition and row.holds_on(on)


def is_expected(row: "Attestation", programme: Programme) -> bool:
    """Whether Artifact's list must show it. What applies by itself needs no line there, unless it came from there."""
    return programme.missing is Missing.NO_ATTESTATION or NAMES_AGREEMENT.search(row.identity) is not None


def _days_of(row: "Attestation", programme: Programme) -> Days | None:
    """The days by which a report of the programme is told from another; None where its metadata does not hold them."""
    match programme.currency:
        case Currency.PERIOD:
            return row.period_start, row.period_end
        case Currency.DATES:
            return row.valid_from, row.valid_until
    return None
