"""What may come in as evidence: titles, periods, texts and files, each judged before anything is kept.

What cannot be looked into does not come in; card data comes in nowhere (`scanning.py`).
"""

import codecs
import datetime
import io
from typing import BinaryIO, Final

from django.conf import settings

from evidence.scanning import refuse_card_data, refuse_card_data_in_text
from frameworks.errors import Refused

LONGEST_TITLE: Final = 200
LONGEST_PERIOD: Final = datetime.timedelta(days=3660)
UNPACKS_TO: Final = 4  # times the size that is taken in: an honest office file stays far below

BEGINNINGS: Final = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "text/plain": (),
    "text/csv": (),
    "application/json": (),
}
"""The media types taken in, each with the bytes that its files begin with; none named = UTF-8 text."""


def refuse_title(title: str, what: str = "the evidence") -> None:
    if not title:
        raise Refused(f"Give {what} a title: it is what the auditor reads first.")
    if len(title) > LONGEST_TITLE or not title.isprintable():
        raise Refused(f"The title has to be one line of at most {LONGEST_TITLE} characters: shorten it.")
    refuse_card_data_in_text(title, "The title")


def refuse_text(text: str, longest: int, what: str) -> None:
    """`what` begins the sentence: "The reason"."""
    if len(text) > longest:
        raise Refused(f"{what} has at most {longest} characters: say it more briefly.")
    refuse_card_data_in_text(text, what)


def refuse_period(first: datetime.date, last: datetime.date, today: datetime.date) -> None:
    if last < first:
        raise Refused(f"The period ends on {last}, before it starts on {first}.")
    if last > today:
        raise Refused(f"The period ends on {last}, in the future: evidence speaks for days that have been.")
    if last - first > LONGEST_PERIOD:
        raise Refused(f"The period starts on {first}, more than ten years before it ends: name the days it speaks for.")


def refuse_file(content: BinaryIO, media_type: str) -> None:
    """Too large, not what it says it is, or with card data in it. Leaves the file at its beginning."""
    refuse_too_large(content)
    refuse_unreadable(content, media_type)
    refuse_card_data(content, media_type, limit=UNPACKS_TO * settings.UPLOAD_LIMIT_BYTES)


def refuse_too_large(content: BinaryIO) -> None:
    if content.seek(0, io.SEEK_END) > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
        raise Refused(f"The file is larger than {limit} MiB: split it, or hand in the part that is evidence.")


def refuse_unreadable(content: BinaryIO, media_type: str) -> None:
    """Refused unless the bytes are what `media_type` says. Leaves the file at its beginning."""
    beginnings = BEGINNINGS.get(media_type)
    if beginnings is None:
        raise Refused(
            f"A file of type {media_type or 'unknown'} is not taken in: "
            "hand in a PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON or text file."
        )
    content.seek(0)
    head = content.read(4096)
    content.seek(0)
    if not head.strip():
        raise Refused("The file is empty: choose the file again and check that it opens on your own machine.")
    if beginnings and not head.startswith(beginnings):
        raise Refused(f"The file is not readable as {media_type}: open it, save it again in that format, and retry.")
    if not beginnings and not is_text(head):
        raise Refused(f"The file is not readable as {media_type}: it is no UTF-8 text. Save it as UTF-8, and retry.")


def is_text(head: bytes) -> bool:
    """Whether the bytes begin a UTF-8 text; the last character may be cut."""
    try:
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
