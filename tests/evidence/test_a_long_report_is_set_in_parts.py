"""Is a long report, set in pieces by several processes, one file to whoever turns its pages or has it read out?"""

import datetime
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from evidence.models import UseState
from evidence.reporting.contract import ForbiddenAsset, ReportKind
from evidence.reporting.discovery import reports
from evidence.reporting.making import Draft, drafted, make, styles_of
from evidence.reporting.pieces import parting
from evidence.reporting.pieces.parting import PiecesNotSet, parted, set_in_pieces
from evidence.reporting.stretches import stretches
from evidence.reporting.twin import Attached
from evidence.reports.custody.report import Audit, Read
from evidence.reports.index.report import ControlRow, Index, ItemRow, Use, months_of
from frameworks.compiled import shipped
from tests.evidence.papers import assert_valid, empty_boxes, structure
from tests.house.tree import ROOT

pytestmark = pytest.mark.slow

AT = datetime.datetime(2026, 11, 22, 10, 0, tzinfo=datetime.UTC)
ITEMS = 36
SHORT = 9_000
"""Characters of a piece here: some ten items, which is more than a sheet."""
FROM_A_WORKER = """
import json, multiprocessing, os, sys
from datetime import datetime
from pathlib import Path
from evidence.reporting.pieces.parting import set_in_pieces
from evidence.reporting.twin import Attached

def work(told, out):
    attached = Attached(told["twin"].encode(), about=told["about"], at=datetime.fromisoformat(told["at"]))
    folder, *styles = map(Path, told["paths"])
    Path(out).write_bytes(set_in_pieces(told["pages"], styles=styles, folder=folder, attached=attached))

if __name__ == "__main__":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    told = json.loads(Path(sys.argv[1]).read_text())
    child = multiprocessing.get_context("fork").Process(target=work, args=(told, sys.argv[2]), daemon=True)
    child.start()
    child.join()
    sys.exit(child.exitcode)
"""
DEATH = """
import os, signal
from evidence.reporting.pieces.setting import PieceFailed, at_once

try:
    at_once([lambda: None, lambda: os.kill(os.getpid(), signal.SIGKILL)])
except PieceFailed as told:
    print(told)
"""


@dataclass(frozen=True)
class Made:
    kind: ReportKind
    draft: Draft
    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def sheets(self) -> list[str]:
        return [" ".join(sheet.extract_text().split()) for sheet in self.reader.pages]

    @property
    def pages(self) -> list[str]:
        return parted(self.draft.html)

    @property
    def attached(self) -> Attached:
        return Attached(self.draft.twin.content, about=self.kind.about, at=AT)


def an_item(place: int) -> ItemRow:
    at = AT - datetime.timedelta(days=2 * (ITEMS - place))
    return ItemRow(
        number=f"E-{place:03d}",
        id=f"01a20494-0000-7000-8000-{place:012d}",
        title=f"Keys and their rotation, as read the {place}. time",
        kind="Collected from AWS",
        source=f"aws.kms@111122223333/{place}",
        size=4000 + place,
        observed="22 Nov 2026, 10:00:00 UTC",
        collected_at=at,
        received_at=at,
        valid_until=None,
        stale=False,
        digest=f"{place:064x}",
        leaf=place,
        erased="",
        erased_at=None,
        controls=("Key rotation",),
        uses=(Use("Risk analysis", UseState.ACCEPTED, "Nora Lind", "Rita Shah"),) if place % 9 == 0 else (),
    )


def an_index(asked: Any) -> Index:
    rows = [an_item(place) for place in range(1, ITEMS + 1)]
    controls = (ControlRow("Key rotation", 3, tuple(row.number for row in rows)), ControlRow("Physical access", 1, ()))
    return Index(asked, asked.edition, (), tuple(months_of(rows)), controls)


def asked() -> Any:
    system = SimpleNamespace(pk=1, key="harbour", name="Harbour", time_zone="Europe/Lisbon", is_demonstration=False)
    report = SimpleNamespace(pk=7, requested_by="Olive Ott")
    catalogue = shipped()
    edition = catalogue.edition("hipaa")
    return SimpleNamespace(system=system, as_of=AT, day=AT.date(), catalogue=catalogue, edition=edition, report=report)


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    """What `make` gives for an index that passes the bound; the bound is low here."""
    kind = replace(reports()["index"], read=an_index)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parting, "LONG", SHORT)
        patch.setattr(parting, "PIECE", SHORT)
        yield Made(kind, drafted(kind, asked()), make(kind, asked()))


