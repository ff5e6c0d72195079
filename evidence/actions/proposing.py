"""Propose what a sealed list of AWS's documents shows, by calling down. A list not read whole says nothing."""

import datetime
from collections.abc import Callable, Iterable
from typing import TypeVar

from compliance.actions.proposing import propose_documents
from compliance.models import Account
from evidence.collecting.contract import Collector
from evidence.collecting.facts import Document, Facts
from evidence.models import Item

S = TypeVar("S")


def propose(*, item: Item, collector: Collector, document: Document, now: datetime.datetime) -> None:
    """In the transaction that seals `item`: nothing is proposed of which the evidence is not kept."""
    if collector.documents is None:
        return
    propose_documents(
        account=Account.objects.select_related("system").get(system=item.system, account_id=document["account"]),
        reports=_whole(collector.documents.reports, collector, document),
        agreements=_whole(collector.documents.agreements, collector, document),
        ref=item.pk,
        now=now,
    )


def _whole(read: Callable[[Facts], Iterable[S]], collector: Collector, document: Document) -> list[S] | None:
    """What a list shows; None when it was denied, cut, never asked for, or is not what AWS's model promises."""
    try:
        return list(read(Facts(document, tuple(collector.calls))))
    except (
        Exception
    ):  # as in judging: whatever is wrong with an answer, it must not become a fact, nor undo the sealing
        return None
