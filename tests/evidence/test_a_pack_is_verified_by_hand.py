"""Do the steps of VERIFY.md work as written, with bash, openssl, unzip and sha256sum, and do they refuse?"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from evidence.packing import verify
from tests.evidence import packs

TEXT = (Path(verify.__file__).parent / "VERIFY.md").read_text()
STEPS = re.findall(r"```bash\n(.*?)```", TEXT, re.DOTALL)


def by_hand(data, folder, vkey=packs.VKEY, steps=STEPS):
    (folder / "PACK.zip").write_bytes(data)
    work = folder / "work"
    work.mkdir()
    return subprocess.run(
        ["bash", "-c", "\n".join(steps)],
        cwd=work,
        env={"PATH": os.environ["PATH"], "PACK": str(folder / "PACK.zip"), "VKEY": vkey},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_six_steps_and_they_pass(tmp_path):
    assert len(STEPS) == 6
    said = by_hand(packs.sealed_pack()[0], tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("Signature Verified Successfully") == 2


def test_the_manifests_can_be_checked_alone(tmp_path):
    """The command that stands in the text, in the folder where step 1 leads."""
    command = re.search(r"`(sha256sum --check manifest[^`]+)`", TEXT)[1]
    for tampered in (False, True):
        (tmp_path / f"{tampered}").mkdir()
        data = changed("data/report.pdf", lambda data: data[:-1] + b"x") if tampered else packs.sealed_pack()[0]
        said = by_hand(data, tmp_path / f"{tampered}", steps=[STEPS[0], command])
        assert (said.returncode != 0) == tampered, said.stderr


def test_the_commands_in_the_text_are_those_of_verify_py(tmp_path, monkeypatch, capsys):
    """Each `python verify.py …` is understood; the proof and the kept head of the second one are of one ledger."""
    commands = re.findall(r"^    python verify\.py (.+)$", TEXT, re.MULTILINE)
    assert len(commands) == 2
    monkeypatch.chdir(tmp_path)
    head = packs.payload()["data/ledger/checkpoint.txt"]
    size = head.split(b"\n")[1]
    Path("PACK.zip").write_bytes(packs.sealed_pack()[0])
    Path("checkpoint.txt").write_bytes(head)
    Path("PROOF.txt").write_bytes(b"old " + size + b"\n\n" + head)
    for command in commands:
        assert verify.main(command.replace("KEY", packs.VKEY).split()) == 0, capsys.readouterr().out


def changed(path, change):
    files = packs.unzipped(packs.sealed_pack()[0])
    return packs.zipped({**files, path: change(files[path])})


def resigned(path, change):
    contents = packs.payload()
    return packs.signed({**contents, path: change(contents[path])})


def other_nonce(data):
    index = json.loads(data)
    index["items"][0]["nonce"] = "0" * 64
    return json.dumps(index, indent=1).encode()


@pytest.mark.parametrize(
    "data",
    [
        lambda: changed("data/report.pdf", lambda data: data[:-1] + b"x"),
        lambda: changed("bag-info.txt", lambda data: data + b"x"),
        lambda: changed("statement.dsse.json", lambda data: data.replace(b'"sig":"', b'"sig":"A')),
        lambda: packs.zipped({**packs.unzipped(packs.sealed_pack()[0]), "data/more": b""}),
        lambda: packs.zipped(packs.without(packs.unzipped(packs.sealed_pack()[0]), "data/catalogue.json")),
        lambda: resigned("data/ledger/checkpoint.txt", lambda data: data.replace(b"\n12\n", b"\n13\n")),
        lambda: resigned("data/ledger/leaves/3.json", lambda data: data.replace(b"facts", b"other")),
        lambda: resigned("data/index.json", other_nonce),
        lambda: packs.signed(packs.payload(packs.STRANGER), signer=packs.STRANGER),
    ],
    ids=[
        "a file",
        "a tag",
        "a signature",
        "one more",
        "one less",
        "the head",
        "a leaf",
        "a nonce",
        "the key",
    ],
)
def test_tampering_stops_the_steps(data, tmp_path):
    assert by_hand(data(), tmp_path).returncode != 0
