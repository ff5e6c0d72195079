"""Erase what need not be kept any more: the bytes go, the row stays, the ledger says so. Never by itself.

In the transaction: the system's row is locked (holds are placed under the same lock), what stands against it is read,
rows, journal and leaves are written. After it: the bytes, where no other row names them. Whoever dies in between leaves
bytes that the next erasure removes (`finish_erasing`).
"""

import datetime
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Assessment, System, User
from compliance.permissions import is_officer
from evidence import blobs
from evidence.actions import sealing
from evidence.ledger import leaves
from evidence.models import Erasable, ErasedFor, Item, ItemKind, Pack, Report, Sample, TrainingAttempt
from evidence.retention.keeping import retention_of
from evidence.retention.purging import kept_of, kept_packs, obstacles
from frameworks.errors import Refused

ERASABLE: Final[tuple[Any, ...]] = (Item, Pack, Report)
"""Each an `Erasable` with a `system` and a `digest`."""
WRITING: Final = datetime.timedelta(minutes=10)
"""For how long after bytes were put the row that names them may still be on its way."""


def erase(
    *, system: System, records: Sequence[Erasable], because: ErasedFor, actor: User, now: datetime.datetime
) -> int:
    """Erase these items, packs and reports of `system`: all of them, or none. Returns how many.

    Refused for whoever is no compliance officer there, and for what has to stay: what that is, says the first record
    that has to. Items have their leaf `item.erased`; what rested on them counts no longer.
    """
    if not is_officer(actor, system, system.day_of(now)):
        raise Refused("Only a compliance officer of the system erases what it keeps.")
    if any(blobs.put_since(digest, now - WRITING) for record in records for digest in _digests(record)):
        raise Refused("Some of it was handed in or made only minutes ago: erase it later.")
    _refuse_what_is_locked(system, records)
    sealing.signer()
    packs = {pack.pk for pack in _built_packs(system)}
    with transaction.atomic():
        lock(system)
        rows = [row for model in ERASABLE for row in _locked(model, system, records)]
        if len(rows) < len(records):
            raise Refused("Some of it was erased already: look at the list again.")
        _refuse_what_stays(system, rows, because, now)
        for row in rows:
            _mark(row, because, actor, now)
        items = [row for row in rows if isinstance(row, Item)]
        _forget_what_rests_on(items, now)
        for row in rows:
            _journal(row, system, because, actor, now)
        if items:
            erased = [leaves.ItemErased(at=now, item=row.pk, system=system.pk, reason=because.value) for row in items]
            sealing.append(erased, now)
            # Under the ledger's lock: a pack chose its items before this, or will see that these are gone.
            if {pack.pk for pack in _built_packs(system)} - packs:
                raise Refused("A pack was made meanwhile: look at the list again.")
        transaction.on_commit(partial(finish_erasing, now))
    return len(rows)


def finish_erasing(now: datetime.datetime) -> int:
    """Remove the bytes of what was erased, where no other row names them. Returns how many rows are done with."""
    done = 0
    for model in ERASABLE:
        for row in model._default_manager.exclude(erased_at=None).exclude(digest=""):
            if all(_is_named(digest) or blobs.erase(digest, now - WRITING) for digest in _digests(row)):
                row.digest = ""
                if isinstance(row, Pack):
                    row.written = {}
                row.save(update_fields=["digest", "written"] if isinstance(row, Pack) else ["digest"])
                done += 1
    return done


def _locked(model: Any, system: System, records: Sequence[Erasable]) -> Iterable[Erasable]:
    ids = [record.pk for record in records if isinstance(record, model)]
    rows: Any = model._default_manager.filter(pk__in=ids, system=system, erased_at=None)
    yield from rows.select_for_update(of=("self",)).select_related("system").order_by("pk")


def _built_packs(system: System) -> list[Pack]:
    packs = kept_packs(system)
    if any(pack.sealed_at is None for pack in packs):
        raise Refused("A pack is being built: erase when it is done.")
    return packs


def _refuse_what_stays(system: System, rows: Sequence[Erasable], because: ErasedFor, now: datetime.datetime) -> None:
    retention = retention_of(system, now)
    against = obstacles(retention, rows, kept_of(retention, rows), because, now)
    for row in rows:
        if row.pk in against:
            raise Refused(f"“{row}” stays. {against[row.pk]}")


def _refuse_what_is_locked(system: System, records: Sequence[Erasable]) -> None:
    """The storage keeps some bytes until a day (Object Lock), whoever asks: nothing is marked as gone that is not."""
    for record in records:
        locks = [until for digest in _digests(record) if (until := blobs.locked_until(digest))]
        if locks:
            day = system.day_of(max(locks))
            raise Refused(f"“{record}” cannot be erased yet: the storage keeps its bytes locked until {day}.")


def _mark(row: Erasable, because: ErasedFor, actor: User, now: datetime.datetime) -> None:
    row.erased_at, row.erased_by, row.erased_for = now, actor, because
    changed = ["erased_at", "erased_by", "erased_for"]
    if isinstance(row, Item):
        row.nonce = b""
        if because == ErasedFor.DATA_SUBJECT:
            row.title = str(row.pk)  # a title is free text, and may name the person
        changed += ["nonce", "title"]
    row.save(update_fields=changed)


def _forget_what_rests_on(items: Sequence[Item], now: datetime.datetime) -> None:
    """No answer counts whose evidence is gone; no row of a file is kept in a sample, and no quiz in words once its last
    record is gone. Of a sample the positions stay: by its seed anybody draws them again."""
    Assessment.objects.known().filter(ref__in=[item.pk for item in items]).update(superseded_at=now)
    for sample in Sample.objects.filter(population__item__in=items).select_for_update(of=("self",)):
        sample.rows = [[position, ""] for position, _ in sample.rows]
        sample.save(update_fields=["rows"])
    for item in items:
        if item.kind == ItemKind.TRAINING and not Item.objects.filter(source=item.source, erased_at=None).exists():
            attempt = UUID(item.source.partition(".")[2])
            TrainingAttempt.objects.filter(pk=attempt).update(record="{}", answers={})


def _journal(row: Erasable, system: System, because: ErasedFor, actor: User, now: datetime.datetime) -> None:
    journal.record(
        verb=f"{row._meta.model_name}.erased",
        subject=row,
        system=system,
        actor=actor,
        now=now,
        after={"because": str(because)},
    )


def _digests(row: Any) -> list[str]:
    """Of all bytes that the row names."""
    written = [digest for digest, _ in row.written.values()] if isinstance(row, Pack) else []
    return [digest for digest in (row.digest, *written) if digest]


def _is_named(digest: str) -> bool:
    """Whether a row that was not erased names these bytes: every table of this floor that does has a `digest`."""
    for model in apps.get_app_config("evidence").get_models():
        if any(field.name == "digest" for field in model._meta.concrete_fields):
            rows = model._default_manager.filter(digest=digest)
            if (rows.filter(erased_at=None) if issubclass(model, Erasable) else rows).exists():
                return True
    written = Pack.objects.filter(erased_at=None).annotate(files=Cast("written", models.TextField()))
    return written.filter(files__contains=digest).exists()
