"""From a run over the estate to a pack in an auditor's hands: does it verify there, and only as long as it is whole?"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from evidence import blobs
from evidence.actions import packing, sealing
from evidence.actions.collecting import start_run
from evidence.jobs import engine, working
from evidence.models import Item, Job, JobState, LedgerEntry, Pack
from evidence.packing import verify
from evidence.packs.packed import Packed
from evidence.tasks import KINDS
from frameworks.errors import Refused
from tests.evidence.connected_harbour import work_off
from tests.evidence.exhibits import FEW, hand_in, pack_of
from tests.factories import Harbour

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def evidenced(connected: Harbour) -> Harbour:
    """Harbour with a closed run over two services, and a policy handed in."""
    work_off(start_run(system=connected.system, actor=None, now=timezone.now(), only=["kms", "s3"]))
    hand_in(connected)
    return connected


def built(pack: Pack) -> Pack:
    assert pack.job
    assert working.attempt(pack.job.pk, KINDS)
    assert Job.objects.get(pk=pack.job.pk).state == JobState.DONE
    return Pack.objects.select_related(
        "system", "engagement__system", "edition__framework", "catalogue", "checkpoint"
    ).get(pk=pack.pk)


def verdict(content: bytes, folder: Path) -> tuple[int, str]:
    """What the one-file verifier says, as a stranger would run it: no Django, no server, the key from outside."""
    path = folder / "pack.zip"
    path.write_bytes(content)
    key = str(sealing.signer().verifier)
    command = [sys.executable, "-I", str(verify.__file__), str(path), "--key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env={})
    return done.returncode, done.stdout + done.stderr


def chosen_and_abandoned(harbour: Harbour) -> Pack:
    """The worker died after it had made the pack's choice, and its lease is over."""
    pack = pack_of(harbour, FEW)
    assert pack.job
    held = engine.claim(pack.job.pk, timezone.now())
    assert held
    packing.seal_choice(Pack.objects.select_related("system", "engagement__system", "catalogue").get(pk=pack.pk), held)
    Job.objects.filter(pk=pack.job.pk).update(lease_until=timezone.now() - engine.LEASE)
    return pack


def bytes_of(pack: Pack) -> bytes:
    with blobs.open_blob(pack.digest) as content:
        return content.read()


def test_it_verifies_and_is_built_again_to_the_same_bytes_and_any_change_shows(
    evidenced: Harbour, tmp_path: Path
) -> None:
    pack = built(pack_of(evidenced))
    content = bytes_of(pack)
    assert verdict(content, tmp_path)[0] == 0, verdict(content, tmp_path)[1]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
    assert {"data/report.pdf", "data/index.html", "data/verify.py", "data/gaps.json"} <= set(names)
    assert sum(name.startswith("data/evidence/") for name in names) == len({item.digest for item in Packed(pack).items})

    # Life goes on: more is collected and handed in, and the pack stays what it was.
    work_off(start_run(system=evidenced.system, actor=None, now=timezone.now(), only=["kms"]))
    hand_in(evidenced, "Risk analysis 2027")
    again = io.BytesIO()
    packing.build(Packed(pack), again)
    assert again.getvalue() == content

    for offset in (len(content) // 3, len(content) // 2, len(content) - 40):
        changed = content[:offset] + bytes([content[offset] ^ 1]) + content[offset + 1 :]
        assert verdict(changed, tmp_path)[0] == 1


def test_a_worker_that_dies_on_the_way_leaves_its_choice_to_the_next(evidenced: Harbour, tmp_path: Path) -> None:
    """Nor does it hold what comes to light later under an earlier instant, as a slow transaction's item does."""
    pack = chosen_and_abandoned(evidenced)
    chosen = Pack.objects.get(pk=pack.pk)
    items, leaf = Packed(chosen).items, LedgerEntry.objects.get(kind="pack")
    late = hand_in(evidenced, "From a slow transaction").item
    Item.objects.filter(pk=late.pk).update(received_at=pack.as_of, collected_at=pack.as_of)

    done = built(pack)

    assert done.checkpoint == chosen.checkpoint
    assert Packed(done).items == items and late not in items
    assert LedgerEntry.objects.get(kind="pack") == leaf
    assert verdict(bytes_of(done), tmp_path)[0] == 0


def test_a_pack_of_nothing_is_refused(harbour: Harbour, ledger_key: Path) -> None:
    with pytest.raises(Refused, match="There is no evidence of"):
        pack_of(harbour)
    assert not Pack.objects.exists()
