"""Finds and vets the reports' folders: a broken one stops the start, with its name and the cause."""

import importlib
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

import evidence.reports
from evidence.reporting.contract import Readers, ReportKind, Source

NEEDED = ("about.toml", "report.py", "page.html", "page.css")
WORDS = {"title", "about", "of", "readers"}


class BrokenReport(Exception):
    """A report's folder is not as the contract asks; says which folder and why."""

    def __init__(self, folder: str, cause: str) -> None:
        super().__init__(f"evidence/reports/{folder} is broken: {cause}")
        self.folder, self.cause = folder, cause


@cache
def reports() -> dict[str, ReportKind]:
    """Every report that ships, by key. BrokenReport names the folder that breaks the contract."""
    return find(evidence.reports)


def reports_of_systems() -> dict[str, ReportKind]:
    """Those that a person may ask for: the others are made with their pack."""
    return {key: kind for key, kind in reports().items() if kind.of is Source.SYSTEM}


def kinds_for_officers() -> list[str]:
    """The keys of those that only officers read."""
    return [key for key, kind in reports().items() if kind.readers is Readers.OFFICERS]


def find(package: ModuleType) -> dict[str, ReportKind]:
    """All reports in the package's folders, by key, in order; none is left out quietly."""
    root = Path(package.__path__[0])
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name != "__pycache__")
    return {path.name: _vetted(path, package.__name__) for path in folders}


def _vetted(folder: Path, package: str) -> ReportKind:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise BrokenReport(folder.name, f"it lacks {', '.join(missing)}")
    try:
        about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
        reading = importlib.import_module(f"{package}.{folder.name}.report")
    except Exception as failure:  # whatever a folder's own code raises on import is told under the folder's name
        raise BrokenReport(folder.name, f"{type(failure).__name__}: {failure}") from failure
    if about.keys() != WORDS or not all(isinstance(word, str) and word.strip() for word in about.values()):
        raise BrokenReport(folder.name, f"about.toml says {', '.join(sorted(WORDS))}, as texts, and nothing else")
    if about["of"] not in list(Source):
        raise BrokenReport(folder.name, f"of is one of {', '.join(Source)}, not {about['of']}")
    if about["readers"] not in list(Readers):
        raise BrokenReport(folder.name, f"readers is one of {', '.join(Readers)}, not {about['readers']}")
    read = getattr(reading, "read", None)
    if not callable(read):
        raise BrokenReport(folder.name, "report.py has no function read")
    codes = {"of": Source(about["of"]), "readers": Readers(about["readers"])}
    return ReportKind(key=folder.name, folder=folder, read=read, **about | codes)
