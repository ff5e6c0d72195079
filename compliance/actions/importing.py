"""Record a list of services in use at once: all of it, or nothing."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from compliance.actions.scoping import use_service
from compliance.importing.understood import Place
from compliance.models import Account, ServiceUse, System, User
from frameworks.errors import Refused
from frameworks.models import Service


@transaction.atomic
def import_uses(
    *,
    system: System,
    places: Iterable[Place],
    origin: str,
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> int:
    """How many uses were new or changed. Where a place does not say what is touched, what was said before stays."""
    accounts = {row.account_id: row for row in Account.objects.filter(system=system)}
    services = {row.key: row for row in Service.objects.current()}
    known = {
        (use.account.account_id, use.service.key, use.region): use
        for use in ServiceUse.objects.beyond(since).filter(system=system).select_related("account", "service")
    }
    changed = 0
    for place in places:
        if place.account_id not in accounts or place.service not in services:
            raise Refused(f"{place.service} in account {place.account_id} is not known any more: read the file again.")
        before = known.get((place.account_id, place.service, place.region))
        kept = before if place.touches is None else None
        if kept is not None and kept.valid_from <= since:
            continue
        use = use_service(
            account=accounts[place.account_id],
            service=services[place.service],
            region=place.region,
            touches=kept.touches if kept else place.touches or {},
            origin=kept.origin if kept else origin,
            since=since,
            actor=actor,
            now=now,
        )
        changed += before is None or use.pk != before.pk
    return changed
