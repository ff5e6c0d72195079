"""Does a population come in complete and accurate, or not at all?"""

import datetime
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from compliance.models import JournalEntry
from evidence.blobs import open_blob
from evidence.models import Item, LedgerEntry, Population
from evidence.tables import table_of
from frameworks.errors import Refused
from frameworks.models import Requirement
from tests.evidence.drawn import DAY, a_population, changes
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_its_file_is_sealed_as_it_is_with_header_and_key(harbour: Harbour) -> None:
    row = a_population(harbour)
    assert (row.count, row.header, row.key_column) == (40, ["Ticket", "Summary", "Deployed"], "Ticket")
    assert row.item is not None
    with open_blob(row.item.digest) as sealed:
        assert sealed.read() == changes(40)
    assert LedgerEntry.objects.filter(kind="item.uploaded", subject_id=str(row.item.pk)).exists()


def test_a_workbook_counts_as_well(harbour: Harbour) -> None:
    book, to = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in (("Ticket", "Cost"), ("CHG-1", 12.0), (None, None), ("CHG-2", 7.5)):
        sheet.append(line)
    book.save(to)
    row = a_population(harbour, count=2, content=to, media_type=XLSX, key_column="Cost")
    assert (row.header, row.key_column) == (["Ticket", "Cost"], "Cost")


def test_a_workbook_that_understates_its_size_is_counted_to_its_end(harbour: Harbour) -> None:
    """Its rows would else be neither counted nor drawn, and an auditor who opens it sees them."""
    book, to, lying = Workbook(), io.BytesIO(), io.BytesIO()
    for line in (("Ticket",), ("CHG-1",), ("CHG-2",), ("CHG-3",)):
        book.worksheets[0].append(line)
    book.save(to)
    with zipfile.ZipFile(to) as before, zipfile.ZipFile(lying, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'ref="A1:A4"', b'ref="A1:A2"'))
    with pytest.raises(Refused, match="has 3 data rows, and the count says 1"):
        a_population(harbour, count=1, content=lying, media_type=XLSX)


def test_a_count_alone_comes_without_a_file(harbour: Harbour) -> None:
    row = a_population(harbour, content=None)
    assert (row.item, row.header, row.key_column) == (None, [], "")


def test_that_there_was_nothing_is_a_population_too(harbour: Harbour) -> None:
    assert a_population(harbour, count=0).count == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"query": "  "}, "Write the query"),
        ({"origin": ""}, "Name the system"),
        ({"extracted_by": " "}, "Name who extracted it"),
        ({"title": ""}, "Give the population a title"),
        ({"count": -1}, "from 0 to"),
        ({"content": io.BytesIO(changes(39))}, "has 39 data rows, and the count says 40"),
        ({"key_column": "Number"}, "no column “Number”"),
        ({"media_type": "application/pdf"}, "not readable as"),
        ({"content": io.BytesIO(b'{"a": 1}'), "media_type": "application/json"}, "CSV or XLSX"),
        ({"content": io.BytesIO(b"a,,c\n1,2,3\n")}, "name each column"),
        ({"content": io.BytesIO(b"a,a\n1,2\n")}, "no two alike"),
        ({"content": io.BytesIO(b"a,b\n1,2,3\n")}, "more cells than the header"),
        ({"content": io.BytesIO("Ticket\nGr\u00fc\u00dfe\n".encode("latin-1"))}, "UTF-8"),
        ({"query": "4111 1111 1111 1111"}, "card"),
        ({"filters": "4111 1111 1111 1111"}, "card"),
    ],
)
def test_what_is_incomplete_is_refused_and_nothing_is_kept(
    harbour: Harbour, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        a_population(harbour, **wrong)
    assert not Population.objects.exists() and not Item.objects.exists()


def test_it_cannot_have_been_extracted_tomorrow(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        a_population(harbour, extracted_at=harbour.now + datetime.timedelta(hours=1))


def test_what_was_extracted_before_its_days_were_over_is_not_complete(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="what came after is missing"):
        a_population(harbour, extracted_at=harbour.now - 2 * DAY)
    assert a_population(harbour, extracted_at=harbour.now - DAY).count == 40


@pytest.mark.parametrize(
    ("column", "cells", "sentence"),
    [
        (16_384, ["x"], "more than 256 columns"),
        (1, ["y" * 30_000] * 2_000, "or 50000000 characters"),
    ],
)
def test_a_small_workbook_that_grows_is_refused(harbour: Harbour, column: int, cells: list[str], sentence: str) -> None:
    """A cell at the far end of a row, or one long text that thousands of cells name."""
    book, to = Workbook(write_only=False), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"] = "Ticket"
    for number, text in enumerate(cells, start=2):
        sheet.cell(number, column, text)
    book.save(to)
    assert len(to.getvalue()) < 100_000
    with pytest.raises(Refused, match=sentence):
        table_of(to, XLSX)
    if len(cells) > 1:
        with pytest.raises(Refused, match=r"unpacks to far more|characters"):
            a_population(harbour, count=len(cells), content=to, media_type=XLSX)


def test_it_is_for_what_the_audit_examines(harbour: Harbour) -> None:
    other = Requirement.objects.select_related("edition").by_ref("soc2-2017", "CC6.1")
    with pytest.raises(Refused, match=r"does not examine CC6\.1"):
        a_population(harbour, requirement=other)


@pytest.mark.parametrize("who", ["ada", "rita", "otto"])
def test_who_hands_in_no_evidence_enters_none(harbour: Harbour, who: str) -> None:
    with pytest.raises(Refused, match="ask one"):
        a_population(harbour, actor=getattr(harbour.cast, who))


def test_an_auditor_of_the_audit_sees_it_and_its_file_and_nobody_outside_does(harbour: Harbour) -> None:
    row = a_population(harbour)
    assert row.item is not None
    seen = {}
    for name in ("olive", "ben", "rita", "ada", "otto", "sam"):
        viewer = harbour.viewer(getattr(harbour.cast, name))
        seen[name] = (
            Population.objects.visible_to(viewer).filter(pk=row.pk).count(),
            Item.objects.visible_to(viewer).filter(pk=row.item.pk).count(),
        )
    assert seen == dict.fromkeys(("olive", "ben", "rita", "ada"), (1, 1)) | dict.fromkeys(("otto", "sam"), (0, 0))


def test_it_leaves_one_entry_without_anybodys_words(harbour: Harbour) -> None:
    row = a_population(harbour)
    (entry,) = JournalEntry.objects.filter(subject_id=str(row.pk))
    assert entry.after is not None
    assert (entry.verb, entry.actor, entry.after["count"]) == ("population.entered", harbour.cast.ben, 40)
    assert "Ben" not in str(entry.after) and "project" not in str(entry.after)
