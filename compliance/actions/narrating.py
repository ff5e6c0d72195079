"""Describe in words how a duty is fulfilled."""

import datetime
import hashlib

from django.db import transaction

from compliance import journal
from compliance.models import Duty, User
from compliance.permissions import answers_for
from frameworks.errors import Refused


@transaction.atomic
def narrate(*, duty: Duty, narrative: str, actor: User, now: datetime.datetime) -> Duty:
    """Replace the duty's narrative. The journal keeps the digests of both texts, not the texts."""
    if not answers_for(actor, duty, duty.system.day_of(now)):
        raise Refused("Only the owner of this duty or a compliance officer describes how it is done.")
    if duty.narrative != narrative:
        before, duty.narrative = duty.narrative, narrative
        duty.save(update_fields=["narrative"])
        journal.record(
            verb="duty.narrated",
            subject=duty,
            system=duty.system,
            actor=actor,
            now=now,
            before={"sha256": _digest(before)},
            after={"sha256": _digest(narrative)},
        )
    return duty


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
