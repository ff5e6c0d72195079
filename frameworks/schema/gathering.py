"""The files of a catalogue's folder, read into one heap of entries with every fault of reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from frameworks.schema.codes import Known
from frameworks.schema.faults import CatalogueError
from frameworks.schema.reading import Reader
from frameworks.schema.shapes import (
    Control,
    Crosswalk,
    DecisionRule,
    Edition,
    Expectation,
    Programme,
    Requirement,
    Rule,
    Scope,
    ScopeRow,
    Service,
    Theme,
)


@dataclass
class Gathered:
    """What the files say, not yet checked against each other."""

    editions: list[Edition] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    decisions: list[DecisionRule] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    crosswalks: list[Crosswalk] = field(default_factory=list)
    errors: list[CatalogueError] = field(default_factory=list)
    whole: bool = True
    """False when a file could not be read at all: what it holds is then unknown, not missing."""


def gather(root: Path) -> Gathered:
    """Everything that stands in the catalogue's folder `root`. Files are read in the order of their names."""
    found = Gathered()
    for file in _entries(root / "frameworks"):
        _gather_edition(root, file, found)
    for file in _entries(root / "controls"):
        if file.suffix == ".toml":
            _gather_theme(root, file, found)
    _gather_services(root, root / "services.toml", found)
    _gather_programmes(root, root / "programmes.toml", found)
    for file in _entries(root / "scope"):
        if file.suffix == ".toml":
            _gather_scope(root, file, found)
    _gather_decisions(root, root / "decisions.toml", found)
    _gather_expectations(root, root / "expectations.toml", found)
    for file in _entries(root / "crosswalks"):
        if file.suffix == ".toml":
            _gather_crosswalk(root, file, found)
    return found


def _entries(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(each for each in folder.iterdir() if not each.name.startswith("."))


def _label(root: Path, file: Path) -> str:
    """How the file is called in sources: below its catalogue's two last folders, wherever these lie."""
    return "/".join((*root.parts[-2:], *file.relative_to(root).parts))


def _reader(root: Path, file: Path, found: Gathered) -> Reader | None:
    if not file.is_file():
        mend = "write the file, or restore it from the repository"
        found.errors.append(CatalogueError(_label(root, file), 1, "file", "is missing", mend))
        found.whole = False
        return None
    reader = Reader(file, _label(root, file))
    if reader.errors:
        found.errors += reader.errors
        found.whole = False
        return None
    return reader


def _named(reader: Reader, kind: str, key: str, expected: str) -> None:
    if key and key != expected:
        reader.fault((kind,), kind, f"key '{key}' differs from the file's name", f"write '{expected}'")


def _gather_edition(root: Path, entry: Path, found: Gathered) -> None:
    """An edition is one file, or a folder: about.toml introduces it, its other files add requirements."""
    if entry.is_dir():
        about = entry / "about.toml"
        rest = [file for file in _entries(entry) if file.suffix == ".toml" and file != about]
    elif entry.suffix == ".toml":
        about, rest = entry, []
    else:
        return
    edition: Edition | None = None
    requirements: list[Requirement] = []
    for file in (about, *rest):
        reader = _reader(root, file, found)
        if reader is None:
            continue
        reader.only(*(("edition", "requirement") if file == about else ("requirement",)))
        if file == about:
            edition = reader.one(Edition, "edition", requirements=())
            _named(
                reader,
                "edition",
                edition.key if edition else "",
                entry.stem if entry.is_file() else entry.name,
            )
        requirements += reader.many(Requirement, "requirement", "ref")
        found.errors += reader.errors
    if edition is not None:
        found.editions.append(replace(edition, requirements=tuple(requirements)))


def _gather_theme(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("theme", "control")
    theme = reader.one(Theme, "theme")
    if theme is not None:
        _named(reader, "theme", theme.key, file.stem)
        found.themes.append(theme)
    found.controls += reader.many(Control, "control", "key", theme=file.stem)
    found.errors += reader.errors


def _gather_services(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("service")
    found.services += reader.many(Service, "service", "key")
    found.errors += reader.errors


def _gather_programmes(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("programme", "rule")
    found.programmes += reader.many(Programme, "programme", "key")
    found.rules += reader.many(Rule, "rule", "programme")
    found.errors += reader.errors


def _gather_scope(root: Path, file: Path, found: Gathered) -> None:
    """A scope file has no header: its own keys describe the list, and [services] holds a word per service."""
    reader = _reader(root, file, found)
    if reader is None:
        return
    head = {key: value for key, value in reader.data.items() if key != "services"}
    scope = reader.table(Scope, head, (), "scope", services={})
    _named(reader, "programme", scope.programme, file.stem)
    rows = reader.data.get("services")
    if isinstance(rows, dict):
        read = {key: reader.choice(Known, value, ("services", key), "scope", key) for key, value in rows.items()}
        services = {
            key: ScopeRow(value=value, source=reader.source(("services", key))) for key, value in sorted(read.items())
        }
        scope = replace(scope, services=services)
    else:
        reader.fault((), "scope", "the table [services] is missing", "write it")
    found.scopes.append(scope)
    found.errors += reader.errors


def _gather_decisions(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("decision")
    found.decisions += reader.many(DecisionRule, "decision", "kind")
    found.errors += reader.errors


def _gather_expectations(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("expectation")
    found.expectations += reader.many(Expectation, "expectation", "number")
    found.errors += reader.errors


def _gather_crosswalk(root: Path, file: Path, found: Gathered) -> None:
    reader = _reader(root, file, found)
    if reader is None:
        return
    reader.only("crosswalk", "links")
    crosswalk = reader.one(Crosswalk, "crosswalk", links={})
    links = reader.lists("links")
    if crosswalk is not None:
        if file.stem != crosswalk.key:
            reader.fault(("crosswalk",), "crosswalk", f"is that of {crosswalk.key}", "name the file so")
        found.crosswalks.append(replace(crosswalk, links=links))
    found.errors += reader.errors