def flat(outline: list[Any], depth: int = 0) -> Iterator[tuple[int, Any]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry, depth + 1)
        else:
            yield depth, entry


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_it_is_set_in_several_pieces(made: Made) -> None:
    """Or nothing below would say anything; what is short goes the plain way."""
    assert len(made.pages) > 3
    assert parted("<body>" + parting.MARK.join("abcd") + "</body>") == []


def test_no_item_is_lost_or_told_twice(made: Made) -> None:
    digests = re.findall(r"SHA-256 ([0-9a-f]{64})", " ".join(made.sheets[1:]))

    assert digests == [f"{place:064x}" for place in range(1, ITEMS + 1)]


def test_every_sheet_says_which_of_how_many_it_is(made: Made) -> None:
    total = len(made.sheets)
    numbered = [re.findall(r"Page \d+ of \d+", sheet) for sheet in made.sheets]

    assert numbered == [[]] + [[f"Page {number} of {total}"] for number in range(2, total + 1)]


def test_contents_and_bookmarks_lead_to_the_headings(made: Made) -> None:
    contents = [squeezed(line) for line in made.reader.pages[1].extract_text().splitlines()]
    entries = list(flat(made.reader.outline))

    assert [(depth, entry.title.replace("\u2002", " ")) for depth, entry in entries] == [
        (0, "Contents"),
        (0, "1 What this index says"),
        (1, "How to read it"),
        (0, "2 By control"),
        (0, "3 The items"),
        (1, "Received in September 2026"),
        (1, "Received in October 2026"),
        (1, "Received in November 2026"),
        (0, "4 Controls without an item"),
    ]
    for _, entry in entries:
        sheet = made.reader.get_destination_page_number(entry) + 1
        assert squeezed(entry.title) in squeezed(made.sheets[sheet - 1])
        if entry.title not in {"Contents", "How to read it"}:
            assert any(re.fullmatch(re.escape(squeezed(entry.title)) + rf"[.]+{sheet}", line) for line in contents)


