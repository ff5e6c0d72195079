"""Set a report in pieces and join them: a program of its own, so that whoever wants the report stays small.

    python -m evidence.reporting.pieces.setting FOLDER

The folder holds `order.json` and the pages that parting.py wrote there; `report.pdf` is added. Each piece is set by a
process of its own, as many at once as there are cores, and its memory goes back when it ends. This one has a single
thread and loads Pango and the faces once, so that forking it is safe and costs nothing.

Status 0; otherwise the last line of what it writes to stderr says why, by the exception's name and its words.
"""

import datetime
import json
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from evidence.reporting import pdf
from evidence.reporting.pieces import shards
from evidence.reporting.pieces.joining import join
from evidence.reporting.pieces.shards import ELSEWHERE, Shard
from evidence.reporting.pieces.taking import drawings_of, piece_of
from evidence.reporting.twin import Attached

GUESSED = 2
"""Pages of cover and contents; where it is more, they are set again."""
MOST = 8
"""Processes at once: each may take 200 MB, and a container with little memory shows its host's many cores."""
NUMBERED = 'class="end pages"'
SHEET = re.compile(r'<div class="footer">.*?(<span class="end pages".*?</span>)\s*</div>', re.DOTALL)


class PieceFailed(Exception):
    """A process ended before its piece was set; the message says how."""


@dataclass(frozen=True)
class Order:
    """What is to be set: `count` pieces, the first of which is the cover with the contents."""

    here: Path
    count: int
    styles: list[Path]
    folder: Path
    about: str
    at: datetime.datetime

    @classmethod
    def read(cls, here: Path) -> "Order":
        told = json.loads((here / "order.json").read_text(encoding="utf-8"))
        return cls(
            here=here,
            count=told["count"],
            styles=[Path(each) for each in told["styles"]],
            folder=Path(told["folder"]),
            about=told["about"],
            at=datetime.datetime.fromisoformat(told["at"]),
        )

    def page(self, place: int) -> str:
        return (self.here / f"{place}.html").read_text(encoding="utf-8")

    def shard(self, place: int, suffix: str = "") -> Shard:
        return shards.kept(self.here / f"{place}{suffix}.json")


def set_report(order: Order) -> None:
    rest = range(1, order.count)
    pdf.opened_before("".join(order.page(place) for place in range(order.count)))
    at_once([partial(_set_piece, order, place) for place in rest])
    at_once([partial(_set_front, order)])
    front = order.shard(0)
    pages = list(accumulate((len(order.shard(place).pages) for place in rest), initial=len(front.pages)))
    at_once([partial(_set_numbers, order, place, pages[place - 1], pages[-1]) for place in rest])
    pieces = [order.shard(place) for place in range(order.count)]
    join(pieces, [order.shard(place, "-numbers") for place in rest], order.here / "report.pdf")


def _set_piece(order: Order, place: int) -> None:
    html = order.page(place).replace(NUMBERED, 'class="end pages later"')

    def take(document: Any, file: Any) -> None:
        path = order.here / f"{place}.objects"
        shards.keep(piece_of(document, file, path, key=str(place), numbered_later=True), path.with_suffix(".json"))

    pdf.render(html, styles=order.styles, folder=order.folder, finisher=take)


def _set_front(order: Order) -> None:
    """Cover and contents, with the numbers of pages that by now are known."""
    rest = [order.shard(place) for place in range(1, order.count)]
    attached = Attached((order.here / "twin.json").read_bytes(), about=order.about, at=order.at)
    expected, found = 0, GUESSED
    while expected != found:
        expected, found = found, _front_of(order, rest, attached, found)


def _front_of(order: Order, rest: Sequence[Shard], attached: Attached, expected: int) -> int:
    """Set as if it had the expected number of pages. How many it has."""
    firsts = list(accumulate((len(each.pages) for each in rest), initial=expected))
    found = [(first, spot) for first, each in zip(firsts, rest, strict=False) for spot in each.anchors]
    pages = {spot.name: first + spot.page + 1 for first, spot in found}
    counted: list[int] = []

    def number(link: re.Match[str]) -> str:
        return f'{link[0]} data-number="{pages[link[1]]}"'

    def take(document: Any, file: Any) -> None:
        pdf.says_that_it_is_accessible(document, file)
        path = order.here / "0.objects"
        shard = piece_of(document, file, path, key="0", numbered_later=False)
        shards.keep(shard, path.with_suffix(".json"))
        counted.append(len(shard.pages))

    html = re.sub(rf'href="{ELSEWHERE}([^"]+)"', number, order.page(0))
    html = html.replace(NUMBERED, f'{NUMBERED} data-total="{firsts[-1]}"')
    pdf.render(html, styles=order.styles, folder=order.folder, attached=attached, finisher=take)
    return counted[0]


def _set_numbers(order: Order, place: int, before: int, total: int) -> None:
    """What each page of a piece shows at its foot to say which of how many it is."""
    html = order.page(place)
    footer = SHEET.search(html)
    if footer is None:
        raise PieceFailed("The pages of this report have no footer to be numbered in.")
    head = html[: html.index("<body")]
    sheets = []
    for number in range(before + 1, before + len(order.shard(place).pages) + 1):
        end = footer[1].replace(NUMBERED, f'{NUMBERED} data-number="{number}" data-total="{total}"')
        sheets.append(f'<div class="sheet"><div class="footer"><span></span>{end}</div></div>')

    def take(_: Any, file: Any) -> None:
        path = order.here / f"{place}-numbers.objects"
        shards.keep(drawings_of(file, path), path.with_suffix(".json"))

    page = f'{head}<body class="numbers">{"".join(sheets)}</body></html>'
    pdf.render(page, styles=order.styles, folder=order.folder, variant=pdf.UNTAGGED, finisher=take)


def at_once(works: Sequence[Callable[[], None]]) -> None:
    """Each work in a process of its own, as many at once as there are cores. All end where one does not end well.

    They are begun in the order given. Whoever started us is waited for no longer than it lives.
    """
    waiting, running, parent = list(reversed(works)), set[int](), os.getppid()
    try:
        while waiting or running:
            while waiting and len(running) < cores():
                running.add(_begun(waiting.pop()))
            ended, status = os.wait()
            running.discard(ended)
            if os.WIFSIGNALED(status):
                name = signal.Signals(os.WTERMSIG(status)).name
                raise PieceFailed(f"A process that set a piece was ended by {name}: memory may have run out.")
            if status:
                raise SystemExit(1)  # it has said why
            if os.getppid() != parent:
                raise PieceFailed("Nobody waits for this report any more.")
    finally:
        for each in running:
            os.kill(each, signal.SIGKILL)


def _begun(work: Callable[[], None]) -> int:
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as failure:
        _tell(failure)
        os._exit(1)
    os._exit(0)


def cores() -> int:
    """Those that this process may use, up to a bound."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST)


def _tell(failure: BaseException) -> None:
    """On a line of its own."""
    said = " ".join(str(failure).split())
    print(f"{type(failure).__name__}: {said}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        set_report(Order.read(Path(sys.argv[1])))
    except Exception as failure:
        _tell(failure)
        sys.exit(1)
