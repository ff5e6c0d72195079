"""The public face of the first floor's tables."""

from compliance.models.assessment import Assessment, Outcome
from compliance.models.assignment_rule import AssignmentRule
from compliance.models.attestation import Acceptance, Attestation, Opinion, Variant
from compliance.models.bound import SystemBoundQuerySet
from compliance.models.comment import Comment
from compliance.models.conclusion import Conclusion
from compliance.models.dated import Dated, DatedQuerySet, KnownQuerySet
from compliance.models.decision import Decision, DecisionState
from compliance.models.digest import Digest, NoticeSettings
from compliance.models.duty import Assignment, Duty
from compliance.models.engagement import AuditedEdition, AuditorGrant, Engagement
from compliance.models.expectation import Expectation, ExpectationKind, ResponsibilitySummary, UserEntityControl
from compliance.models.finding import Finding, FindingStep, Severity, StepKind
from compliance.models.group import GroupGrant, GroupMember, PeopleGroup
from compliance.models.invitation import Invitation, InvitationState
from compliance.models.journal import JournalEntry, JournalHead
from compliance.models.notice import AT_ONCE, SHOWN_FOR, Notice, NoticeKind
from compliance.models.people import Membership, Role, User
from compliance.models.proposal import Proposal, ProposalKind, ProposalState
from compliance.models.scope import Account, AccountTerm, FrameworkScope, Leaning, Origin, Partition, ServiceUse, Touch
from compliance.models.sighting import ServiceSighting
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
    "AuditedEdition",
    "AuditorGrant",
    "Comment",
    "Conclusion",
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
    "Finding",
    "FindingStep",
    "FrameworkScope",
    "GroupGrant",
    "GroupMember",
    "Invitation",
    "InvitationState",
    "JournalEntry",
    "JournalHead",
    "KnownQuerySet",
    "Leaning",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticeSettings",
    "Opinion",
    "Origin",
    "Outcome",
    "Partition",
    "PeopleGroup",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ResponsibilitySummary",
    "Role",
    "ServiceSighting",
    "ServiceUse",
    "Severity",
    "Shape",
    "StandingDay",
    "StepKind",
    "System",
    "SystemBoundQuerySet",
    "Touch",
    "User",
    "UserEntityControl",
    "Variant",
    "Webhook",
]
