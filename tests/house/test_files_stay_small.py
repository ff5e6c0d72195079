"""Is every file short enough to be read in one sitting, and named after what it holds?"""

from tests.house.tree import ROOT, own_files

LONGEST = 400
ONE_FILE_BY_DESIGN = {"evidence/packing/verify.py"}  # copied into each pack, so that an auditor reads one file
READ_IN_ONE_SITTING = {".py", ".html", ".css", ".js", ".sh", ""}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "core", "services", "misc"}


def test_no_file_is_longer_than_400_lines() -> None:
    code = [file for file in own_files() if file.suffix in READ_IN_ONE_SITTING and "migrations" not in file.parts]
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text().splitlines()) for file in code if file.name != "LICENSE"
    }

    assert len(lengths) > 20, "the walk over the project found next to nothing"
    assert {file: lines for file, lines in lengths.items() if lines > LONGEST}.keys() == ONE_FILE_BY_DESIGN


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = [file.relative_to(ROOT) for file in own_files() if file.suffix == ".py"]

    assert [module for module in modules if SAY_NOTHING & {module.stem, *module.parts[:-1]}] == []
