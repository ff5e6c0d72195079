"""Custody: what auditors read is in the journal. No ledger append in a GET: sealing follows within the minute."""

import datetime

from django.db import models

from compliance import journal
from compliance.models import System, User
from compliance.permissions import Viewer


def note_read(*, viewer: Viewer, system: System, subject: models.Model, now: datetime.datetime) -> None:
    """Journal that an auditor read `subject`. The team's own reads are not custody and leave no entry."""
    if viewer.is_only_auditor_in(system) and isinstance(viewer.user, User):
        journal.record(verb="custody.read", subject=subject, system=system, actor=viewer.user, now=now)


def note_read_of_installation(*, viewer: Viewer, subject: models.Model, now: datetime.datetime) -> None:
    """The same for what belongs to no system, such as AWS's documents: one entry for each system under audit."""
    if viewer.engagements:
        for system in System.objects.filter(pk__in=viewer.engagements):
            note_read(viewer=viewer, system=system, subject=subject, now=now)
