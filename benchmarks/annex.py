"""A report of some 1,000 pages, or of as many rows as you say, set in pieces on all cores and in one process."""

import datetime
import json
import os
import resource
import secrets
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

ROWS = 7_500
"""Items of evidence: seven and a half stand on a page."""
MONTHS = 36
WAYS = ("pieces", "one")


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        _set_one_way(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if sys.argv[1:] else ROWS
    with TemporaryDirectory() as folder:
        os.environ["DEMARC_DATA_DIR"] = folder
        os.environ["DEMARC_SECRET_KEY"] = secrets.token_urlsafe(64)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compliance.config.settings")
        print(f"{rows} items, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
        taken = {way: _measured(way, rows, folder) for way in WAYS}
        print(f"ratio: {taken['one'] / taken['pieces']:.2f} (bound: 1.6)")


def _measured(way: str, rows: int, folder: str) -> float:
    """Seconds of the clock, and what each process took of the memory at most."""
    command = [sys.executable, "-m", "benchmarks.annex", way, str(rows), folder]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(
        f"{way:>6}: {told['pages']} pages, {told['size'] >> 20} MiB in {told['seconds']:.1f} s,"
        f" {told['busy']:.1f} s of processors;"
        f" {told['own']} MB at most in the process that asks, {told['begun']} MB in any that it begins",
        flush=True,
    )
    return float(told["seconds"])


def _set_one_way(way: str, rows: int, folder: Path) -> None:
    """In a process of its own, for a process's peak of memory never sinks."""
    django.setup()
    import pikepdf  # noqa: PLC0415 - Django has to be up; and this is a tool of tests

    from benchmarks.reports import subject  # noqa: PLC0415
    from evidence.reporting import making  # noqa: PLC0415
    from evidence.reporting.discovery import reports  # noqa: PLC0415
    from evidence.reporting.pieces import parting  # noqa: PLC0415

    if way == "one":
        parting.LONG = 1 << 40  # type: ignore[misc]
    kind = replace(reports()["index"], read=lambda asked: _index(asked, rows))
    started = time.perf_counter()
    content = making.make(kind, subject())
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, begun = (each.ru_maxrss >> 10 for each in used)
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    (folder / f"{way}.pdf").write_bytes(content)
    with pikepdf.open(folder / f"{way}.pdf") as file:
        told = {"pages": len(file.pages), "size": len(content), "own": own, "begun": begun}
    told |= {"seconds": seconds, "busy": busy}
    print(json.dumps(told))


def _index(asked: Any, count: int) -> Any:
    """The items come in through three years; each of twenty controls is shown by every twentieth of them."""
    from benchmarks.reports import index_of, item  # noqa: PLC0415
    from evidence.reports.index.report import ControlRow, months_of  # noqa: PLC0415

    start = datetime.datetime(2023, 12, 1, tzinfo=datetime.UTC)
    step = datetime.timedelta(days=30.4 * MONTHS) / count
    rows = [item(place, start + place * step) for place in range(1, count + 1)]
    controls = [
        ControlRow(f"Control {number}", 3, tuple(row.number for row in rows[number::20])) for number in range(20)
    ]
    return index_of(asked, tuple(months_of(rows)), tuple(controls))


if __name__ == "__main__":
    main()
