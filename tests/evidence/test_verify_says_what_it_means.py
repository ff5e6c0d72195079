"""What does the verifier answer, to people and to machines, and when does it say that it cannot decide?"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.ledger.keys import public_pem
from evidence.packing import verify
from tests.evidence import packs
from tests.evidence import test_a_stranger_tampers_with_a_pack as strangers
from tests.evidence import test_the_key_holder_tampers_with_a_pack as insiders

SOURCE = Path(verify.__file__)


@pytest.fixture
def pack(tmp_path):
    path = tmp_path / "pack.zip"
    path.write_bytes(packs.sealed_pack()[0])
    return str(path)


def test_a_whole_pack_is_verified_in_a_few_lines(pack, capsys):
    assert verify.main([pack, "--key", packs.VKEY]) == 0
    assert capsys.readouterr().out == (
        "Demarc evidence pack demarc-pack-2026-11-22\n"
        "\n"
        "  pack            019ab000-0000-7000-8000-000000000003\n"
        "  signed by       demarc.example/ledger+a7e57a5f, the key you gave\n"
        f"  files           {len(packs.unzipped(Path(pack).read_bytes()))} "
        f"({sum(map(len, packs.unzipped(Path(pack).read_bytes()).values())):,} bytes): "
        "none changed, none missing, none added\n"
        "  ledger          12 entries under root r9JuK6/hGvVJbbByS7ywFy0/9V5GIUfe3RcKctLofgc=\n"
        "  evidence        4 shown, each recorded in the ledger when it was received\n"
        "  withheld        1 out-of-scope: recorded, not in this pack\n"
        "  runs            1, each with every item and gap it closed with\n"
        "  could not look  1 access-denied\n"
        "  journal         1 recorded with this pack (reviews, decisions)\n"
        "\n"
        "VERIFIED: this is what was sealed. Whether it is enough is for you to judge.\n"
    )


def test_machines_get_the_same_as_json(pack, capsys):
    assert verify.main([pack, "--key", packs.VKEY, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["result"], answer["failures"]) == ("verified", [])
    assert answer["facts"]["gaps"] == {"access-denied": 1}


def test_the_copy_in_the_pack_runs_alone(pack, tmp_path):
    """The file of the pack itself, in an empty folder, without this project on the path."""
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "verify.py").write_bytes(packs.unzipped(Path(pack).read_bytes())["data/verify.py"])
    command = [sys.executable, "-I", "verify.py", pack, "--key"]
    said = subprocess.run([*command, packs.VKEY], cwd=alone, capture_output=True, text=True, check=True)
    assert said.stdout.endswith("for you to judge.\n")
    assert not said.stderr


def test_it_needs_the_standard_library_and_cryptography_only():
    modules = set(re.findall(r"^\s*(?:import|from) ([a-z0-9_]+)", SOURCE.read_text(), re.MULTILINE))
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("kind", ["vkey", "vkey in a file", "PEM", "PEM in a file"])
def test_the_key_comes_in_any_form(pack, tmp_path, kind):
    text = packs.VKEY if "vkey" in kind else public_pem(packs.SIGNER.verifier)
    if "file" in kind:
        (tmp_path / "key").write_text(text + "\n")
        text = str(tmp_path / "key")
    assert verify.main([pack, "--key", text]) == 0


@pytest.mark.parametrize("kind", ["vkey", "PEM"])
def test_another_key_is_another_key(pack, capsys, kind):
    stranger = packs.STRANGER.verifier
    assert verify.main([pack, "--key", str(stranger) if kind == "vkey" else public_pem(stranger)]) == 1
    said = capsys.readouterr().out
    assert "E-WRONG-KEY" in said
    assert said.endswith("NOT VERIFIED: this is not what was sealed. Do not rely on it.\n")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "Name the key with --key"),
        ("", "Name the key with --key"),
        ("no-such-file", "neither a vkey nor a PEM"),
        (packs.VKEY.replace("a7e5", "a7e6"), "contradicts itself"),
        ("name+00000000+AAAA", "copied whole"),
        ("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----", "not an Ed25519 public key"),
        (str(SOURCE.parent / "README.md"), "neither a vkey"),
    ],
    ids=range(7),
)
def test_without_a_usable_key_it_cannot_decide(pack, capsys, key, said):
    assert verify.main([pack, *([] if key is None else ["--key", key])]) == 2
    assert re.search(f"CANNOT DECIDE.*{said}", capsys.readouterr().out)


def test_what_cannot_be_read_cannot_be_decided(tmp_path, capsys):
    for path in (tmp_path, tmp_path / "absent.zip"):
        assert verify.main([str(path), "--key", packs.VKEY]) == 2
        assert "CANNOT DECIDE: The pack cannot be read" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        verify.main([])
    assert stopped.value.code == 2


def test_without_cryptography_it_points_to_the_steps_by_hand(pack, tmp_path):
    shutil.copy(SOURCE, tmp_path / "verify.py")
    (tmp_path / "cryptography.py").write_text("raise ImportError")
    command = [sys.executable, "verify.py", pack, "--key", packs.VKEY]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "install it, or verify by hand (VERIFY.md)" in said.stdout


def test_a_pack_of_a_newer_kind_is_left_undecided(tmp_path, capsys):
    newer = packs.payload()
    newer["data/index.json"] = newer["data/index.json"].replace(b'"v": 1', b'"v": 2')
    kinds = {
        "index": packs.signed(newer),
        "statement": packs.signed(packs.payload(), claim=lambda said: said.update(predicateType="urn:v2")),
    }
    for data in kinds.values():
        status, codes = packs.verdict(data, tmp_path, capsys)
        assert (status, codes) == (2, set())


def test_what_it_prints_of_a_hostile_name_cannot_touch_the_terminal(tmp_path, capsys):
    path = tmp_path / "pack.zip"
    path.write_bytes(strangers.with_entry(f"{packs.NAME}/data/\x1b[2J\nVERIFIED\u202etxt"))
    assert verify.main([str(path), "--key", packs.VKEY]) == 1
    said = capsys.readouterr().out
    assert said.isascii()
    assert "\x1b" not in said
    assert "\nVERIFIED" not in said


def test_an_old_pack_in_place_of_the_promised_one(tmp_path, capsys):
    data, _ = packs.sealed_pack()
    assert packs.verdict(data, tmp_path, capsys, "--pack", str(packs.PACK)) == (0, set())
    assert packs.verdict(data, tmp_path, capsys, "--pack", str(packs.numbered(4))) == (1, {"E-REPLAYED"})


def test_every_code_has_a_way_to_get_it_and_a_line_in_the_instructions():
    codes = set(re.findall(r'"(E-[A-Z0-9-]+)"', SOURCE.read_text()))
    ways = [*strangers.WAYS.values(), *insiders.WAYS.values()]
    elsewhere = {"E-REPLAYED", "E-KEY-ROTATED", "E-CONSISTENCY-PROOF", "E-INCONSISTENT"}
    assert codes == {code for code, _ in ways} | elsewhere
    table = (SOURCE.parent / "VERIFY.md").read_text().partition("## What the codes mean")[2]
    assert sorted(codes) == sorted(re.findall(r"^\| (E-[A-Z0-9-]+) \| \S", table, re.MULTILINE)), "a line for each"
