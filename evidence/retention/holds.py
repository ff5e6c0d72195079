"""Which legal holds stand over which records."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from compliance.models import Assessment, Engagement, System
from evidence.models import Erasable, HeldItem, HoldReach, Item, ItemUse, LegalHold, Pack, Population


def holds_over(system: System, records: Sequence[Erasable]) -> dict[UUID, list[LegalHold]]:
    """The holds over each record that has any. One query, and two for each hold that is not on the whole system."""
    found: dict[UUID, list[LegalHold]] = {}
    standing = LegalHold.objects.standing().filter(system=system)
    for hold in standing.select_related("duty", "engagement__system", "placed_by").order_by("placed_at"):
        for pk in _reached(hold, records):
            found.setdefault(pk, []).append(hold)
    return found


def _reached(hold: LegalHold, records: Sequence[Erasable]) -> set[UUID]:
    if hold.reach == HoldReach.SYSTEM:
        return {record.pk for record in records}
    ids = [record.pk for record in records if isinstance(record, Item)]
    reached = set(_items(hold).filter(pk__in=ids).values_list("pk", flat=True))
    if hold.reach == HoldReach.ENGAGEMENT:
        packs = (record for record in records if isinstance(record, Pack))
        reached |= {pack.pk for pack in packs if pack.engagement_id == hold.engagement_id}
    return reached


def items_of(audit: Engagement) -> QuerySet[Item]:
    """What its auditors are shown, what was handed in for its requests, and what it samples from."""
    asked = ItemUse.objects.filter(request__engagement=audit).values("item")
    listed = Population.objects.filter(engagement=audit).values("item")
    shown = Item.objects.for_engagement(audit).values("pk")
    return Item.objects.filter(Q(pk__in=shown) | Q(pk__in=asked) | Q(pk__in=listed))


def _items(hold: LegalHold) -> QuerySet[Item]:
    if hold.engagement is not None:
        return items_of(hold.engagement)
    if hold.duty is not None:
        said = Assessment.objects.filter(system=hold.system_id, control=hold.duty.control_id)
        if hold.duty.service_id is not None:
            said = said.filter(service=hold.duty.service_id)
        handed_in = ItemUse.objects.filter(Q(duty=hold.duty) | Q(request__duty=hold.duty))
        return Item.objects.filter(Q(pk__in=said.values("ref")) | Q(pk__in=handed_in.values("item")))
    return Item.objects.filter(pk__in=HeldItem.objects.filter(hold=hold).values("item"))
