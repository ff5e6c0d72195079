"""An auditor's own conclusions: recorded, superseded by the next, and shared with the team when the auditors say so."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

import rfc8785
from django.db import transaction
from django.utils.crypto import salted_hmac

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Conclusion, Engagement, User
from compliance.permissions import is_auditor
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Requirement
from frameworks.schema import Conclusion as Outcome

LONGEST_NOTE: Final = 10_000
"""Characters."""

SPEAKS_FOR_ITSELF: Final = frozenset({Outcome.NO_EXCEPTION, Outcome.IN_PLACE, Outcome.NOT_TESTED})
"""Outcomes that need no note."""


@transaction.atomic
def conclude(
    *,
    engagement: Engagement,
    requirements: Sequence[Requirement],
    outcome: str,
    note: str,
    author: User,
    on: datetime.date,
    now: datetime.datetime,
) -> list[Conclusion]:
    """The same conclusion about each of `requirements`, in the place of what was concluded of them before.

    One entry in the journal for all of them, with the digest of each and no outcome: they are the auditors' own.
    """
    lock(engagement)
    note = note.strip()
    _refuse_others(engagement, author, on)
    _judge(engagement, requirements, outcome, note)
    known = {
        row.requirement_id: row
        for row in Conclusion.objects.known().filter(engagement=engagement, requirement__in=requirements)
    }
    new = []
    for requirement in requirements:
        before = known.get(requirement.pk)
        if before is not None:
            if (before.outcome, before.note) == (outcome, note):
                continue
            before.superseded_at = now
            before.save(update_fields=["superseded_at"])
        new.append(
            Conclusion.objects.create(
                system=engagement.system,
                engagement=engagement,
                requirement=requirement,
                outcome=outcome,
                note=note,
                author=author,
                recorded_at=now,
            )
        )
    if new:
        journal.record(
            verb="conclusions.recorded",
            subject=engagement,
            system=engagement.system,
            actor=author,
            now=now,
            after={"sha256": {str(row.pk): digest_of(row) for row in new}},
        )
    return new


@transaction.atomic
def share_conclusions(*, engagement: Engagement, actor: User, on: datetime.date, now: datetime.datetime) -> Engagement:
    """From now on the team reads what the auditors conclude, what they conclude later included."""
    lock(engagement)
    row = Engagement.objects.select_related("system").get(pk=engagement.pk)
    _refuse_others(row, actor, on)
    if row.shared_at is not None:
        raise Refused("The conclusions of this audit are shared already.")
    if not Conclusion.objects.known().filter(engagement=row).exists():
        raise Refused("There is nothing to share yet: conclude about a requirement first.")
    row.shared_at = now
    row.save(update_fields=["shared_at"])
    journal.record(verb="conclusions.shared", subject=row, system=row.system, actor=actor, now=now)
    return row


def digest_of(row: Conclusion) -> str:
    """What the journal keeps of a conclusion: its texts are in no entry, and no change of them stays unseen.

    Keyed by the installation's secret: of the few outcomes that there are, whoever reads a plain digest guesses which.
    """
    said: dict[str, Any] = {
        "id": str(row.pk),
        "requirement": row.requirement_id,
        "outcome": row.outcome,
        "note": row.note,
    }
    return salted_hmac("compliance.conclusions", rfc8785.dumps(said), algorithm="sha256").hexdigest()


def _refuse_others(engagement: Engagement, person: User, on: datetime.date) -> None:
    if not is_auditor(person, engagement, on):
        raise Refused("Only an auditor who is let in to this audit today concludes in it.")


def _judge(engagement: Engagement, requirements: Sequence[Requirement], outcome: str, note: str) -> None:
    if not requirements:
        raise Refused("Choose at least one requirement to conclude about.")
    examined = set(engagement.edition_ids)
    for requirement in requirements:
        if requirement.edition_id not in examined or not requirement.assessable:
            raise Refused(f"{requirement.ref} is nothing that this audit examines: leave it out.")
        edition = shipped().editions[requirement.edition.key]
        if outcome not in edition.conclusions:
            raise Refused(f"Assessors of {edition.title} conclude otherwise than “{outcome}”: choose one of theirs.")
    if outcome not in SPEAKS_FOR_ITSELF and not note:
        raise Refused("Write why: this conclusion needs a note for whoever reads it.")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"A note has at most {LONGEST_NOTE} characters: say it more briefly.")
