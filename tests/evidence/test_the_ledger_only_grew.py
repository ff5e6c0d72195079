"""Can a stranger who kept a head tell, with the verifier alone, whether the ledger only grew since?"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evidence.actions.sealing import append, make_checkpoint, signer
from evidence.ledger.consistency import Growth
from evidence.ledger.leaves import Journal
from evidence.ledger.notes import Checkpoint as Head
from evidence.ledger.notes import NoteError, sign_checkpoint
from evidence.models import Checkpoint
from evidence.packing import verify
from tests.evidence import packs
from tests.evidence.packs import SIGNER

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]


def grown(leaves: int) -> Checkpoint:
    now = timezone.now()
    append([Journal(at=now, entry=number, sha256="0" * 64) for number in range(1, leaves + 1)], now)
    return make_checkpoint("tale", now)


def proof(**asked: str) -> bytes:
    out = io.StringIO()
    call_command("checkpoint", **asked, stdout=out)
    return out.getvalue().encode()


def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: bytes, given: bytes, *more: str) -> tuple[int, Any]:
    """The verifier's status, and its JSON."""
    (tmp_path / "kept.txt").write_bytes(kept)
    (tmp_path / "proof.txt").write_bytes(given)
    options = ["--key", str(signer().verifier), "--since", str(tmp_path / "kept.txt"), "--json", *more]
    status = verify.main([str(tmp_path / "proof.txt"), *options])
    return status, json.loads(capsys.readouterr().out)


def test_between_any_two_heads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heads = [grown(number) for number in (1, 2, 5, 8, 3)]
    for first, older in enumerate(heads):
        for newer in heads[first:]:
            given = proof(since=str(older.size), until=str(newer.size))
            assert given.endswith(newer.note.encode()), "it ends with the newer head, as it was signed"
            status, said = asked(tmp_path, capsys, older.note.encode(), given)
            assert (status, said["facts"]["now"]["size"]) == (0, newer.size)


def test_without_an_end_it_reaches_up_to_a_new_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = grown(3)
    (tmp_path / "head.txt").write_text(older.note)
    given = proof(since=str(tmp_path / "head.txt"))
    assert Growth.parse(given).checkpoint.decode() == Checkpoint.objects.latest("pk").note
    assert asked(tmp_path, capsys, older.note.encode(), given)[0] == 0


def test_people_are_told_in_a_few_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = grown(3), grown(4)
    (tmp_path / "kept.txt").write_text(older.note)
    (tmp_path / "proof.txt").write_bytes(proof(since=str(older.size), until=str(newer.size)))
    key = str(signer().verifier)
    assert verify.main([str(tmp_path / "proof.txt"), "--key", key, "--since", str(tmp_path / "kept.txt")]) == 0
    said = capsys.readouterr().out
    assert f"you kept        {older.size} entries under root" in said
    assert said.endswith("VERIFIED: since the head you kept, the ledger was only added to.\n")


def codes(answer: tuple[int, Any]) -> tuple[int, set[str]]:
    return answer[0], {each["code"] for each in answer[1]["failures"]}


