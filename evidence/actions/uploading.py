"""Take in what a person hands over: whole, readable, sealed, and offered for review. Every hand-in is one of these."""

import datetime
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, TypeVar

from django.db import IntegrityError, transaction

from compliance import journal
from compliance.models import Duty, System, User
from compliance.permissions import answers_for
from evidence import blobs
from evidence.actions import sealing
from evidence.admitting import refuse_file, refuse_period, refuse_title
from evidence.blobs import Blob
from evidence.ledger import leaves
from evidence.models import Item, ItemKind, ItemUse, Request
from frameworks import periods
from frameworks.compiled import shipped
from frameworks.errors import Refused

SOURCE = "upload"

Used = TypeVar("Used")


@dataclass(frozen=True)
class Given:
    """One thing that somebody hands over.

    `observed_from`..`observed_until`: the days it speaks for, both inclusive, in the system's time zone. `name` is what
    a refusal calls it, where several come together. `source`: who says so, a code, as in the leaf.
    """

    content: BinaryIO
    title: str
    media_type: str
    observed_from: datetime.date
    observed_until: datetime.date
    kind: ItemKind = ItemKind.UPLOADED
    source: str = SOURCE
    replaces: Item | None = None
    name: str = ""


@dataclass(frozen=True)
class _Kept:
    """Bytes that are durable, with what the ledger will say of them."""

    given: Given
    blob: Blob
    nonce: bytes
    commitment: str


def upload(
    *,
    duty: Duty,
    content: BinaryIO,
    title: str,
    media_type: str,
    observed_from: datetime.date,
    observed_until: datetime.date,
    actor: User,
    now: datetime.datetime,
    replaces: Item | None = None,
) -> ItemUse:
    """Seal the file and offer it for the duty.

    It is valid for one cadence of the duty's control after the last day it speaks for. Refused, and nothing kept, when
    the file is empty, too large, not what it says it is, holds card data, or is handed in by somebody who does not own
    the duty. `replaces`: an earlier version, handed in for the same duty.
    """
    refuse_the_wrong_person(duty, actor, now)
    if replaces is not None and not replaces.uses.filter(duty=duty).exists():
        raise Refused("What a new version replaces was handed in for the same duty: choose from the list.")
    given = Given(content, title, media_type, observed_from, observed_until, replaces=replaces)
    (use,) = take_in(given=[given], duty=duty, actor=actor, now=now)
    return use


def take_in(
    *,
    given: Sequence[Given],
    actor: User,
    now: datetime.datetime,
    duty: Duty | None = None,
    request: Request | None = None,
    admit: Callable[[], object] = lambda: None,
) -> list[ItemUse]:
    """All of it or none, offered for the duty, the request or both; only verbs call it, which have judged who hands in.

    `admit` is asked again in the transaction that writes: what the verb has to hold on to while it does.
    """
    within = request or duty
    if within is None:
        raise ValueError("What is offered for nothing is kept by `keep`.")
    kept = _kept(given, within.system, now)
    with transaction.atomic():
        admit()
        items = [_item(each, within.system, duty, actor, now) for each in kept]
        uses = [offer(item=item, duty=duty, request=request, actor=actor, now=now) for item in items]
        sealing.append([_leaf(each, item, now) for each, item in zip(kept, items, strict=True)], now)
    return uses


def keep(*, given: Given, system: System, actor: User, now: datetime.datetime, use: Callable[[Item], Used]) -> Used:
    """The same for what is offered for no duty and no request: nobody reviews it.

    `use` writes the row that it is kept for, and the journal's entry of it, in the same transaction.
    """
    (kept,) = _kept([given], system, now)
    with transaction.atomic():
        item = _item(kept, system, None, actor, now)
        used = use(item)
        sealing.append([_leaf(kept, item, now)], now)
    return used


def offer(*, item: Item, duty: Duty | None, request: Request | None, actor: User, now: datetime.datetime) -> ItemUse:
    """A use of a sealed item, which waits for a review of its own. In the caller's transaction."""
    use = ItemUse.objects.create(
        system=item.system,
        item=item,
        duty=duty,
        request=request,
        needs_two=bool(request and request.needs_two) or bool(duty and duty.needs_two),
        submitted_by=actor,
        submitted_at=now,
    )
    journal.record(
        verb="evidence.submitted",
        subject=use,
        system=item.system,
        actor=actor,
        now=now,
        after={
            "item": str(item.pk),
            "duty": str(duty.pk) if duty else None,
            "request": str(request.pk) if request else None,
            "replaces": str(item.replaces_id) if item.replaces_id else None,
        },
    )
    return use


def take_in_once(*, duty: Duty, kind: ItemKind, source: str, actor: User, now: Any, **said: Any) -> ItemUse | None:
    """One thing for a duty; None when somebody else was quicker: the database keeps one record of a kind and source
    per system."""
    try:
        (use,) = take_in(given=[Given(kind=kind, source=source, **said)], duty=duty, actor=actor, now=now)
    except IntegrityError:
        if not Item.objects.filter(system=duty.system_id, kind=kind, source=source).exists():
            raise
        return None
    return use


def refuse_the_wrong_person(duty: Duty, actor: User, now: datetime.datetime) -> None:
    if duty.ended_on is not None:
        raise Refused("This duty has ended: there is nothing to prove for it any more.")
    if not answers_for(actor, duty, duty.system.day_of(now)):
        raise Refused("Only the owner of this duty or a compliance officer hands in evidence for it.")


def _kept(given: Sequence[Given], system: System, now: datetime.datetime) -> list[_Kept]:
    """Each judged before the first is kept, then each durable before any row names it."""
    clean = [replace(each, title=each.title.strip()) for each in given]
    for each in clean:
        try:
            refuse_title(each.title)
            refuse_period(each.observed_from, each.observed_until, system.day_of(now))
            refuse_file(each.content, each.media_type)
        except Refused as refusal:
            if len(clean) == 1:
                raise
            raise Refused(f"{each.name or each.title}: {refusal} Nothing of this was taken in.") from None
    return [_blob(each) for each in clean]


def _blob(given: Given) -> _Kept:
    blob = blobs.put(given.content)
    nonce = secrets.token_bytes(leaves.NONCE_BYTES)
    with blobs.open_blob(blob.digest) as sealed:
        return _Kept(given, blob, nonce, leaves.commitment(nonce, sealed))


def _item(kept: _Kept, system: System, duty: Duty | None, actor: User, now: datetime.datetime) -> Item:
    given = kept.given
    started, ended = system.instants_of(given.observed_from, given.observed_until)
    return Item.objects.create(
        system=system,
        kind=given.kind,
        title=given.title,
        media_type=given.media_type,
        size=kept.blob.size,
        digest=kept.blob.digest,
        nonce=kept.nonce,
        source=given.source,
        observed_from=started,
        observed_until=ended,
        collected_at=now,
        received_at=now,
        valid_until=periods.after(ended, shipped().controls[duty.control.key].cadence) if duty else None,
        submitted_by=actor,
        replaces=given.replaces,
    )


def _leaf(kept: _Kept, item: Item, now: datetime.datetime) -> leaves.ItemUploaded:
    return leaves.ItemUploaded(
        at=now,
        item=item.pk,
        system=item.system_id,
        source=item.source,
        observed_from=kept.given.observed_from,
        observed_until=kept.given.observed_until,
        collected_at=now,
        received_at=now,
        media_type=item.media_type,
        size=item.size,
        commitment=kept.commitment,
    )
