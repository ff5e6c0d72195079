"""Harbour with evidence, ready to be packed: collected, handed in, reviewed, and one cell out of reach."""

import io

import pytest
from django.conf import settings
from django.utils import timezone

from evidence.actions.collecting import start_run
from evidence.actions.connecting import connect
from evidence.actions.looking import CELL_KIND
from evidence.actions.packing import request_pack, seal_choice
from evidence.actions.reviewing import accept
from evidence.actions.uploading import upload
from evidence.collecting.contract import ErrorReason
from evidence.jobs import engine
from evidence.ledger.keys import create_key
from evidence.models import Connection, JobState, Pack
from evidence.packs.packed import Packed
from tests.evidence.cells import enter, session_of
from tests.evidence.estates import s3
from tests.factories import ANALYTICS, PRODUCTION, Harbour
from tests.pdfs import one_page

POLICY = one_page("Risk analysis of the patient records, read and signed.")
OUT_OF_REACH = f"{ANALYTICS}/us-east-1/kms"


def pack_of(harbour: Harbour) -> Packed:
    """Its choice is made and its checkpoint signed; the report is still to be set. Needs the `aws` fixture."""
    if not settings.SIGNING_KEY_FILE.exists():
        create_key(settings.SIGNING_KEY_FILE)
    _fill_the_estate()
    for account in harbour.accounts:
        connect(account=account, actor=harbour.cast.olive, now=timezone.now())
    # moto grants every AssumeRole, so that no refusal can be proven here; the demonstration's estate proves it.
    Connection.objects.update(proven_at=timezone.now())
    _collect(harbour)
    _hand_in(harbour)
    pack = request_pack(
        engagement=harbour.engagement,
        edition=harbour.engagement.editions.get(),
        actor=harbour.cast.olive,
        now=timezone.now(),
    )
    assert pack.job is not None
    held = engine.claim(pack.job.pk, timezone.now())
    assert held is not None
    seal_choice(pack, held)
    return Packed(Pack.objects.get(pk=pack.pk))


def _fill_the_estate() -> None:
    from evidence.collecting.shipped import collectors  # noqa: PLC0415 - the catalogue must be there

    s3.bad(session_of(enter(collectors()["s3"], PRODUCTION)))
    s3.good(session_of(enter(collectors()["s3"], ANALYTICS)))


def _collect(harbour: Harbour) -> None:
    run = start_run(system=harbour.system, actor=harbour.cast.olive, now=timezone.now())
    for job in run.jobs.order_by("id"):
        held = engine.claim(job.pk, timezone.now())
        assert held is not None
        if job.key.endswith(OUT_OF_REACH):
            engine.finish(held, JobState.GAP, timezone.now(), ErrorReason.ACCESS_DENIED.value)
            CELL_KIND.give_up(held.job, ErrorReason.ACCESS_DENIED.value, timezone.now())
        else:
            CELL_KIND.work(held)
        CELL_KIND.after(held.job, timezone.now())


def _hand_in(harbour: Harbour) -> None:
    cast, first = harbour.cast, harbour.engagement.period_start
    for title, actor in (("Risk analysis 2026", cast.nora), ("Risk analysis 2026, annex", cast.nora)):
        use = upload(
            duty=harbour.duty("risk-analysis"),
            content=io.BytesIO(POLICY + title.encode()),
            title=title,
            media_type="application/pdf",
            observed_from=first,
            observed_until=harbour.on,
            actor=actor,
            now=timezone.now(),
        )
        if title.endswith("2026"):
            accept(use=use, actor=cast.rita, comment="", now=timezone.now())


@pytest.fixture
def packed_harbour(harbour: Harbour, aws: str) -> Packed:
    return pack_of(harbour)