def test_links_land_on_what_they_name(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        listed = list(file.Root.Names.Dests.Names)
        names = [str(each) for each in listed[::2]]
        pages = {page.objgen: place for place, page in enumerate(file.pages)}
        lands = {str(name): pages[spot[0].objgen] for name, spot in zip(listed[::2], listed[1::2], strict=True)}
        links = [str(link.Dest) for page in file.pages for link in page.get("/Annots", [])]
        shown = [each.Contents for page in file.pages for each in page.get("/Annots", [])]

    assert names == sorted(names)
    assert list(dict.fromkeys(links)) == ["part-summary", "part-controls", "part-items"] + [
        f"received-2026-{month}" for month in (9, 10, 11)
    ] + ["part-without"]
    assert all(str(each) for each in shown), "a reader of screens says where a link leads"
    for name, said in (("part-controls", "By control"), ("received-2026-10", "Received in October 2026")):
        assert said in made.sheets[lands[name]]


def test_every_mark_on_every_page_has_its_element_and_every_link_too(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        owners = dict(numbers(file.Root.StructTreeRoot.ParentTree))
        assert list(owners) == list(range(len(owners))) == list(range(file.Root.StructTreeRoot.ParentTreeNextKey))
        for page in file.pages:
            told = owners[int(page.StructParents)]
            marks = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            assert marks == list(range(len(told))) and marks
            for mark, element in enumerate(told):
                assert element.Pg.objgen == page.objgen and mark in list(element.K)
            for link in page.get("/Annots", []):
                (reference,) = (
                    each
                    for each in owners[int(link.StructParent)].K
                    if isinstance(each, pikepdf.Dictionary) and "/Obj" in each
                )
                assert reference.Obj.objgen == link.objgen


def numbers(node: Any) -> Iterator[tuple[int, Any]]:
    """Keys and values of a number tree, whose leaves say what they hold."""
    for kid in node.get("/Kids", []):
        found = list(numbers(kid))
        assert [found[0][0], found[-1][0]] == [int(each) for each in kid.Limits]
        yield from found
    listed = list(node.get("/Nums", []))
    yield from ((int(key), value) for key, value in zip(listed[::2], listed[1::2], strict=True))


def test_it_is_read_out_in_the_order_of_its_pages(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        (document,) = file.Root.StructTreeRoot.K
        pages = {page.objgen: place for place, page in enumerate(file.pages)}
        order = [pages[each.Pg.objgen] for each in document.K]
        elements = list(structure(document.K))
        headings = [str(each.S) for each in elements if re.fullmatch("/H[1-6]", str(each.S))]
        cells = [str(each.ID) for each in elements if "/ID" in each]
        named = {str(name) for each in elements if "/A" in each for name in each.A.get("/Headers", [])}
        assert all(each.P.objgen == document.objgen for each in document.K)
        assert all(kid.P.objgen == each.objgen for each in elements for kid in structure_kids(each))

    assert order == sorted(order) and set(order) == set(range(len(pages)))
    assert headings == ["/H1", "/H1", "/H1", "/H2", "/H1", "/H1", "/H2", "/H2", "/H2", "/H1"]
    assert len(cells) == len(set(cells)) and named <= set(cells), "a cell's headings are its own table's"


def structure_kids(element: Any) -> list[Any]:
    return [kid for kid in element.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def test_what_it_shows_is_attached_for_programs(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        (named,) = {each.objgen: each for each in file.Root.AF}.values()
        attached = bytes(named.EF.F.read_bytes())
        assert list(file.attachments) == ["report.json"]

    assert attached == made.draft.twin.content
    assert hashlib.sha256(attached).hexdigest() in squeezed(made.sheets[0])


def test_it_is_as_valid_as_a_short_one(made: Made, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        assert file.check_pdf_syntax() == []
    assert empty_boxes(made.content) == 0
    assert_valid({"long.pdf": made.content}, tmp_path)


def test_a_worker_that_may_have_no_children_sets_the_same_bytes_on_one_core(made: Made, tmp_path: Path) -> None:
    told = {
        "pages": made.pages,
        "paths": [str(each) for each in (made.kind.folder, *styles_of(made.kind))],
        "twin": made.draft.twin.content.decode(),
        "about": made.kind.about,
        "at": AT.isoformat(),
    }
    (tmp_path / "told").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "worker.py").write_text(FROM_A_WORKER, encoding="utf-8")

    subprocess.run(
        [sys.executable, tmp_path / "worker.py", tmp_path / "told", tmp_path / "out.pdf"],
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )

    assert (tmp_path / "out.pdf").read_bytes() == made.content


def test_a_piece_that_fails_says_why_and_leaves_nothing(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    *others, last = made.pages
    asks = last.replace("</section>", '<img alt="" src="http://192.0.2.1/x.png"></section>', 1)

    with pytest.raises(ForbiddenAsset, match=r"192\.0\.2\.1/x\.png is not one of this report's own assets"):
        set_in_pieces([*others, asks], styles=styles_of(made.kind), folder=made.kind.folder, attached=made.attached)
    with pytest.raises(PiecesNotSet, match=r"FileNotFoundError: .*gone\.css"):
        set_in_pieces(made.pages, styles=[tmp_path / "gone.css"], folder=made.kind.folder, attached=made.attached)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", DEATH], cwd=ROOT, check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "A process that set a piece was ended by SIGKILL: memory may have run out."


def test_rows_without_end_are_parted_under_headings_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = tuple(Read(entry, AT, "Ada", "Item", "Keys", "", "1") for entry in range(11, 16))
    audit = Audit("a1", "Spring", AT.date(), AT.date(), None, (), reads)

    assert [(each.anchor, each.title, len(each.rows)) for each in audit.stretches] == [("audit-a1", "Spring", 5)]
    monkeypatch.setattr("evidence.reporting.stretches.ROWS", 2)
    assert [(each.anchor, each.title) for each in audit.stretches] == [
        ("audit-a1", "Spring, 11 – 12"),
        ("audit-a1-2", "Spring, 13 – 14"),
        ("audit-a1-3", "Spring, 15 – 15"),
    ]
    assert [row for each in audit.stretches for row in each.rows] == list(reads)
    assert [each.rows for each in stretches("none", "None", [], str)] == [()]
