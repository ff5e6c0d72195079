"""The public face of the first floor's tables."""

from compliance.models.assessment import Assessment, Outcome
from compliance.models.assignment_rule import AssignmentRule
from compliance.models.attestation import Acceptance, Attestation, Opinion, Variant
from compliance.models.bound import SystemBoundQuerySet
from compliance.models.comment import Comment
from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.decision import Decision, DecisionState
from compliance.models.digest import Digest, NoticeSettings
from compliance.models.duty import Assignment, Duty
from compliance.models.engagement import AuditorGrant, Engagement
from compliance.models.expectation import Expectation, ExpectationKind, ResponsibilitySummary, UserEntityControl
from compliance.models.journal import JournalEntry, JournalHead
from compliance.models.notice import AT_ONCE, SHOWN_FOR, Notice, NoticeKind
from compliance.models.people import Membership, Role, User
from compliance.models.proposal import Proposal, ProposalKind, ProposalState
from compliance.models.scope import Account, AccountTerm, FrameworkScope, Leaning, Origin, Partition, ServiceUse, Touch
from compliance.models.system import DataClass, System
from compliance.models.trend import StandingDay
from compliance.models.webhook import Delivery, Shape, Webhook

__all__ = [
    "AT_ONCE",
    "SHOWN_FOR",
    "Acceptance",
    "Account",
    "AccountTerm",
    "Assessment",
    "Assignment",
    "AssignmentRule",
    "Attestation",
    "AuditorGrant",
    "Comment",
    "DataClass",
    "Dated",
    "DatedQuerySet",
    "Decision",
    "DecisionState",
    "Delivery",
    "Digest",
    "Duty",
    "Engagement",
    "Expectation",
    "ExpectationKind",
    "FrameworkScope",
    "JournalEntry",
    "JournalHead",
    "Leaning",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticeSettings",
    "Opinion",
    "Origin",
    "Outcome",
    "Partition",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ResponsibilitySummary",
    "Role",
    "ServiceUse",
    "Shape",
    "StandingDay",
    "System",
    "SystemBoundQuerySet",
    "Touch",
    "User",
    "UserEntityControl",
    "Variant",
    "Webhook",
]
