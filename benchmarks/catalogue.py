"""How long the catalogue takes: to compile, to load into SQLite, to search."""

import sqlite3
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from frameworks.browsing import lines
from frameworks.compiled import SHIPPED, Catalogue, compile_catalogue, shipped
from frameworks.crosswalking import crosswalk
from frameworks.loading import load
from frameworks.searching import search

RUNS = 3

Row = tuple[str, str, str]


def best(work: Callable[[], object]) -> float:
    """Seconds, the best of a few runs."""
    return min(once(work) for _ in range(RUNS))


def once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def texts(catalogue: Catalogue) -> list[Row]:
    """What a load writes at the least: each requirement and each link."""
    requirements = [each for edition in catalogue.editions.values() for each in edition.requirements]
    return [
        *((each.ref, each.title, each.summary) for each in requirements),
        *((each.ref, link.control, link.why) for each in requirements for link in each.controls),
    ]


def write_plainly(rows: Iterable[Row]) -> None:
    """The floor of a load: the texts as bare rows in one transaction, without a key or a question asked."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "plain.sqlite3")
        with database:
            database.execute("CREATE TABLE rows (ref, name, text)")
            database.executemany("INSERT INTO rows VALUES (?, ?, ?)", rows)
        database.close()


def main() -> None:
    files = [file.read_text(encoding="utf-8") for file in SHIPPED.rglob("*.toml")]
    parsing = best(lambda: [tomllib.loads(text) for text in files])
    compiling = best(lambda: compile_catalogue(SHIPPED))
    catalogue = shipped()
    rows = texts(catalogue)
    writing = best(lambda: write_plainly(rows))
    call_command("migrate", verbosity=0)
    controls, services = catalogue.controls.values(), catalogue.services.values()
    measured = [
        ("compile every file, with all checks", compiling, "parse the TOML", parsing),
        ("canonical JSON and digest", once(lambda: catalogue.digest), "", None),
        ("load into empty SQLite tables", once(lambda: load(catalogue, timezone.now())), "insert bare rows", writing),
        ("load again, nothing changed", best(lambda: load(catalogue, timezone.now())), "insert bare rows", writing),
        ("search for two words", best(lambda: search(catalogue, "root user")), "", None),
        ("crosswalk from SOC 2 to PCI DSS", best(lambda: crosswalk(catalogue, "soc2", "pci-dss")), "", None),
        (
            "the whole matrix",
            best(lambda: lines(catalogue, controls, services)),
            "",
            None,
        ),
    ]
    table = Table("what", "ms", "floor", "ms", "ratio", title=f"The catalogue: {len(rows)} requirements and links")
    for what, took, floor, least in measured:
        beside = (f"{least * 1000:.0f}", f"{took / least:.1f}") if least else ("", "")
        table.add_row(what, f"{took * 1000:.0f}", floor, *beside)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
