"""What a handed-in file of findings holds: JSON, JSON lines or CSV, read whole.

Not streamed: `settings.UPLOAD_LIMIT_BYTES` (25 MiB) bounds a file, some 8,000 findings of Prowler's; a larger scan is
handed in account by account. That is also what one transaction takes.
"""

import csv
import io
import json
import re
from typing import Any, BinaryIO, Final

from evidence.importing.findings import Table
from frameworks.errors import Refused

JSON, CSV = "application/json", "text/csv"
LONGEST_CELL: Final = 1 << 20
_SIGNS = re.compile(r"[^a-z0-9]")


def media_type_of(content: BinaryIO) -> str:
    """By its first sign, because tools name their files as they like."""
    content.seek(0)
    head = content.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    content.seek(0)
    return JSON if head[:1] in (b"{", b"[") else CSV


def load(content: BinaryIO, media_type: str) -> Any:
    """Refused with a sentence for what is neither. Leaves the file at its beginning."""
    content.seek(0)
    try:
        said = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The file is no UTF-8 text: export it again as UTF-8.") from None
    finally:
        content.seek(0)
    return _table(said) if media_type == CSV else _json(said)


def _json(said: str) -> Any:
    try:
        return json.loads(said)
    except RecursionError:
        raise Refused("The file is nested too deeply to be read: it is no file of findings.") from None
    except json.JSONDecodeError as fault:
        if not fault.msg.startswith("Extra data"):
            where = f"line {fault.lineno}, column {fault.colno}"
            raise Refused(f"The file is no whole JSON ({where}): it may have been cut. Export it again.") from None
    return [_line(number, line) for number, line in enumerate(said.splitlines(), start=1) if line.strip()]


def _line(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise Refused(f"Line {number} is no whole JSON: the file may have been cut. Export it again.") from None


def _table(said: str) -> Table:
    usual = csv.field_size_limit(LONGEST_CELL)  # of the whole process: others read by the usual one
    try:
        lines = [line for line in csv.reader(io.StringIO(said, newline=""), strict=True) if any(line)]
    except csv.Error as fault:
        raise Refused(f"The file is no CSV that can be read ({fault}): export it again.") from None
    finally:
        csv.field_size_limit(usual)
    if not lines:
        raise Refused("The file is empty: choose the file again and check that it opens on your own machine.")
    header = tuple(_SIGNS.sub("", name.lower()) for name in lines[0])
    return Table(header, tuple(dict(zip(header, line, strict=False)) for line in lines[1:]))
