"""Are the vendored files byte for byte those that the table beside them names?"""

import hashlib
import re

from tests.house.tree import VENDORED

ROW = re.compile(r"^\| (\S+) \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_vendored_file_has_its_row_and_its_digest() -> None:
    table = dict(ROW.findall((VENDORED / "README.md").read_text()))
    files = [file for file in VENDORED.rglob("*") if file.is_file() and file.name not in {"README.md", "LICENSE"}]

    assert {str(file.relative_to(VENDORED)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == table


def test_each_vendored_folder_has_its_licence() -> None:
    folders = [folder for folder in VENDORED.iterdir() if folder.is_dir()]

    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []
