"""The public face of the top floor's tables."""

from evidence.models.connection import Connection
from evidence.models.item import Item, ItemKind, ItemQuerySet, ItemUse, Observation, UseState
from evidence.models.ledger import Checkpoint, LedgerEntry, LedgerHead
from evidence.models.pack import Pack
from evidence.models.report import Report
from evidence.models.run import TERMINAL, Job, JobQuerySet, JobState, Run
from evidence.models.training import TrainingAttempt

__all__ = [
    "TERMINAL",
    "Checkpoint",
    "Connection",
    "Item",
    "ItemKind",
    "ItemQuerySet",
    "ItemUse",
    "Job",
    "JobQuerySet",
    "JobState",
    "LedgerEntry",
    "LedgerHead",
    "Observation",
    "Pack",
    "Report",
    "Run",
    "TrainingAttempt",
    "UseState",
]
