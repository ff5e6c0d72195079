"""Could every file have been written on any machine?"""

import pytest

from tests.house.tree import ROOT, own_files

FOLDERS = ("work", "tmp", "root")
REGISTRIES = ("pypi.org", "pythonhosted.org", "registry.npmjs.org", "deb.debian.org")


@pytest.mark.parametrize("trace", [*(f"/{folder}/" for folder in FOLDERS), *REGISTRIES])
def test_no_file_names_a_folder_or_a_registry_of_one_machine(trace: str) -> None:
    files = {file: file.read_bytes() for file in own_files() if file.name != "test_no_machine_paths.py"}

    assert len(files) > 50, "the walk over the project found next to nothing"
    assert [str(file.relative_to(ROOT)) for file, content in files.items() if trace.encode() in content] == []
