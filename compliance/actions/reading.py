"""Custody: what auditors read is in the journal. No ledger append in a GET: sealing follows within the minute."""

import datetime

from django.db import models

from compliance import journal
from compliance.models import System, User
from compliance.permissions import Viewer
from frameworks.models import Requirement


def note_read(*, viewer: Viewer, system: System, subject: models.Model, now: datetime.datetime, page: str = "") -> None:
    """Journal that an auditor read `subject`. The team's own reads are not custody and leave no entry.

    `page`, a code of `compliance.audits.custody.PAGES`, says what of it, where a thing has more than one page.
    """
    if viewer.is_only_auditor_in(system) and isinstance(viewer.user, User):
        after = {"page": page} if page else None
        journal.record(verb="custody.read", subject=subject, system=system, actor=viewer.user, now=now, after=after)


def note_read_of_installation(
    *, viewer: Viewer, subject: models.Model | None, now: datetime.datetime, page: str = ""
) -> None:
    """The same for what belongs to no system, such as AWS's documents: one entry for each system under audit.

    Without a subject it is the system's own page of that code.
    """
    if viewer.engagements:
        for system in System.objects.filter(pk__in=viewer.engagements):
            note_read(viewer=viewer, system=system, subject=subject or system, now=now, page=page)


def note_read_of_requirement(*, viewer: Viewer, system: System, edition: str, ref: str, now: datetime.datetime) -> None:
    """The same for a requirement, by the key of its edition and its reference. A query for auditors only."""
    if viewer.is_only_auditor_in(system):
        note_read(viewer=viewer, system=system, subject=Requirement.objects.by_ref(edition, ref), now=now)
