"""Tell the floor below which services hold something, by calling down with a cell's answers."""

import datetime
from collections.abc import Sequence

from compliance.actions.sighting import sight
from compliance.models import Account
from evidence.collecting.contract import Collector, Observation
from evidence.collecting.facts import Document
from evidence.collecting.in_use import in_use
from evidence.models import Item
from frameworks.compiled import shipped


def tell_use(
    *, item: Item, collector: Collector, document: Document, answers: Sequence[Observation], now: datetime.datetime
) -> None:
    """In the transaction that seals `item`: nothing is proposed of which the evidence is not kept."""
    found = in_use(collector, document, answers, shipped().services)
    if item.run_id is None or not (found.seen or found.absent):
        return
    account = Account.objects.select_related("system").get(system=item.system, account_id=document["account"])
    sight(account=account, seen=found.seen, absent=found.absent, run=item.run_id, ref=item.pk, now=now)
