"""Make a pack: freeze its instants, seal what it shows, render its report once, and write the zip."""

import datetime
import logging
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.models import Engagement, User
from evidence import blobs
from evidence.actions import sealing
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind, TryLater
from evidence.ledger import leaves
from evidence.models import Job, JobState, LedgerHead, Pack
from evidence.packing.archive import PackFile
from evidence.packing.layout import Output, PackSeal, write_pack
from evidence.packs.choices import EVERYTHING, Choices, journalled, vetted
from evidence.packs.files import name_of, pack_files, written_files
from evidence.packs.packed import Packed
from evidence.reporting.signing import NotSigned
from evidence.signing import signer_of
from evidence.wording import NOT_SIGNED
from frameworks.errors import Refused
from frameworks.models import CatalogueRelease, Edition

PACK = "pack"
log = logging.getLogger(__name__)


@transaction.atomic
def request_pack(
    *,
    engagement: Engagement,
    edition: Edition,
    actor: User,
    now: datetime.datetime,
    choices: Choices = EVERYTHING,
) -> Pack:
    """Ask for a pack of what the engagement asks of one edition, as everything is known at `now`. A job builds it.

    What is chosen is frozen in the pack's row. Refused for a choice that leaves nothing, and for an item that is left
    out while the same bytes would go in as another one.
    """
    if edition not in engagement.editions.all():
        raise Refused(f"This audit does not examine {edition.name}: choose one that it examines.")
    release = CatalogueRelease.objects.latest("loaded_at")
    choices = vetted(choices, release.catalogue().edition(edition.key))
    pack = Pack(
        system=engagement.system,
        engagement=engagement,
        edition=edition,
        catalogue=release,
        requested_by=actor,
        as_of=now,
        refs=list(choices.refs),
        redacted=choices.names_nobody(edition.framework.key),
        left_out=[each.kept() for each in choices.without],
    )
    _refuse_empty(pack)
    sealing.signer()
    pack.save(force_insert=True)
    works = {str(pack.pk): {"pack": str(pack.pk)}}
    (pack.job,) = engine.publish(kind=PACK, works=works, system=engagement.system, now=now)
    pack.save(update_fields=["job"])
    journal.record(
        verb="pack.requested",
        subject=pack,
        system=engagement.system,
        actor=actor,
        now=now,
        after={
            "engagement": str(engagement.pk),
            "edition": edition.key,
            "catalogue": release.digest,
            **journalled(choices, pack.redacted),
        },
    )
    return pack


def _refuse_empty(pack: Pack) -> None:
    engagement, scope = pack.engagement, Packed(pack).scope().filter(erased_at=None)
    left_out = set(Packed(pack).reasons)
    out = {item.pk: item.digest for item in scope.filter(pk__in=left_out)}
    if unknown := left_out - out.keys():
        raise Refused(f"The pack would not hold {', '.join(map(str, sorted(unknown)))}: leave out items that it shows.")
    shown = scope.exclude(pk__in=left_out)
    if not shown.exists():
        raise Refused(
            f"There is no evidence of {engagement.period_start} to {engagement.period_end} for this yet: "
            "collect or hand in some first."
        )
    if twin := shown.filter(digest__in=out.values()).first():
        raise Refused(f"The bytes that you leave out are those of {twin.pk} too: leave out that one as well.")


def work_pack(held: Claim) -> None:
    """Build the pack that the job names. Each step that was finished before a restart is kept."""
    pack = Pack.objects.select_related(
        "system", "edition__framework", "engagement", "engagement__system", "catalogue", "checkpoint"
    ).get(pk=held.job.args["pack"])
    if pack.checkpoint is None:
        seal_choice(pack, held)
    packed = Packed(pack)
    if not pack.written:
        try:
            pack.written = {file.path: keep(file, pack) for file in written_files(packed)}
        except NotSigned as failure:
            log.warning("The report of pack %s is not signed: %s", pack.pk, failure)
            raise TryLater(NOT_SIGNED) from failure
        pack.bytes_to_pack = sum(size for _, size in pack.written.values()) + sum(
            {item.digest: item.size for item in packed.items}.values()
        )
        with transaction.atomic():
            engine.hold(held, timezone.now())
            pack.save(update_fields=["written", "bytes_to_pack"])
    with blobs.writing(str(pack.pk)) as (target, half):
        seal = build(packed, Told(target, held))
        blob = blobs.keep(half, target, seal.sha256, seal.size)
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now)
        pack.digest, pack.size, pack.sealed_at = blob.digest, blob.size, now
        pack.save(update_fields=["digest", "size", "sealed_at"])
        journal.record(
            verb="pack.sealed",
            subject=pack,
            system=pack.system,
            actor=None,
            now=now,
            after={"sha256": blob.digest, "size": blob.size},
        )


class Told:
    """Where a pack's bytes go while its row says how far they are; a worker that lost its lease tells nothing."""

    EACH = 2.0  # seconds

    def __init__(self, target: Output, held: Claim) -> None:
        self._target, self._held = target, held
        self._bytes, self._told = 0, time.monotonic()

    def write(self, data: bytes) -> None:
        self._target.write(data)
        self._bytes += len(data)
        if time.monotonic() - self._told >= self.EACH:
            mine = Job.objects.held(self._held.job.pk, self._held.epoch)
            Pack.objects.filter(job__in=mine).update(packed_bytes=self._bytes)
            self._told = time.monotonic()


def keep(file: PackFile, pack: Pack) -> list[Any]:
    """The file among the blobs: its digest and size."""
    with file.open() as source:
        blob = blobs.put(source, str(pack.pk))
    return [blob.digest, blob.size]


def seal_choice(pack: Pack, held: Claim) -> None:
    """Count what the pack shows into the ledger and sign the head: from here on its content is fixed.

    It is chosen under the ledger's lock: whatever comes into sight later has a leaf behind the pack's own.
    """
    now = timezone.now()
    with transaction.atomic():
        engine.hold(held, now)
        sealing.seal_journal(now)
        head = LedgerHead.objects.select_for_update().get(id=1)
        packed = Packed(pack)
        leaf = leaves.Pack(
            at=now,
            pack=pack.pk,
            system=pack.system_id,
            engagement=pack.engagement_id,
            tree_size=head.size,
            items=len(packed.items),
            runs=len(packed.runs),
            catalogue=pack.catalogue.digest,
        )
        sealing.append([leaf], now)
        pack.checkpoint = sealing.make_checkpoint("pack", now)
        pack.key_name = str(sealing.signer().verifier)
        pack.save(update_fields=["checkpoint", "key_name"])


def build(packed: Packed, out: Output) -> PackSeal:
    """Write the pack's bytes from its frozen row: the same row gives the same bytes."""
    pack = packed.pack
    info = {
        "Source-Organization": "Demarc",
        "External-Identifier": str(pack.pk),
        "External-Description": f"Evidence pack: {pack.edition.framework.key}",
        "Bagging-Date": pack.as_of.date().isoformat(),
    }
    return write_pack(
        out, name=name_of(pack), pack=str(pack.pk), files=pack_files(packed), signer=signer_of(pack.key_name), info=info
    )


def give_up_pack(job: Job, reason: str, now: datetime.datetime) -> None:
    """The job's state says that the pack was not built, and why; nothing half-written is left."""
    blobs.clear(job.args["pack"])
    pack = Pack.objects.select_related("system").get(pk=job.args["pack"])
    journal.record(verb="pack.failed", subject=pack, system=pack.system, actor=None, now=now, after={"reason": reason})


PACK_KIND = Kind(work=work_pack, give_up=give_up_pack)
