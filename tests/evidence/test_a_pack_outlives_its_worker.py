"""A worker is killed (-9) while it builds a pack: does the next one finish that very pack, and is nothing left over?"""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from evidence import blobs
from evidence.actions import sealing
from evidence.jobs import engine
from evidence.models import JobState, LedgerEntry, Pack
from evidence.packing import verify
from tests.evidence.exhibits import hand_in, pack_of
from tests.evidence.workers import Worker, a_worker, wait_until
from tests.factories import Harbour

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.django_db(transaction=True)]


def sweep() -> None:
    engine.ring_again(timezone.now())


def half_written(pack: Pack) -> list[Path]:
    return list(Path(settings.BLOB_DIR).glob(f".half-{pack.pk}-*"))


def test_the_next_worker_finishes_the_same_pack_and_clears_what_was_left(harbour: Harbour, tmp_path: Path) -> None:
    hand_in(harbour)
    pack, worker = pack_of(harbour), Worker(threads=1)
    try:
        assert wait_until(
            lambda: Pack.objects.exclude(checkpoint=None).filter(pk=pack.pk).exists(), seconds=300, meanwhile=sweep
        )
    finally:
        worker.kill()
    chosen = Pack.objects.get(pk=pack.pk)
    assert chosen.sealed_at is None, "it was built before the blow fell"
    (Path(settings.BLOB_DIR) / f".half-{pack.pk}-0011").write_bytes(
        b"PK as a worker leaves it that is killed while writing"
    )

    with a_worker(threads=1):
        assert wait_until(
            lambda: Pack.objects.exclude(sealed_at=None).filter(pk=pack.pk).exists(), seconds=600, meanwhile=sweep
        )
    done = Pack.objects.select_related("job").get(pk=pack.pk)
    assert done.job is not None
    assert (done.job.state, done.job.lost) == (JobState.DONE, 1)
    assert (done.checkpoint_id, done.key_name) == (chosen.checkpoint_id, chosen.key_name)
    assert LedgerEntry.objects.filter(kind="pack").count() == 1
    assert half_written(pack) == []
    path = tmp_path / "pack.zip"
    with blobs.open_blob(done.digest) as content:
        path.write_bytes(content.read())
    verify.verify(path, str(sealing.signer().verifier), pack=str(pack.pk))


def test_what_is_given_up_leaves_nothing_half_written(harbour: Harbour) -> None:
    from evidence.actions.packing import give_up_pack  # noqa: PLC0415 - the verb alone, without a worker

    hand_in(harbour)
    pack = pack_of(harbour)
    left = Path(settings.BLOB_DIR) / f".half-{pack.pk}-0011"
    left.write_bytes(b"PK")
    assert pack.job is not None
    give_up_pack(pack.job, "worker_died", timezone.now())
    assert half_written(pack) == []
