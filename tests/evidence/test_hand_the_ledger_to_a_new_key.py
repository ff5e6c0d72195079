"""Does a rotation leave a chain of keys: signed by both, known to fsck, and nobody signs with the old one any more?"""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.models import JournalEntry
from evidence import signing
from evidence.actions.rotating import rotate_key
from evidence.actions.sealing import append, make_checkpoint, seal_journal
from evidence.ledger.keys import create_key, load_signer
from evidence.ledger.leaves import Journal, Key, KeyRotated, parse
from evidence.ledger.notes import NoteError, Signer, Verifier, open_checkpoint, sign_checkpoint
from evidence.ledger.rotation import heir, rotation
from evidence.models import Checkpoint, LedgerEntry
from frameworks.errors import Refused
from tests.evidence.marking import a_system
from tests.evidence.packs import STRANGER

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def first(settings: LazySettings, tmp_path: Path) -> Iterator[Signer]:
    """A ledger of its own, with its own first key and a head signed by it."""
    settings.SIGNING_KEY_FILE = tmp_path / "signing-key.pem"
    create_key(settings.SIGNING_KEY_FILE)
    a_system()
    make_checkpoint("tale", timezone.now())
    yield load_signer(settings.SIGNING_KEY_FILE, settings.LEDGER_ORIGIN)


def command(**asked: bool) -> str:
    out = io.StringIO()
    call_command("signing_key", **asked, stdout=out)
    return out.getvalue()


def fsck() -> str:
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("fsck", stdout=out)
    return out.getvalue()


def test_both_keys_sign_one_leaf_and_heads_before_and_after_hold_under_theirs(first: Signer) -> None:
    new = rotate_key(now=timezone.now())
    row = LedgerEntry.objects.get(kind="key.rotated")
    leaf = parse(bytes(row.leaf))
    assert isinstance(leaf, KeyRotated)
    assert heir(leaf, row.sequence, first.verifier) == new
    for head in Checkpoint.objects.all():
        right, wrong = (new, first.verifier) if head.size > row.sequence else (first.verifier, new)
        assert open_checkpoint(head.note.encode(), right).size == head.size
        with pytest.raises(NoteError):
            open_checkpoint(head.note.encode(), wrong)
    assert {head.size > row.sequence for head in Checkpoint.objects.all()} == {True, False}
    assert "Everything is as it was sealed" in fsck()


def test_a_head_kept_outside_since_before_is_compared_under_the_key_of_its_day(first: Signer, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(Checkpoint.objects.latest("pk").note)
    rotate_key(now=timezone.now())
    out = io.StringIO()
    call_command("fsck", against=[kept], stdout=out)
    assert "continues each of the 1 checkpoints" in out.getvalue()
    kept.write_bytes(sign_checkpoint(1, bytes(32), first))
    with pytest.raises(CommandError):
        call_command("fsck", against=[kept], stdout=out)
    assert "checkpoint-root" in out.getvalue()


def test_the_journal_names_both_by_their_ids_and_is_sealed(first: Signer) -> None:
    new = rotate_key(now=timezone.now())
    entry = JournalEntry.objects.get(verb="key.rotated")
    assert (entry.before, entry.after) == ({"key": first.verifier.key_id.hex()}, {"key": new.key_id.hex()})
    assert LedgerEntry.objects.filter(kind="journal", subject_id=str(entry.number)).exists()


def test_the_new_key_signs_and_the_old_one_only_what_is_of_its_day(first: Signer) -> None:
    new = rotate_key(now=timezone.now())
    assert signing.signer().verifier == new
    assert signing.signer_of(str(first.verifier)).verifier == first.verifier
    again = rotate_key(now=timezone.now())
    assert [term.key for term in signing.key_terms()] == [again, new, first.verifier]
    assert "Everything is as it was sealed" in fsck()


def test_the_command_prints_the_key_in_force_and_those_before(first: Signer) -> None:
    assert "before" not in command()
    said = command(rotate=True)
    vkey = str(signing.signer().verifier)
    assert said.startswith(f"{vkey}\n\n-----BEGIN PUBLIC KEY-----")
    assert f"from leaf 0: {first.verifier}" in said
    assert command() == said
    with pytest.raises(CommandError, match="never overwritten"):
        command(create=True)


def test_a_key_file_that_is_gone_is_asked_for_by_name(first: Signer, tmp_path: Path) -> None:
    new = rotate_key(now=timezone.now())
    path = tmp_path / f"signing-key-{new.key_id.hex()}.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    path.rename(tmp_path / "elsewhere.pem")
    with pytest.raises(Refused, match=f"{new.key_id.hex()}.*is not here.*another key"):
        make_checkpoint("tale", timezone.now())
    (tmp_path / "elsewhere.pem").rename(tmp_path / "signing-key.pem")
    make_checkpoint("tale", timezone.now())
    assert "Everything is as it was sealed" in fsck(), "the file that the setting names may hold the newest, too"


def test_a_file_with_another_key_signs_nothing(first: Signer, tmp_path: Path) -> None:
    (tmp_path / "signing-key.pem").unlink()
    create_key(tmp_path / "signing-key.pem")
    for attempt in (lambda: make_checkpoint("tale", timezone.now()), lambda: rotate_key(now=timezone.now())):
        with pytest.raises(Refused, match="holds another key"):
            attempt()
    with pytest.raises(CommandError, match="holds another key"):
        command(rotate=True)


def test_a_folder_that_cannot_be_written_leaves_the_old_key_in_force(
    first: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves = LedgerEntry.objects.count()
    monkeypatch.setattr("evidence.ledger.keys.secrets.token_hex", lambda size: "f" * 300)
    with pytest.raises(CommandError, match="No signing key could be written"):
        command(rotate=True)
    seal_journal(timezone.now())
    assert (signing.signer().verifier, LedgerEntry.objects.count()) == (first.verifier, leaves)


def appended(leaf: Key | KeyRotated) -> None:
    append([leaf], timezone.now())


@pytest.mark.parametrize("how", ["unsigned", "by a stranger", "for another place"])
def test_fsck_names_a_key_that_came_without_both_signatures(first: Signer, how: str) -> None:
    now, place = timezone.now(), LedgerEntry.objects.count()
    leaf = {
        "unsigned": Key(at=now, vkey=str(STRANGER.verifier)),
        "by a stranger": rotation(at=now, number=place, old=STRANGER, new=_named(STRANGER, first)),
        "for another place": rotation(at=now, number=place + 1, old=first, new=_named(STRANGER, first)),
    }[how]
    assert isinstance(leaf, Key | KeyRotated)
    append([leaf, Journal(at=now, entry=99, sha256="0" * 64)], now)
    assert "key-rotation" in fsck()


def _named(key: Signer, like: Signer) -> Signer:
    return Signer(like.name, key.private_key)


def test_two_rotations_at_once_are_one(first: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that signs off is looked at again under the ledger's lock."""
    stale = [signing.signer(), signing.signer()]
    rotate_key(now=timezone.now())
    now_in_force: Verifier = signing.signer().verifier
    really = signing.signer
    monkeypatch.setattr("evidence.actions.rotating.signer", lambda: stale.pop() if stale else really())
    with pytest.raises(Refused, match="Somebody else has just"):
        rotate_key(now=timezone.now())
    assert really().verifier == now_in_force
