"""Keep what collected facts showed of services, and settle what is proposed by it. Nothing comes into use by itself."""

import datetime
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from compliance import journal
from compliance.actions.scoping import use_service
from compliance.actions.superseding import lock
from compliance.models import Account, Origin, ServiceSighting, ServiceUse, User
from frameworks.errors import Refused
from frameworks.models import Service

Place = tuple[str, str]
"""The keys of a service and a region, or `global`."""


@transaction.atomic
def sight(
    *,
    account: Account,
    seen: Collection[Place],
    absent: Collection[Place],
    run: UUID,
    ref: UUID,
    now: datetime.datetime,
) -> None:
    """One look: what it showed in the account, and where it read everything and found nothing.

    Of what is absent only that is kept which was seen before or is in use. A run that saw a service by one of its
    collectors did not miss it, whatever the others found.
    """
    keys = {service for service, _region in (*seen, *absent)}
    rows = ServiceSighting.objects.select_for_update(of=("self",), no_key=True).filter(account=account)
    known = {
        (row.service.key, row.region): row
        for row in rows.filter(service__key__in=keys).select_related("service").order_by("pk")
    }
    used = ServiceUse.objects.known().filter(account=account, service__key__in=keys, valid_until=None)
    in_use = set(used.values_list("service__key", "region"))
    fresh = {place for place in (*seen, *(in_use & set(absent))) if place not in known}
    services = {row.key: row for row in Service.objects.filter(key__in={key for key, _region in fresh})}
    for key, region in sorted(fresh):
        if key in services:
            row = ServiceSighting(system=account.system, account=account, service=services[key], region=region)
            known[key, region] = row
    proposed = []
    for place, row in known.items():
        if place in seen:
            if row.last_seen_at is None or row.is_gone():
                row.first_seen_at, row.dismissed_at, row.dismissed_by, row.dismissed_because = now, None, None, ""
                proposed += [] if place in in_use else [place]
            row.last_seen_at, row.misses, row.seen_in, row.ref = now, 0, run, ref
        elif place in absent and run not in (row.seen_in, row.missed_in):
            row.misses, row.missed_in = row.misses + 1, run
    new = [row for place, row in known.items() if place in fresh]
    ServiceSighting.objects.bulk_create(new, ignore_conflicts=True)  # another cell of the run may have been faster
    fields = ("last_seen_at", "first_seen_at", "misses", "seen_in", "missed_in", "ref")
    dismissal = ("dismissed_at", "dismissed_by", "dismissed_because")
    old = [row for place, row in known.items() if place not in fresh]
    if old:
        ServiceSighting.objects.bulk_update(old, (*fields, *dismissal))
    if proposed:
        journal.record(
            verb="services.sighted",
            subject=account,
            system=account.system,
            actor=None,
            now=now,
            after={"ref": str(ref), "places": [f"{key}/{region}" for key, region in sorted(proposed)]},
        )


@transaction.atomic
def take_sighting(
    *,
    sighting: ServiceSighting,
    touches: Mapping[str, str],
    actor: User,
    now: datetime.datetime,
    since: datetime.date | None = None,
) -> ServiceUse:
    """The system uses what was seen, from `since` on: where none is named, from the day on which it was first seen."""
    row = _standing(sighting)
    day = since or row.first_day()
    if day is None:
        raise Refused(f"{row.service} was never seen there: declare its use instead.")
    return use_service(
        account=row.account,
        service=row.service,
        region=row.region,
        touches=touches,
        since=day,
        actor=actor,
        now=now,
        origin=Origin.DISCOVERED,
    )


@transaction.atomic
def dismiss_sighting(
    *, sighting: ServiceSighting, because: str, actor: User, now: datetime.datetime
) -> ServiceSighting:
    """It is no use of this system's: not proposed again for as long as it goes on to be seen."""
    row = _standing(sighting)
    if not because.strip():
        raise Refused("Say why it is no use of this system: an auditor will ask.")
    row.dismissed_by, row.dismissed_at, row.dismissed_because = actor, now, because.strip()
    row.save(update_fields=["dismissed_by", "dismissed_at", "dismissed_because"])
    journal.record(
        verb="service.dismissed",
        subject=row,
        system=row.system,
        actor=actor,
        now=now,
        after={"service": row.service.key, "region": row.region, "ref": str(row.ref)},
    )
    return row


def _standing(sighting: ServiceSighting) -> ServiceSighting:
    """The row as it is now, locked. Refused for what is not proposed any more."""
    lock(sighting)
    rows = ServiceSighting.objects.proposed().select_related("account__system", "system", "service")
    row = rows.filter(pk=sighting.pk).first()
    if row is None:
        raise Refused("This is not proposed any more: somebody recorded or dismissed it, or it is seen no longer.")
    return row
