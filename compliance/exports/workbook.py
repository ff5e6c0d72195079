"""The matrix as a workbook: a cover, each requirement (as in FedRAMP's CIS), each responsibility (as in its CRM)."""

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from compliance.exports.leaned_on import Document
from compliance.exports.shapes import Inheritable, Matrix, Origination
from frameworks.wording import OBLIGATIONS

ORIGINATIONS: Final = {
    Origination.INHERITED: gettext_lazy("inherited"),
    Origination.SHARED: gettext_lazy("shared"),
    Origination.CUSTOMER_CONFIGURED: gettext_lazy("customer configured"),
    Origination.CUSTOMER_PROVIDED: gettext_lazy("customer provided"),
    Origination.NOT_APPLICABLE: gettext_lazy("not applicable"),
}
INHERITABLE: Final = {
    Inheritable.YES: gettext_lazy("yes"),
    Inheritable.PARTIAL: gettext_lazy("partial"),
    Inheritable.NO: gettext_lazy("no"),
}
HEAD: Final = (Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F2A44"))
WRAPPED: Final = Alignment(vertical="top", wrap_text=True)

Column = tuple[str, int]
"""A heading and a width in characters."""


def write(matrix: Matrix) -> bytes:
    """The same matrix has the same sheets; its properties bear the instant at which it was read, not the clock's."""
    book = Workbook()
    written = matrix.written_at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "Demarc"
    book.properties.title = f"{matrix.system}: {matrix.edition.title}"
    book.properties.created = book.properties.modified = written
    cover = book.worksheets[0]
    cover.title = _("Cover")
    _fill(cover, _cover(matrix))
    for column, width in (("A", 34), ("B", 110)):
        cover.column_dimensions[column].width = width
    _sheet(book, _("Requirements"), _requirement_columns(), _requirements(matrix))
    _sheet(book, _("Responsibilities"), _responsibility_columns(), _responsibilities(matrix))
    to = io.BytesIO()
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:  # Workbook.save would put the clock's time into the properties
        ExcelWriter(book, archive).save()
    return to.getvalue()


def _sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    sheet: Worksheet = book.create_sheet(title)
    _fill(sheet, ([heading for heading, _width in columns], *rows))
    for number, (_heading, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        head = sheet.cell(1, number)
        head.font, head.fill = HEAD
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _fill(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    """Every cell is text and quoted as such: what begins like a formula is none, here or after an edit."""
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell: Any = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text) or None)
            cell.alignment = WRAPPED
            if text:
                cell.data_type, cell.quotePrefix = "s", True


def _cover(matrix: Matrix) -> Iterator[Sequence[str]]:
    edition = matrix.edition
    yield _("Customer responsibility matrix"), str(matrix.system)
    yield from (("", says) for says in matrix.warnings)
    yield _("As of"), date_format(matrix.on)
    yield _("Read at"), matrix.written_at.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    yield _("Edition"), f"{edition.name} ({edition.key})"
    yield _("In the role of"), matrix.role
    yield _("Assessed by"), matrix.assessment
    yield _("Publisher"), f"{edition.publisher}, {edition.source_url}"
    yield _("Whose words"), edition.notice
    yield _("Catalogue (SHA-256)"), matrix.catalogue_digest
    yield _("AWS accounts"), "\n".join(matrix.accounts)
    for programme in matrix.programmes:
        counts = {"met": programme.met, "asked": programme.asked}
        rests = _("%(met)s of %(asked)s requirements rest on it.") % counts
        documents = [_document(each) for each in programme.documents]
        yield programme.name, "\n".join((rests, *documents, *programme.against, programme.obtain))
    yield (
        _("Can it be inherited"),
        _("“No” also where the documents behind AWS’s part do not hold: until that is mended, it counts as yours."),
    )


def _document(each: Document) -> str:
    spans = ((each.period_start, each.period_end), (each.valid_from, each.valid_until))
    days = [f"{first or '…'} – {last or '…'}" for first, last in spans if first or last]
    said = _("letter to %(day)s, AWS’s own word and not examined")
    letter = said % {"day": each.letter_until} if each.letter_until else ""
    accepted = {"who": each.accepted_by, "day": each.accepted_on}
    read = _("accepted by %(who)s on %(day)s") % accepted if each.accepted_on else _("accepted by nobody yet")
    return " · ".join(filter(None, (each.identity, each.issuer, *days, letter, read)))


def _requirement_columns() -> tuple[Column, ...]:
    return (
        *((_("Control id"), 18), (_("Title"), 36), (_("Family"), 24), (_("Obligation"), 14), (_("Origination"), 18)),
        *((_("Can it be inherited"), 12), (_("AWS’s part"), 18), (_("Supported by"), 30), (_("Against it"), 44)),
        *((_("Owner"), 22), (_("Standing"), 16), (_("Remarks"), 36)),
    )


def _requirements(matrix: Matrix) -> Iterator[Sequence[str]]:
    for row in matrix.rows:
        asked = row.requirement
        yield (
            *(asked.ref, asked.title, asked.family, str(OBLIGATIONS[row.obligation])),
            ", ".join(str(ORIGINATIONS[each]) for each in row.origination),
            *(str(INHERITABLE[row.inheritable]), str(row.support.label)),
            *("\n".join(row.leans_on), "\n".join(row.against), "\n".join(row.owners)),
            *(str(row.standing.label) if row.standing else "", "\n".join(row.remarks)),
        )


def _responsibility_columns() -> tuple[Column, ...]:
    return (
        *((_("Control id"), 18), (_("Title"), 36), (_("Common control"), 26), (_("Services"), 26)),
        *((_("Origination"), 18), (_("What the provider does"), 60), (_("What the customer must do"), 60)),
        *((_("Owner"), 20), (_("Reviewer"), 20), (_("Due"), 12), (_("Standing"), 16), (_("Held in"), 24)),
        (_("Source"), 34),
    )


def _responsibilities(matrix: Matrix) -> Iterator[Sequence[str]]:
    for row in matrix.rows:
        for line in row.lines:
            yield (
                *(row.requirement.ref, row.requirement.title, line.control_title),
                ", ".join(line.service_names) or _("Whatever the service"),
                *(str(ORIGINATIONS[line.origination]), line.aws, line.customer, line.owner, line.reviewer),
                line.due_on.isoformat() if line.due_on else "",
                *(str(line.standing.label) if line.standing else "", line.held_in, line.source),
            )
