"""The public face of the top floor's tables."""

from evidence.models.canary import Canary
from evidence.models.connection import Connection
from evidence.models.erasable import Erasable, ErasedFor
from evidence.models.imported import CheckMapping, Import
from evidence.models.item import Item, ItemKind, ItemQuerySet, ItemUse, Observation, Review, UseState
from evidence.models.ledger import Checkpoint, HeadMail, LedgerEntry, LedgerHead
from evidence.models.pack import LeftOut, Pack
from evidence.models.pack_link import PackLink
from evidence.models.population import Population, PopulationQuerySet, Sample
from evidence.models.report import Report
from evidence.models.request import Request, RequestOrigin, RequestQuerySet
from evidence.models.retention import (
    CLASS_OF_KIND,
    HeldItem,
    HoldReach,
    LegalHold,
    RecordClass,
    RetentionRule,
)
from evidence.models.run import GAPS, TERMINAL, Job, JobQuerySet, JobState, Run, RunQuerySet
from evidence.models.training import TrainingAttempt

__all__ = [
    "CLASS_OF_KIND",
    "GAPS",
    "TERMINAL",
    "Canary",
    "CheckMapping",
    "Checkpoint",
    "Connection",
    "Erasable",
    "ErasedFor",
    "HeadMail",
    "HeldItem",
    "HoldReach",
    "Import",
    "Item",
    "ItemKind",
    "ItemQuerySet",
    "ItemUse",
    "Job",
    "JobQuerySet",
    "JobState",
    "LedgerEntry",
    "LedgerHead",
    "LeftOut",
    "LegalHold",
    "Observation",
    "Pack",
    "PackLink",
    "Population",
    "PopulationQuerySet",
    "RecordClass",
    "Report",
    "Request",
    "RequestOrigin",
    "RequestQuerySet",
    "RetentionRule",
    "Review",
    "Run",
    "RunQuerySet",
    "Sample",
    "TrainingAttempt",
    "UseState",
]
