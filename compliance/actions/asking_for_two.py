"""Have the evidence of a duty accepted by two people."""

import datetime

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Duty, User
from compliance.permissions import is_officer
from frameworks.errors import Refused


@transaction.atomic
def ask_for_two(*, duty: Duty, needs_two: bool, actor: User, now: datetime.datetime) -> Duty:
    """An officer says whether one reviewer is enough. It counts for what is handed in from now on."""
    lock(duty)
    if not is_officer(actor, duty.system, duty.system.day_of(now)):
        raise Refused("A compliance officer says how many people accept the evidence of a duty: ask one.")
    before = Duty.objects.values_list("needs_two", flat=True).get(pk=duty.pk)
    if before != needs_two:
        duty.needs_two = needs_two
        duty.save(update_fields=["needs_two"])
        journal.record(
            verb="duty.needs-two",
            subject=duty,
            system=duty.system,
            actor=actor,
            now=now,
            before={"needs_two": before},
            after={"needs_two": needs_two},
        )
    return duty
