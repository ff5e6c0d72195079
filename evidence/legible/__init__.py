"""The text that a file holds, piece by piece, each with the place where a person would look for it.

Text, CSV and JSON by lines; DOCX and XLSX by paragraphs and cells, unpacked within bounds; PDF by pages, with its
fields, notes, description and attached files. Of a picture only the bytes around it are read, never what it shows; of a
PDF only what its fonts name as letters.
"""

from collections.abc import Iterator
from typing import BinaryIO

from evidence.legible import office, pdf
from evidence.legible.text import Illegible, Piece, lines

__all__ = ["Illegible", "Piece", "pieces"]


def pieces(content: BinaryIO, media_type: str, *, limit: int) -> Iterator[Piece]:
    """All of it, in order. `limit`: bytes that an office file may unpack to, all in all. Raises Illegible."""
    content.seek(0)
    if media_type.startswith("application/vnd.openxmlformats-officedocument."):
        return office.pieces(content, limit=limit)
    if media_type == "application/pdf":
        return pdf.pieces(content)
    return lines(content)
