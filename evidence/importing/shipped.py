"""The formats and the tools' tables that ship, found by their folders and files, and vetted against the catalogue."""

import importlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from evidence.importing.findings import Format
from frameworks import periods
from frameworks.compiled import shipped

HERE: Final = Path(__file__).parent
SOME_DAY: Final = date(2026, 1, 1)
TELLS, ACCOUNTS = ("events", "state"), ("named", "said", "none")
TOOL_WORDS: Final = {"title", "ids_from"}


class BrokenImporter(Exception):
    """A format's folder or a tool's table is not as it has to be; says which one and why."""

    def __init__(self, what: str, cause: str) -> None:
        super().__init__(f"evidence/importing/{what} is broken: {cause}")


@dataclass(frozen=True)
class Mapped:
    """What a tool's check supports: keys of the catalogue."""

    service: str
    controls: tuple[str, ...]


@dataclass(frozen=True)
class Tool:
    """Another tool whose checks we know. `checks` by their ids in small letters: tools spell them in several ways."""

    key: str
    title: str
    ids_from: str
    checks: Mapping[str, Mapped]


@cache
def formats() -> dict[str, Format]:
    """Every format by key. BrokenImporter names the folder."""
    folders = sorted(path for path in (HERE / "formats").iterdir() if (path / "about.toml").exists())
    return {path.name.replace("_", "-"): _format(path) for path in folders}


def _format(folder: Path) -> Format:
    name = f"formats/{folder.name}"
    try:
        said = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))["format"]
        reader = importlib.import_module(f"evidence.importing.formats.{folder.name}.reader")
        made = Format(folder.name.replace("_", "-"), recognises=reader.recognises, read=reader.read, **said)
        periods.after(SOME_DAY, made.fresh_for)
    except Exception as failure:  # whatever a folder's own code raises is told under its name
        raise BrokenImporter(name, f"{type(failure).__name__}: {failure}") from failure
    for word, one_of in (("tells", TELLS), ("accounts", ACCOUNTS)):
        if said[word] not in one_of:
            raise BrokenImporter(name, f"{word} is {said[word]!r}: choose one of {', '.join(one_of)}")
    return made


@cache
def tools() -> dict[str, Tool]:
    """Every tool with a table, by key. BrokenImporter names the table, the check and the unknown control."""
    catalogue = shipped()
    return find_tools(HERE / "tools", catalogue.controls.keys(), catalogue.services.keys())


def find_tools(folder: Path, controls: Collection[str], services: Collection[str]) -> dict[str, Tool]:
    return {path.stem: _tool(path, controls, services) for path in sorted(folder.glob("*.toml"))}


def _tool(path: Path, controls: Collection[str], services: Collection[str]) -> Tool:
    name = f"tools/{path.name}"
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise BrokenImporter(name, str(fault)) from fault
    if said.keys() != {"tool", "checks"} or said["tool"].keys() != TOOL_WORDS:
        raise BrokenImporter(name, "it has a [tool] with title and ids_from, and [checks.<service>], and nothing else")
    checks: dict[str, Mapped] = {}
    for service, rows in said["checks"].items():
        if service not in services:
            raise BrokenImporter(name, f"[checks.{service}]: the catalogue has no service of this key")
        for check, named in rows.items():
            if unknown := [each for each in named if each not in controls]:
                raise BrokenImporter(name, f"{check}: the catalogue has no control {unknown[0]!r}")
            if not named or check.casefold() in checks:
                raise BrokenImporter(name, f"{check}: {'it stands there twice' if named else 'it names no control'}")
            checks[check.casefold()] = Mapped(service, tuple(named))
    return Tool(path.stem, said["tool"]["title"], said["tool"]["ids_from"], checks)


def mapped_by_us(check_key: str) -> Mapped | None:
    """What a check of another tool supports by the tables that ship; `check_key` as in an observation."""
    tool, _, check = check_key.partition(":")
    known = tools().get(tool)
    return known.checks.get(check.casefold()) if known else None
