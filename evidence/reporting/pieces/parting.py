"""A long report is set in pieces, by a program of its own (setting.py): one process would need more memory than a
worker has, and leave the other cores idle.

A piece begins where a page or a part writes `<!-- piece -->`: each part is one, and below it whatever a heading of the
contents begins. Many short ones are set together. What is long without a heading stays in one piece, so a report with
a table that may grow without end parts it (stretches.py).
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from evidence.reporting.contract import ForbiddenAsset, NoPango
from evidence.reporting.pieces.shards import ELSEWHERE
from evidence.reporting.twin import Attached

MARK: Final = "<!-- piece -->"
LONG: Final = 256 << 10
"""Characters of a page from which it is set in pieces: 60 sheets of a table, for which one process takes 250 MB."""
PIECE: Final = 160 << 10
"""Characters that are set together, where the marks allow: some 40 sheets, 200 MB and ten seconds."""

SECTION: Final = re.compile(r'<section class="[^"]*">')
OWN: Final = re.compile(r'\bid="([^"]+)"')
LINK: Final = re.compile(r'href="#([^"]+)"')
BASE: Final = Path(__file__).parents[1] / "base"
HOUSE: Final = Path(__file__).parents[3]

KNOWN: Final[dict[str, type[Exception]]] = {"NoPango": NoPango, "ForbiddenAsset": ForbiddenAsset}


class PiecesNotSet(Exception):
    """A long report could not be set; the message says why, and nothing is left of it."""


def typeset(html: str, *, styles: Sequence[Path], folder: Path, attached: Attached) -> bytes:
    """The page as a PDF, in one piece or in several. NoPango, ForbiddenAsset and PiecesNotSet say what is wrong."""
    if pages := parted(html):
        return set_in_pieces(pages, styles=styles, folder=folder, attached=attached)
    from evidence.reporting import pdf  # noqa: PLC0415 - loads Pango, which a long report needs elsewhere

    return pdf.render(html, styles=styles, folder=folder, attached=attached)


def parted(html: str) -> list[str]:
    """The pages of a long report, cover and contents first; none where it is set in one piece."""
    if len(html) < LONG or MARK not in html:
        return []
    head, front, *fragments, tail = html.split(MARK)
    bodies = [front, *_packed(fragments)]
    anchors = {anchor for each in bodies for anchor in OWN.findall(each)}
    return [head + _linked(each, anchors) + tail for each in bodies]


def _packed(fragments: Sequence[str]) -> Iterator[str]:
    """Fragments together as long as they are short; one that begins within a section opens it again.

    What introduces a part stays with what comes first below it: it would stand on a page alone.
    """
    piece, section, introduced = "", "", False
    for fragment in fragments:
        within = not fragment.lstrip().startswith("<section")
        if piece and not (within and introduced) and len(piece) + len(fragment) > PIECE:
            yield piece + ("</section>" if within else "")
            piece = section if within else ""
        piece += fragment
        section = (SECTION.findall(fragment) or [section])[-1]
        introduced = not within
    yield piece


def _linked(piece: str, anchors: set[str]) -> str:
    """Links to what stands in another piece are marked: they are joined when all are set."""
    elsewhere = anchors - set(OWN.findall(piece))
    return LINK.sub(lambda link: f'href="{ELSEWHERE}{link[1]}"' if link[1] in elsewhere else link[0], piece)


def set_in_pieces(pages: Sequence[str], *, styles: Sequence[Path], folder: Path, attached: Attached) -> bytes:
    """One PDF of all pages, as if it were set at once."""
    with TemporaryDirectory(prefix="demarc-report-") as name:
        here = Path(name)
        for place, page in enumerate(pages):
            (here / f"{place}.html").write_text(page.replace("<body>", '<body class="piece">'), encoding="utf-8")
        (here / "twin.json").write_bytes(attached.content)
        told = {
            "count": len(pages),
            "styles": [str(each) for each in (*styles, BASE / "pieces.css")],
            "folder": str(folder),
            "about": attached.about,
            "at": attached.at.isoformat(),
        }
        (here / "order.json").write_text(json.dumps(told), encoding="utf-8")
        _run([sys.executable, "-m", "evidence.reporting.pieces.setting", str(here)])
        return (here / "report.pdf").read_bytes()


def _run(command: Sequence[str]) -> None:
    """With all that it begins: none of it lives longer than this call."""
    with subprocess.Popen(command, cwd=HOUSE, stderr=subprocess.PIPE, text=True, process_group=0) as program:
        try:
            _, said = program.communicate()
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)
    if program.returncode:
        last = (said.strip().splitlines() or [f"it ended with status {program.returncode} and no word."])[-1]
        kind, _, words = last.rpartition("evidence.reporting.contract.")[2].partition(": ")
        raise KNOWN[kind](words) if kind in KNOWN else PiecesNotSet(f"A long report could not be set. {last}")
