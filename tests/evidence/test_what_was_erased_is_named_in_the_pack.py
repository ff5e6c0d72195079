"""Does a pack that is built after an erasure say what is gone, and still verify; and does one from before keep it?"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from compliance.actions.auditing import end_audit
from compliance.models import Engagement
from evidence import blobs
from evidence.actions import sealing
from evidence.actions.erasing import erase
from evidence.actions.packing import PACK_KIND
from evidence.jobs import engine
from evidence.models import ErasedFor, Item, LedgerEntry, Pack
from evidence.packing.verify import verify
from frameworks.errors import Refused
from tests.evidence.exhibits import FEW, hand_in, pack_of
from tests.evidence.kept import accepted, erased
from tests.evidence.packs import unzipped
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def built(harbour: Harbour) -> Pack:
    pack = pack_of(harbour, replace(FEW, refs=(*FEW.refs, "164.312(a)")))
    held = engine.claim(pack.job.pk, timezone.now()) if pack.job else None
    assert held is not None
    PACK_KIND.work(held)
    return Pack.objects.get(pk=pack.pk)


def facts(pack: Pack, folder: Path) -> dict:
    path = folder / "pack.zip"
    with blobs.open_blob(pack.digest) as content:
        path.write_bytes(content.read())
    return verify(path, str(sealing.signer().verifier), pack=str(pack.pk))


def gone(harbour: Harbour, item: Item) -> None:
    """Erased at a person's request: no framework asks for it, and no pack holds it."""
    item.uses.update(duty=harbour.duty("encryption-at-rest"))
    os.utime(blobs.path_of(item.digest), (0, 0))
    erase(
        system=harbour.system,
        records=[item],
        because=ErasedFor.DATA_SUBJECT,
        actor=harbour.cast.olive,
        now=timezone.now(),
    )


def test_it_is_withheld_as_erased_and_while_that_pack_is_kept_what_it_holds_is_not_erased(
    harbour: Harbour, tmp_path: Path
) -> None:
    item, kept = hand_in(harbour, "Interview").item, accepted(harbour)
    gone(harbour, item)
    pack = built(harbour)
    assert facts(pack, tmp_path)["withheld"] == {"erased": 1}
    files = unzipped((tmp_path / "pack.zip").read_bytes())
    index = json.loads(files["data/index.json"])
    leaf = LedgerEntry.objects.get(kind="item.erased", subject_id=str(item.pk))
    assert {each["item"]: each.get("withheld") for each in index["items"]} == {
        str(kept.pk): None,
        str(item.pk): "erased",
    }
    assert files[f"data/ledger/leaves/{leaf.sequence}.json"] == bytes(leaf.leaf)

    end_audit(engagement=Engagement.objects.get(), actor=harbour.cast.olive, now=timezone.now())
    with pytest.raises(Refused, match=r"The pack of .* holds it too: erase that pack first"):
        erased(harbour, [kept])
    assert erased(harbour, [pack]) == 1
    assert erased(harbour, [kept]) == 1
