"""Take in what a person hands over for a duty: whole, readable, sealed, and offered for review."""

import codecs
import datetime
import io
import secrets
import zoneinfo
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from compliance import journal
from compliance.models import Duty, User
from compliance.permissions import answers_for
from evidence import blobs
from evidence.actions import sealing
from evidence.ledger import leaves
from evidence.models import Item, ItemKind, ItemUse
from evidence.scanning import refuse_card_data, refuse_card_data_in_text
from frameworks import periods
from frameworks.compiled import shipped
from frameworks.errors import Refused

SOURCE = "upload"
LONGEST_TITLE = 200
UNPACKS_TO = 4  # times the size that is taken in: an honest office file stays far below
LONGEST_PERIOD = datetime.timedelta(days=3660)

BEGINNINGS = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "text/plain": (),
    "text/csv": (),
    "application/json": (),
}
"""The media types taken in, each with the bytes that its files begin with; none named = UTF-8 text."""


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
) -> ItemUse:
    """Seal the file and offer it for the duty.

    `observed_from`..`observed_until`: the days it speaks for, both inclusive, in the system's time zone. It is valid
    for one cadence of the duty's control after the last of them. Refused, and nothing kept, when the file is empty, too
    large, not what it says it is, holds card data, or is handed in by somebody who does not own the duty.
    """
    refuse_the_wrong_person(duty, actor, now)
    return take_in(
        duty=duty,
        content=content,
        title=title,
        media_type=media_type,
        observed_from=observed_from,
        observed_until=observed_until,
        kind=ItemKind.UPLOADED,
        source=SOURCE,
        actor=actor,
        now=now,
    )


def take_in(
    *,
    duty: Duty,
    content: BinaryIO,
    title: str,
    media_type: str,
    observed_from: datetime.date,
    observed_until: datetime.date,
    kind: ItemKind,
    source: str,
    actor: User,
    now: datetime.datetime,
) -> ItemUse:
    """The same for a verb that has judged who hands in; only verbs call it. `source`: a code, as in the leaf."""
    title = title.strip()
    refuse_title(title)
    refuse_period(observed_from, observed_until, duty.system.day_of(now))
    refuse_too_large(content)
    refuse_unreadable(content, media_type)
    refuse_card_data(content, media_type, limit=UNPACKS_TO * settings.UPLOAD_LIMIT_BYTES)
    blob = blobs.put(content)
    nonce = secrets.token_bytes(leaves.NONCE_BYTES)
    with blobs.open_blob(blob.digest) as sealed:
        commitment = leaves.commitment(nonce, sealed)
    started, ended = _instants(duty, observed_from, observed_until)
    control = shipped().controls[duty.control.key]
    with transaction.atomic():
        item = Item.objects.create(
            system=duty.system,
            kind=kind,
            title=title,
            media_type=media_type,
            size=blob.size,
            digest=blob.digest,
            nonce=nonce,
            source=source,
            observed_from=started,
            observed_until=ended,
            collected_at=now,
            received_at=now,
            valid_until=periods.after(ended, control.cadence),
            submitted_by=actor,
        )
        use = ItemUse.objects.create(system=duty.system, item=item, duty=duty, submitted_by=actor, submitted_at=now)
        journal.record(
            verb="evidence.submitted",
            subject=use,
            system=duty.system,
            actor=actor,
            now=now,
            after={"item": str(item.pk), "duty": str(duty.pk)},
        )
        leaf = leaves.ItemUploaded(
            at=now,
            item=item.pk,
            system=duty.system_id,
            source=source,
            observed_from=observed_from,
            observed_until=observed_until,
            collected_at=now,
            received_at=now,
            media_type=media_type,
            size=blob.size,
            commitment=commitment,
        )
        sealing.append([leaf], now)
    return use


def take_in_once(*, duty: Duty, kind: ItemKind, source: str, **said: Any) -> ItemUse | None:
    """`take_in`; None when somebody else was quicker: the database keeps one record of a kind and source per system."""
    try:
        return take_in(duty=duty, kind=kind, source=source, **said)
    except IntegrityError:
        if not Item.objects.filter(system=duty.system_id, kind=kind, source=source).exists():
            raise
        return None


def refuse_the_wrong_person(duty: Duty, actor: User, now: datetime.datetime) -> None:
    if duty.ended_on is not None:
        raise Refused("This duty has ended: there is nothing to prove for it any more.")
    if not answers_for(actor, duty, duty.system.day_of(now)):
        raise Refused("Only the owner of this duty or a compliance officer hands in evidence for it.")


def refuse_title(title: str) -> None:
    if not title:
        raise Refused("Give the evidence a title: it is what the auditor reads first.")
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise Refused(f"The title has to be one line of at most {LONGEST_TITLE} characters: shorten it.")
    refuse_card_data_in_text(title, "The title")


def refuse_period(first: datetime.date, last: datetime.date, today: datetime.date) -> None:
    if last < first:
        raise Refused(f"The period ends on {last}, before it starts on {first}.")
    if last > today:
        raise Refused(f"The period ends on {last}, in the future: evidence speaks for days that have been.")
    if last - first > LONGEST_PERIOD:
        raise Refused(f"The period starts on {first}, more than ten years before it ends: name the days it speaks for.")


def refuse_too_large(content: BinaryIO) -> None:
    if content.seek(0, io.SEEK_END) > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        raise Refused(f"The file is larger than {limit} MiB: split it, or hand in the part that is evidence.")


def refuse_unreadable(content: BinaryIO, media_type: str) -> None:
    """Refused unless the bytes are what `media_type` says. Leaves the file at its beginning."""
    beginnings = BEGINNINGS.get(media_type)
    if beginnings is None:
        raise Refused(
            f"A file of type {media_type or 'unknown'} is not taken in: "
            "hand in a PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON or text file."
        )
    content.seek(0)
    head = content.read(4096)
    content.seek(0)
    if not head.strip():
        raise Refused("The file is empty: choose the file again and check that it opens on your own machine.")
    if beginnings and not head.startswith(beginnings):
        raise Refused(f"The file is not readable as {media_type}: open it, save it again in that format, and retry.")
    if not beginnings and not is_text(head):
        raise Refused(f"The file is not readable as {media_type}: it is no UTF-8 text. Save it as UTF-8, and retry.")


def is_text(head: bytes) -> bool:
    """Whether the bytes begin a UTF-8 text; the last character may be cut."""
    try:
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False


def _instants(duty: Duty, first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """The first instant of the first day and the last second of the last day, where the system lives."""
    zone = zoneinfo.ZoneInfo(duty.system.time_zone)
    started = datetime.datetime.combine(first, datetime.time.min, zone)
    ended = datetime.datetime.combine(last, datetime.time(23, 59, 59), zone)
    return started.astimezone(datetime.UTC), ended.astimezone(datetime.UTC)
