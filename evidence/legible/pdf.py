"""PDF: the text of its pages, then of its fields, notes, bookmarks and description, then its attached files."""

import io
import logging
from collections.abc import Iterator
from typing import BinaryIO, Final

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject, TextStringObject

from evidence.legible.text import Illegible, Piece, lines

MOST_PAGES: Final = 500
PACKED = (b"PK\x03\x04", b"%PDF")

_DAMAGED = "The file is not readable as application/pdf: open it, save it again in that format, and retry."

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings may repeat what the file says


def pieces(content: BinaryIO) -> Iterator[Piece]:
    try:
        yield from _document(content)
    except Illegible:
        raise
    except Exception:
        # A damaged file breaks its reader in any way, and what cannot be looked into does not come in.
        raise Illegible(_DAMAGED) from None


def _document(content: BinaryIO) -> Iterator[Piece]:
    document = pypdf.PdfReader(content)
    if document.is_encrypted and not document.decrypt(""):
        raise Illegible("The file is locked with a password: save it without one, and retry.")
    if len(document.pages) > MOST_PAGES:
        raise Illegible(f"The file has more than {MOST_PAGES} pages: split it, or hand in the pages that are evidence.")
    for number, page in enumerate(document.pages, start=1):
        yield Piece(page.extract_text().encode(errors="replace"), f"page {number}")
    yield Piece("\n".join(_texts(document)).encode(errors="replace"), "the fields, notes or description")
    for name, files in document.attachments.items():
        for file in files:
            if file.startswith(PACKED):
                raise Illegible("The file holds another file that is packed: hand them in one by one.")
            yield from lines(io.BytesIO(file), f"attached file {name}")


def _texts(document: pypdf.PdfReader) -> Iterator[str]:
    """Every text that stands outside the pages' drawing, each object once."""
    waiting: list[PdfObject | None] = [document.trailer]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum not in seen:
                seen.add(each.idnum)
                waiting.append(each.get_object())
        elif isinstance(each, TextStringObject):
            yield str(each)
        elif isinstance(each, ArrayObject):
            waiting.extend(each)
        elif isinstance(each, DictionaryObject):
            if isinstance(each, StreamObject) and each.get("/Type") == "/Metadata":
                yield each.get_data().decode(errors="replace")
            waiting.extend(each.raw_get(key) for key in each)
