"""Does a broken report's folder stop the start, with its name and the cause?"""

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import evidence.reports
from evidence.reporting.discovery import BrokenReport, find

REAL = Path(evidence.reports.__path__[0])


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package of reports with one folder in it: a copy of readiness."""
    package = tmp_path / "lakeside_reports"
    shutil.copytree(REAL / "readiness", package / "readiness", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("lakeside_reports")
    for name in [name for name in sys.modules if name.startswith("lakeside_reports")]:
        del sys.modules[name]


def folder(room: ModuleType) -> Path:
    return Path(room.__path__[0]) / "readiness"


def test_a_whole_folder_is_found_under_its_own_name(room: ModuleType) -> None:
    assert [(key, report.title) for key, report in find(room).items()] == [("readiness", "Evidence and readiness")]


@pytest.mark.parametrize("name", ["about.toml", "report.py", "page.html", "page.css"])
def test_a_missing_file_is_named(room: ModuleType, name: str) -> None:
    (folder(room) / name).unlink()

    with pytest.raises(BrokenReport, match=f"evidence/reports/readiness is broken: it lacks {name}"):
        find(room)


@pytest.mark.parametrize(
    "words",
    [
        'title = "x"\nof = "pack"\nreaders = "team"',
        'title = "x"\nabout = ""\nof = "pack"\nreaders = "team"',
        'title = "x"\nabout = "y"\nof = "pack"\nreaders = "team"\nowner = "z"',
    ],
)
def test_texts_have_to_be_whole(room: ModuleType, words: str) -> None:
    (folder(room) / "about.toml").write_text(words)

    with pytest.raises(BrokenReport, match=r"about\.toml says about, of, readers, title"):
        find(room)


def test_it_says_what_it_is_read_from(room: ModuleType) -> None:
    (folder(room) / "about.toml").write_text('title = "x"\nabout = "y"\nof = "crystal ball"\nreaders = "team"')

    with pytest.raises(BrokenReport, match="of is one of pack, system, not crystal ball"):
        find(room)


def test_it_says_who_reads_it(room: ModuleType) -> None:
    (folder(room) / "about.toml").write_text('title = "x"\nabout = "y"\nof = "pack"\nreaders = "everybody"')

    with pytest.raises(BrokenReport, match="readers is one of team, officers, not everybody"):
        find(room)


def test_code_that_does_not_load_is_told_under_the_folders_name(room: ModuleType) -> None:
    (folder(room) / "report.py").write_text("import lakeside_that_is_not_there\n")

    with pytest.raises(BrokenReport, match="readiness is broken: ModuleNotFoundError"):
        find(room)


def test_a_report_that_reads_nothing_is_none(room: ModuleType) -> None:
    (folder(room) / "report.py").write_text("ready = True\n")

    with pytest.raises(BrokenReport, match=r"report\.py has no function read"):
        find(room)
