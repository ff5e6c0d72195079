"""Are the vendored files byte for byte those that the table beside them names?"""

import hashlib
import re

from tests.house.tree import TYPEFACES, VENDORED

ROW = re.compile(r"^\| (\S+) \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
FOLDER = re.compile(r"^\| `(\S+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_vendored_file_has_its_row_and_its_digest() -> None:
    table = dict(ROW.findall((VENDORED / "README.md").read_text()))
    files = [file for file in VENDORED.rglob("*") if file.is_file() and file.name not in {"README.md", "LICENSE"}]

    assert {str(file.relative_to(VENDORED)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == table


def test_each_folder_of_typefaces_has_its_row_and_the_digest_of_what_sha256sum_says_of_it() -> None:
    table = dict(FOLDER.findall((TYPEFACES / "README.md").read_text()))
    said = {
        folder.name: "".join(
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder)}\n"
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        )
        for folder in TYPEFACES.iterdir()
        if folder.is_dir()
    }

    assert {name: hashlib.sha256(lines.encode()).hexdigest() for name, lines in said.items()} == table


def test_each_vendored_folder_has_its_licence() -> None:
    folders = [folder for root in (VENDORED, TYPEFACES) for folder in root.iterdir() if folder.is_dir()]

    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []
