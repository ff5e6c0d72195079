"""Does each kind of assessment get its own order, in three forms that say the same, and nothing that is under NDA?"""

import io
import json
import re

import openpyxl
import pytest
from django.utils import timezone

from compliance.unnamed import without_names
from evidence.packs.layouts import gdpr, hipaa, pci, soc2, workbook, writing
from evidence.packs.layouts.building import LAYOUTS
from evidence.packs.layouts.shapes import Absence, Picture, Table
from evidence.packs.people import People
from frameworks.compiled import shipped
from tests.compliance.expectations import expected_of_us
from tests.evidence.audited_packs import audited, chosen, examined_under, keys, part, read, rows
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

ORDERS = {
    "hipaa": ("scope", "documents", "attestations", "period", "privacy", "security", "breach", "addressable"),
    "soc2": ("scope", "assertion", "attestations", "period", "complementary", "criteria", "controls", "populations"),
    "pci-dss": ("scope", "documents", "providers", "attestations", "period", "tests", "risk", "measures"),
    "gdpr": ("scope", "accountability", "attestations", "period", "security", "articles", "controls", "decisions"),
}
EVERYWHERE = {"controls", "expected", "populations", "findings", "requests", "evidence", "missing", "integrity"}


def test_whatever_an_auditor_looks_for_names_controls_and_requirements_that_there_are() -> None:
    sought = {
        "hipaa": hipaa._documents(),
        "soc2": soc2._sought(),
        "pci-dss": (*pci._documents(), *pci._providers()),
        "gdpr": gdpr._documents(),
    }
    assert sought.keys() == LAYOUTS.keys()
    for framework, wanted in sought.items():
        known = {each.ref for each in shipped().edition(framework).requirements}
        assert [each for one in wanted for each in one.controls if each not in shipped().controls] == []
        assert [each for one in wanted for each in one.refs if each not in known] == []
    assert [key for key in pci.TESTS if key not in shipped().controls] == []


@pytest.mark.parametrize("framework", sorted(ORDERS))
def test_each_in_the_order_of_its_auditors(harbour: Harbour, framework: str) -> None:
    audited(harbour)
    engagement = None if framework == "hipaa" else examined_under(harbour, framework)
    hand_in(harbour, "Also for that audit")
    layout = read(chosen(harbour, framework, engagement=engagement))
    assert tuple(keys(layout))[: len(ORDERS[framework])] == ORDERS[framework]
    assert set(keys(layout)) >= EVERYWHERE
    assert all(row[6] for row in rows(layout, "attestations")), "how the auditor gets it"
    shown = [row for row in rows(layout, "controls") if row[4].startswith("E-")]
    assert shown, "evidence stands under its control"


def test_the_three_lists_of_soc_2_and_the_chart_of_its_period(harbour: Harbour) -> None:
    engagement = examined_under(harbour, "soc2")
    secret = "Words that stood in the report alone."
    expected_of_us(harbour, wording=secret, controls=["risk-analysis"], now=harbour.now)
    hand_in(harbour)
    packed = chosen(harbour, "soc2", engagement=engagement)
    layout = read(packed)
    csoc, cuec, own = (rows(layout, "complementary", number) for number in range(3))
    assert csoc[0][0] == "CSOC-1" and own[0][0] == "CUEC-1"
    ((number, report, control, duty),) = cuec
    assert (number, report, control) == ("U-1", "AWS-DEMO-SOC2", "Risk analysis")
    assert "Risk analysis" in duty
    everything = json.dumps([str(section) for section in layout.sections])
    assert secret not in everything
    picture = next(block for block in part(layout, "period").blocks if isinstance(block, Picture))
    (lane,) = picture.lanes
    assert "examined" in lane.words and "not covered" in lane.words
    assert sum(stretch.width for stretch in lane.stretches) == pytest.approx(1000, abs=2)
    assert [block.what for block in part(layout, "assertion").blocks if isinstance(block, Absence)] != []


def test_pci_has_its_matrix_line_by_line(harbour: Harbour) -> None:
    engagement = examined_under(harbour, "pci-dss")
    hand_in(harbour)
    layout = read(chosen(harbour, "pci-dss", engagement=engagement))
    matrix = part(layout, "matrix").blocks[0]
    assert isinstance(matrix, Table) and len(matrix.rows) > 300
    refs = [row.cells[0].text for row in matrix.rows]
    asked = [row.ref for row in shipped().edition("pci-dss").requirements]
    assert refs == sorted(refs, key=asked.index)
    assert {row.cells[3].text for row in matrix.rows} == {"AWS", "shared", "we"}


def test_three_forms_say_the_same_and_have_the_same_bytes_again(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    files = {file.path: file.open().read() for file in writing.written(read(packed), packed.pack)}
    again = {file.path: file.open().read() for file in writing.written(read(packed), packed.pack)}
    assert files == again
    page, record = files["data/index.html"].decode(), json.loads(files["data/layout.json"])
    book = openpyxl.load_workbook(io.BytesIO(files["data/index.xlsx"]))
    titles = [section["title"] for section in record["sections"]]
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=5)][: len(titles)] == titles
    cells = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    evidence = next(section for section in record["sections"] if section["key"] == "evidence")["blocks"][0]
    for row in evidence["rows"]:
        assert {row[0], row[5]} <= cells
        assert row[5] in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page), "it opens without a network"
    assert "<script" not in page


def test_every_link_of_the_page_leads_somewhere(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    page = next(file for file in writing.written(read(packed), packed.pack) if file.path.endswith("html"))
    text = page.open().read().decode()
    places = re.findall(r' id="([^"]+)"', text)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= {*places, "content"}


def test_a_workbook_of_formulas_is_a_workbook_of_words(harbour: Harbour) -> None:
    hand_in(harbour, "=HYPERLINK(1)")
    packed = chosen(harbour)
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(read(packed), "t", timezone.now())))
    found = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if "HYPERLINK" in str(c.value)]
    assert found and {cell.data_type for cell in found} == {"s"}


def test_names_are_roles_where_the_layout_is_redacted(harbour: Harbour) -> None:
    audited(harbour)
    packed = chosen(harbour)
    with without_names(People(packed).unnamed):
        assert str(harbour.cast.olive) == f"Compliance officer {str(harbour.cast.olive.pk)[-6:]}"
    assert str(harbour.cast.olive) == harbour.cast.olive.name