def test_a_rewritten_ledger_has_no_such_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The holder of the key signed another history of the same length: whatever proof is offered, it fails."""
    older, newer = grown(3), grown(6)
    other = sign_checkpoint(older.size, bytes(32), signer())
    given = proof(since=str(older.size), until=str(newer.size))
    assert codes(asked(tmp_path, capsys, other, given)) == (1, {"E-INCONSISTENT"})


def test_every_bent_proof_is_refused_by_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = grown(3), grown(6)
    given = proof(since=str(older.size), until=str(newer.size))
    top, _, note = given.partition(b"\n\n")
    old, *nodes = top.split(b"\n")
    assert len(nodes) > 1
    bent = {
        b"\n".join([old, *nodes[1:]]) + b"\n\n" + note: "E-INCONSISTENT",
        b"\n".join([old, *nodes[::-1]]) + b"\n\n" + note: "E-INCONSISTENT",
        b"\n".join([old, *nodes, nodes[0]]) + b"\n\n" + note: "E-INCONSISTENT",
        top + b"\n\n" + older.note.encode(): "E-INCONSISTENT",
        top + b"\nAAAA\n\n" + note: "E-CONSISTENCY-PROOF",
        top + b"\n" + note: "E-CONSISTENCY-PROOF",
        b"\xff" + given: "E-CONSISTENCY-PROOF",
        given.replace(
            note, note.replace(b"\n%d\n" % newer.size, b"\n%d\n" % (newer.size + 1))
        ): "E-CHECKPOINT-SIGNATURE",
        top + b"\n\n" + sign_checkpoint(newer.size, bytes(newer.root), SIGNER): "E-CHECKPOINT-SIGNATURE",
    }
    for data, code in bent.items():
        assert codes(asked(tmp_path, capsys, older.note.encode(), data)) == (1, {code}), data


def test_what_cannot_be_compared_is_left_undecided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = grown(3), grown(6)
    given = proof(since=str(older.size), until=str(newer.size))
    assert asked(tmp_path, capsys, newer.note.encode(), given)[0] == 2, "the proof is about another head"
    assert asked(tmp_path, capsys, b"Dear auditor,\n", given)[0] == 2
    (tmp_path / "kept.txt").unlink()
    nowhere = ["--key", str(signer().verifier), "--since", str(tmp_path / "kept.txt")]
    assert verify.main([str(tmp_path / "proof.txt"), *nowhere]) == 2


def test_the_ledger_s_own_reader_agrees() -> None:
    older, newer = grown(3), grown(6)
    growth = Growth.parse(proof(since=str(older.size), until=str(newer.size)))
    kept = Head(signer().name, older.size, bytes(older.root))
    assert growth.holds(kept, signer().verifier)
    assert not growth.holds(Head("elsewhere", older.size, bytes(older.root)), signer().verifier)
    assert not growth.holds(Head(signer().name, older.size, bytes(32)), signer().verifier)
    with pytest.raises(NoteError):
        growth.holds(kept, SIGNER.verifier)
    for noise in (b"", b"old 01\n\nx", b"old 1\nAAAA\n\nx", b"\xff\n\nx", b"old 1\n" + b"A" * 43 + b"=\n"):
        with pytest.raises(NoteError):
            Growth.parse(noise)


def test_what_cannot_be_proven_is_said(tmp_path: Path) -> None:
    older, newer = grown(3), grown(6)
    with pytest.raises(CommandError, match="the other way round"):
        proof(since=str(newer.size), until=str(older.size))
    with pytest.raises(
        CommandError, match=f"No head of 5 leaves was signed. The nearest are of {older.size}, {newer.size}"
    ):
        proof(since="1", until="5")
    with pytest.raises(CommandError, match="name its beginning with --since"):
        proof(until=str(newer.size))
    (tmp_path / "other.txt").write_bytes(sign_checkpoint(older.size, bytes(32), signer()))
    with pytest.raises(CommandError, match="one of the two was rewritten"):
        proof(since=str(tmp_path / "other.txt"))
    (tmp_path / "letter.txt").write_text("Dear auditor,\n\nall is well.\n")
    with pytest.raises(CommandError, match="is no checkpoint of a ledger"):
        proof(since=str(tmp_path / "letter.txt"))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        proof(since=str(tmp_path / "nowhere.txt"))


def test_a_head_of_under_the_old_key_is_compared_under_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a stranger's hand, from the two heads of a story: nothing of this installation is asked."""
    growth = Growth(3, (), sign_checkpoint(3, bytes(32), packs.HEIR))
    kept = sign_checkpoint(3, bytes(32), SIGNER)
    (tmp_path / "kept.txt").write_bytes(kept)
    (tmp_path / "proof.txt").write_bytes(growth.to_bytes())
    given = [str(tmp_path / "proof.txt"), "--since", str(tmp_path / "kept.txt"), "--key", str(packs.HEIR.verifier)]
    assert verify.main(given) == 2
    assert verify.main([*given, "--since-key", packs.VKEY]) == 0
