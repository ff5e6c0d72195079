"""Make a pack: freeze its instants, seal what it shows, render its report once, and write the zip."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.models import Engagement, User
from evidence import blobs
from evidence.actions import sealing
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind
from evidence.ledger import leaves
from evidence.models import Item, Job, JobState, LedgerHead, Pack
from evidence.pack_files import name_of, pack_files, written_files
from evidence.packed import Packed
from evidence.packing.archive import PackFile
from evidence.packing.layout import Output, PackSeal, write_pack
from frameworks.errors import Refused
from frameworks.models import CatalogueRelease, Edition

PACK = "pack"


@transaction.atomic
def request_pack(*, engagement: Engagement, edition: Edition, actor: User, now: datetime.datetime) -> Pack:
    """Ask for a pack of what the engagement asks of one edition, as everything is known at `now`. A job builds it."""
    if edition not in engagement.editions.all():
        raise Refused(f"This audit does not examine {edition.name}: choose one that it examines.")
    if not Item.objects.for_engagement(engagement, edition).filter(erased_at=None).exists():
        raise Refused(
            f"There is no evidence of {engagement.period_start} to {engagement.period_end} yet: "
            "collect or hand in some first."
        )
    sealing.signer()
    release = CatalogueRelease.objects.latest("loaded_at")
    pack = Pack.objects.create(
        system=engagement.system,
        engagement=engagement,
        edition=edition,
        catalogue=release,
        requested_by=actor,
        as_of=now,
    )
    works = {str(pack.pk): {"pack": str(pack.pk)}}
    (pack.job,) = engine.publish(kind=PACK, works=works, system=engagement.system, now=now)
    pack.save(update_fields=["job"])
    journal.record(
        verb="pack.requested",
        subject=pack,
        system=engagement.system,
        actor=actor,
        now=now,
        after={"engagement": str(engagement.pk), "edition": edition.key, "catalogue": release.digest},
    )
    return pack


def work_pack(held: Claim) -> None:
    """Build the pack that the job names. Each step that was finished before a restart is kept."""
    pack = Pack.objects.select_related(
        "system", "edition__framework", "engagement", "engagement__system", "catalogue", "checkpoint"
    ).get(pk=held.job.args["pack"])
    if pack.checkpoint is None:
        seal_choice(pack, held)
    packed = Packed(pack)
    if not pack.written:
        pack.written = {file.path: keep(file) for file in written_files(packed)}
        with transaction.atomic():
            engine.hold(held, timezone.now())
            pack.save(update_fields=["written"])
    with blobs.writing() as (target, half):
        seal = build(packed, target)
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


def keep(file: PackFile) -> list[Any]:
    """The file among the blobs: its digest and size."""
    with file.open() as source:
        blob = blobs.put(source)
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
        out, name=name_of(pack), pack=str(pack.pk), files=pack_files(packed), signer=sealing.signer(), info=info
    )


def give_up_pack(job: Job, reason: str, now: datetime.datetime) -> None:
    """The job's state says that the pack was not built, and why; nothing half-written is left."""
    pack = Pack.objects.select_related("system").get(pk=job.args["pack"])
    journal.record(verb="pack.failed", subject=pack, system=pack.system, actor=None, now=now, after={"reason": reason})


PACK_KIND = Kind(work=work_pack, give_up=give_up_pack)
