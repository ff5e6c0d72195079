"""Follow the regions that are enabled in an account, as a run's sealed facts tell them."""

import datetime

from compliance.actions.scoping import REGION, add_account
from compliance.models import AccountTerm
from evidence.collecting.facts import Document
from evidence.models import Connection, Item

CALL = "ec2.describe_regions"
ENABLED = ("opt-in-not-required", "opted-in")


def follow(*, item: Item, document: Document, now: datetime.datetime) -> None:
    """In the transaction that seals `item`. A list that was not read whole, or was never asked for, changes nothing.

    Where the connection says so, a region that was enabled comes into scope today and is collected by the next run.
    None leaves the scope by itself: services in use there are ended by an officer.
    """
    enabled = enabled_regions(document)
    if enabled is None:
        return
    rows = Connection.objects.select_related("account", "system")
    connection = rows.filter(system=item.system, account__account_id=document["account"]).first()
    if connection is None:
        return
    connection.enabled, connection.enabled_at = enabled, now
    connection.save(update_fields=["enabled", "enabled_at"])
    today = connection.system.day_of(now)
    term = AccountTerm.objects.on(today).filter(account=connection.account).first()
    if not connection.every_region or term is None or term.valid_until or set(enabled) <= set(term.regions):
        return
    add_account(
        system=connection.system,
        account_id=connection.account.account_id,
        name=connection.account.name,
        regions=sorted({*term.regions, *enabled}),
        since=today,
        actor=None,
        now=now,
    )


def enabled_regions(document: Document) -> list[str] | None:
    """The codes, in order; None where the list is not there or is not what AWS's model promises."""
    fact = document["facts"].get(CALL, {}).get("", {})
    try:
        told = [each["RegionName"] for each in fact["answer"]["Regions"] if each["OptInStatus"] in ENABLED]
    except (LookupError, TypeError):
        return None
    return sorted(told) if told and all(REGION.fullmatch(str(each)) for each in told) else None
