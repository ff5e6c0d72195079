"""Is the workbook what the page shows, ready to be worked with, and harmless to open?"""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from compliance.exports import FORMS
from compliance.exports.shapes import SAYS
from tests.compliance.leaving import EDITION, UNBOUND, bytes_of, matrix, posture
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def sheet(content: bytes, number: int) -> list[dict[str, str | None]]:
    """A sheet's lines under its headings; 1 = requirements, 2 = responsibilities."""
    head, *rows = openpyxl.load_workbook(BytesIO(content)).worksheets[number].values
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_holds_the_same(harbour: Harbour, client: Client) -> None:
    content = bytes_of(client, harbour, "xlsx")
    rows = {row["Control id"]: row for row in sheet(content, 1)}
    for each in posture(harbour).editions[EDITION]:
        row = rows.pop(each.requirement.ref)
        assert row["AWS’s part"] == each.support.label
        assert row["Standing"] == (each.standing.label if each.standing else None)
    assert rows == {}
    said = {(row["Control id"], row["What the provider does"], row["What the customer must do"], row["Source"])
            for row in sheet(content, 2)}  # fmt: skip
    assert said == {
        (each.requirement.ref, part.aws or None, part.customer or None, part.source)
        for each in posture(harbour).editions[EDITION]
        for part in each.inheritance.parts
    }


def test_the_workbook_is_ready_to_be_worked_with(harbour: Harbour, client: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(bytes_of(client, harbour, "xlsx")))
    for each in book.worksheets[1:]:
        assert (each.freeze_panes, each.auto_filter.ref) == ("C2", each.dimensions)
        assert each["B2"].alignment.wrap_text
        assert each.column_dimensions["B"].width > 30
    cover = "\n".join(str(cell) for row in book.worksheets[0].values for cell in row if cell)
    for wanted in (SAYS, harbour.catalogue.digest, EDITION, "AWS-DEMO-HIPAA-BAA", "Covered entity", "111122223333"):
        assert str(wanted).casefold() in cover.casefold()


def test_the_workbook_bears_the_instant_at_which_it_was_read(harbour: Harbour) -> None:
    book = openpyxl.load_workbook(BytesIO(FORMS["xlsx"].write(matrix(harbour))))
    read = harbour.now.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    assert (book.properties.created, book.properties.modified) == (read, read)


def test_what_does_not_bind_leaves_with_the_reason(harbour: Harbour, client: Client) -> None:
    (row,) = [row for row in sheet(bytes_of(client, harbour, "xlsx"), 1) if row["Control id"] == UNBOUND]
    assert (row["Origination"], row["Can it be inherited"]) == ("not applicable", "no")
    assert "It binds other roles" in str(row["Remarks"])


def test_a_name_that_begins_like_a_formula_is_no_formula(harbour: Harbour, client: Client) -> None:
    harbour.cast.ben.name = "=1+1"
    harbour.cast.ben.save()
    book = openpyxl.load_workbook(BytesIO(bytes_of(client, harbour, "xlsx")))
    cells = [cell for each in book.worksheets for row in each.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_a_character_that_no_workbook_may_hold_is_left_out(harbour: Harbour, client: Client) -> None:
    harbour.cast.ben.name = "Ben\x0bOrtiz"
    harbour.cast.ben.save()
    assert "BenOrtiz" in {row["Owner"] for row in sheet(bytes_of(client, harbour, "xlsx"), 2)}
