"""Is a pack signed by the key of its day, also when the key changes while it is being built?"""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from evidence import blobs
from evidence.actions import packing
from evidence.actions.rotating import rotate_key
from evidence.jobs.working import attempt
from evidence.ledger.keys import create_key
from evidence.models import Pack
from evidence.packing.verify import CannotDecide, Tampered, verify
from evidence.signing import signer
from evidence.tasks import KINDS
from tests.evidence.exhibits import FEW, hand_in, pack_of
from tests.factories import Harbour

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def a_key_of_its_own(settings: LazySettings, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "signing-key.pem"
    create_key(settings.SIGNING_KEY_FILE)


def built(pack: Pack, folder: Path) -> Path:
    assert pack.job and attempt(pack.job.pk, KINDS)
    pack.refresh_from_db()
    path = folder / "pack.zip"
    with blobs.open_blob(pack.digest) as content:
        path.write_bytes(content.read())
    return path


def test_the_new_key_verifies_it_and_the_old_one_says_why_not(harbour: Harbour, tmp_path: Path) -> None:
    hand_in(harbour)
    old = str(signer().verifier)
    new = str(rotate_key(now=timezone.now()))
    pack = pack_of(harbour, FEW)
    path = built(pack, tmp_path)
    assert pack.key_name == new
    assert verify(path, new, pack=str(pack.pk))["pack"] == str(pack.pk)
    with pytest.raises(CannotDecide) as told:
        verify(path, old)
    assert told.value.code == "E-KEY-ROTATED"


def test_a_change_while_it_is_being_built_does_not_touch_it(
    harbour: Harbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(harbour)
    old = str(signer().verifier)
    really = packing.seal_choice

    def and_then_the_key_changes(*args: object) -> None:
        really(*args)  # type: ignore[arg-type]
        rotate_key(now=timezone.now())

    monkeypatch.setattr(packing, "seal_choice", and_then_the_key_changes)
    pack = pack_of(harbour, FEW)
    path = built(pack, tmp_path)
    assert pack.key_name == old != str(signer().verifier)
    verify(path, old, pack=str(pack.pk))
    with pytest.raises(Tampered):
        verify(path, str(signer().verifier))
