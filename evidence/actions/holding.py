"""Place a legal hold, and lift it. Nothing within its reach is erased in between."""

import datetime
import hashlib
from collections.abc import Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.actions.vetting import vet
from compliance.models import Duty, Engagement, System, User
from evidence.models import HeldItem, HoldReach, Item, LegalHold
from evidence.scanning import refuse_card_data_in_text
from frameworks.errors import Refused


@transaction.atomic
def place_hold(
    *,
    system: System,
    matter: str,
    reason: str,
    actor: User,
    now: datetime.datetime,
    duty: Duty | None = None,
    engagement: Engagement | None = None,
    items: Sequence[Item] = (),
) -> LegalHold:
    """From now on nothing of the duty, of the audit or of these items is erased; of the system, where none is named.

    `matter`: a reference by which the lawyers know it. It is placed over what comes later, too.
    """
    if sum(map(bool, (duty, engagement, items))) > 1:
        raise Refused("A hold is on one thing: place one for the duty, one for the audit, one for the evidence.")
    reach = HoldReach.SYSTEM
    for named, meant in ((duty, HoldReach.DUTY), (engagement, HoldReach.ENGAGEMENT), (items, HoldReach.ITEMS)):
        reach = meant if named else reach
    if not matter.strip() or not reason.strip():
        raise Refused("Say which matter the hold is for, and why: somebody else may have to lift it.")
    refuse_card_data_in_text(f"{matter}\n{reason}", "The reason")
    lock(system)  # whoever erases holds the same lock
    if any(item.erased_at for item in Item.objects.filter(pk__in=[item.pk for item in items])):
        raise Refused("Some of this evidence was erased already: look at it again.")
    hold = LegalHold(
        system=system,
        reach=reach,
        duty=duty,
        engagement=engagement,
        matter=matter.strip(),
        reason=reason.strip(),
        placed_by=actor,
        placed_at=now,
    )
    vet(hold)
    hold.save(force_insert=True)
    HeldItem.objects.bulk_create(HeldItem(system=system, hold=hold, item=item) for item in items)
    journal.record(
        verb="hold.placed",
        subject=hold,
        system=system,
        actor=actor,
        now=now,
        after={
            "reach": str(reach),
            "duty": str(duty.pk) if duty else None,
            "engagement": str(engagement.pk) if engagement else None,
            "items": [str(item.pk) for item in items],
            "reason_sha256": hashlib.sha256(f"{hold.matter}\n{hold.reason}".encode()).hexdigest(),
        },
    )
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, actor: User, now: datetime.datetime) -> LegalHold:
    """What has no other reason to stay may be erased again."""
    hold = LegalHold.objects.select_for_update(of=("self",)).select_related("system").get(pk=hold.pk)
    if hold.lifted_at is not None:
        raise Refused("This hold was lifted already.")
    hold.lifted_by, hold.lifted_at = actor, now
    hold.save(update_fields=["lifted_by", "lifted_at"])
    journal.record(verb="hold.lifted", subject=hold, system=hold.system, actor=actor, now=now)
    return hold
