"""A little evidence for Harbour, by the real verbs and without AWS: a policy handed in, a run that is open, a pack."""

import io
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from evidence import blobs
from evidence.actions.collecting import start_run
from evidence.actions.connecting import connect
from evidence.actions.packing import request_pack
from evidence.actions.reporting import request_report
from evidence.actions.training import begin
from evidence.actions.uploading import upload
from evidence.ledger.keys import create_key
from evidence.models import Connection, Item, ItemUse, Pack, Report, Run
from evidence.packs.choices import EVERYTHING, Choices
from frameworks.models import Edition
from tests.factories import Harbour
from tests.pdfs import one_page

POLICY = one_page("How we analyse the risks to patient records.")
FEW = Choices(refs=("164.308(a)(1)",))
"""For packs that are built to ask something else than what all is in them: a report of few pages is set at once."""


@dataclass(frozen=True)
class Exhibits:
    item: Item
    use: ItemUse
    run: Run
    pack: Pack
    report: Report


def exhibits_of(harbour: Harbour) -> Exhibits:
    """Nora's policy waits for Rita's review; the run's cells wait for a worker, as do the pack and the report.

    Olive has begun the quiz.
    """
    has_a_signing_key()
    use = hand_in(harbour)
    begin(person=harbour.cast.olive, now=harbour.now)
    return Exhibits(use.item, use, run_of(harbour), pack_of(harbour), report_of(harbour))


def has_a_signing_key() -> None:
    if not settings.SIGNING_KEY_FILE.exists():
        create_key(settings.SIGNING_KEY_FILE)


def hand_in(harbour: Harbour, title: str = "Risk analysis 2026") -> ItemUse:
    has_a_signing_key()
    return upload(
        duty=harbour.duty("risk-analysis"),
        content=io.BytesIO(POLICY),
        title=title,
        media_type="application/pdf",
        observed_from=harbour.engagement.period_start,
        observed_until=harbour.on,
        actor=harbour.cast.nora,
        now=timezone.now(),
    )


def connected(harbour: Harbour) -> None:
    """As if onboarding had proven the roles: nothing in these stories goes to AWS."""
    has_a_signing_key()
    for account in harbour.accounts:
        connect(account=account, actor=harbour.cast.olive, now=harbour.now)
    Connection.objects.filter(system=harbour.system).update(proven_at=harbour.now)


def run_of(harbour: Harbour) -> Run:
    connected(harbour)
    return start_run(system=harbour.system, actor=harbour.cast.olive, now=timezone.now(), only=["kms"])


def pack_of(harbour: Harbour, choices: Choices = EVERYTHING) -> Pack:
    return request_pack(
        engagement=harbour.engagement,
        edition=harbour.engagement.editions.get(),
        actor=harbour.cast.olive,
        now=timezone.now(),
        choices=choices,
    )


def report_of(harbour: Harbour) -> Report:
    return request_report(
        system=harbour.system,
        kind="matrix",
        edition=Edition.objects.by_key("hipaa"),
        on=harbour.on,
        actor=harbour.cast.olive,
        now=timezone.now(),
    )


def as_if_made(report: Report, content: bytes = b"%PDF-1.7 stands for a report") -> Report:
    blob = blobs.put(content)
    report.digest, report.size, report.made_at = blob.digest, blob.size, timezone.now()
    report.save(update_fields=["digest", "size", "made_at"])
    return report


def as_if_sealed(pack: Pack, content: bytes = b"PK\x03\x04 stands for a pack") -> Pack:
    """Bytes for a pack whose making is told elsewhere: these stories are about who may take it away."""
    blob = blobs.put(content)
    pack.digest, pack.size, pack.sealed_at = blob.digest, blob.size, timezone.now()
    pack.save(update_fields=["digest", "size", "sealed_at"])
    return pack
