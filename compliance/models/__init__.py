"""The public face of the first floor's tables."""

from compliance.models.assessment import Assessment, Outcome
from compliance.models.attestation import Acceptance, Attestation, Opinion, Variant
from compliance.models.bound import SystemBoundQuerySet
from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.duty import Assignment, Duty
from compliance.models.engagement import AuditorGrant, Engagement
from compliance.models.journal import JournalEntry, JournalHead
from compliance.models.notice import Notice, NoticeKind
from compliance.models.people import Membership, Role, User
from compliance.models.system import (
    Account,
    AccountTerm,
    DataClass,
    FrameworkScope,
    Origin,
    Partition,
    ServiceUse,
    System,
    Touch,
)

__all__ = [
    "Acceptance",
    "Account",
    "AccountTerm",
    "Assessment",
    "Assignment",
    "Attestation",
    "AuditorGrant",
    "DataClass",
    "Dated",
    "DatedQuerySet",
    "Duty",
    "Engagement",
    "FrameworkScope",
    "JournalEntry",
    "JournalHead",
    "Membership",
    "Notice",
    "NoticeKind",
    "Opinion",
    "Origin",
    "Outcome",
    "Partition",
    "Role",
    "ServiceUse",
    "System",
    "SystemBoundQuerySet",
    "Touch",
    "User",
    "Variant",
]
