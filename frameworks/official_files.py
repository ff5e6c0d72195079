"""The files in which a publisher's own text comes: a CSV table, or an OSCAL catalog in JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

SHOWN: Final = 20
"""Sentences that are said of a file: whoever has mended those sees the next."""

LONGEST_REF: Final = 60
"""No reference is longer: what is comes from a quotation mark that was never closed."""


class NotImported(Exception):
    """The file cannot be taken; every sentence says where and what to do. `str()` says the first of them."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        more = len(sentences) - SHOWN
        super().__init__("\n".join((*sentences[:SHOWN], f"And {more} more.") if more > 0 else sentences))


@dataclass(frozen=True, slots=True)
class Text:
    """One requirement as the file has it; `where` says which line or control of it."""

    ref: str
    title: str
    text: str
    where: str


def read_texts(content: bytes) -> tuple[Text, ...]:
    """The texts of an OSCAL catalog, or of a table with the columns ref, text and, if need be, title."""
    said = decoded(content)
    texts = tuple(_oscal(said) if said.lstrip().startswith(("{", "[")) else _table(said))
    if not texts:
        raise NotImported("The file holds no text: there has to be a row or a control for each requirement.")
    faults = [fault for each in texts for fault in _faults(each)]
    if faults:
        raise NotImported(*faults)
    return texts


def decoded(content: bytes) -> str:
    """The file as text, with or without a byte order mark."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotImported(f"line {line}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from None
    if "\0" in said:
        line = said.count("\n", 0, said.index("\0")) + 1
        raise NotImported(f"line {line}: holds a zero byte, which no text has. Save the file as UTF-8.")
    return said


def _faults(each: Text) -> Iterator[str]:
    if not each.ref or not each.text:
        yield f"{each.where}: reference or text is empty. Fill it in, or leave the whole entry out."
    if len(each.ref) > LONGEST_REF:
        yield f"{each.where}: {len(each.ref)} characters are no reference. Look at the quotation marks around it."


def _table(said: str) -> Iterator[Text]:
    rows = csv.reader(io.StringIO(said, newline=""), strict=True)
    begun = 0
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        if [names.count(name) for name in ("ref", "text")] != [1, 1] or names.count("title") > 1:
            raise NotImported("line 1: has to name the columns ref and text, once each. Write ref,title,text there.")
        begun = rows.line_num
        for row in rows:
            where, begun = f"line {begun + 1}", rows.line_num
            if any(row[len(names) :]):
                mend = "Put a text with a comma in it between quotation marks."
                raise NotImported(f"{where}: has {len(row)} cells, and line 1 names {len(names)}. {mend}")
            cells = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
            if any(cells.values()):
                yield Text(cells.get("ref", ""), cells.get("title", ""), cells.get("text", ""), where)
    except csv.Error as error:
        mend = "Look at its quotation marks."
        raise NotImported(f"line {begun + 1}: not readable as CSV ({error}). {mend}") from None


def _oscal(said: str) -> Iterator[Text]:
    try:
        document = json.loads(said)
    except json.JSONDecodeError as error:
        raise NotImported(f"line {error.lineno}: not readable as JSON ({error.msg}). Export the file again.") from None
    catalog = document.get("catalog") if isinstance(document, dict) else None
    if not isinstance(catalog, dict):
        raise NotImported("This JSON is no OSCAL catalog: there has to be “catalog” at its top. Choose another file.")
    yield from _controls(catalog)


def _controls(around: Mapping[str, Any]) -> Iterator[Text]:
    for group in _objects(around, "groups"):
        yield from _controls(group)
    for control in _objects(around, "controls"):
        ref = _label(control) or _string(control, "id")
        text = "\n".join(_prose(control)).strip()
        if text:
            yield Text(ref, _string(control, "title"), text, f"control {ref or '?'}")
        yield from _controls(control)


def _prose(around: Mapping[str, Any]) -> Iterator[str]:
    """The prose of a control's statement with the labels of its items; guidance and objectives are other texts."""
    for part in _objects(around, "parts"):
        if part.get("name") in {"statement", "item"}:
            if prose := _string(part, "prose"):
                yield f"{_label(part)} {prose}".strip()
            yield from _prose(part)


def _label(around: Mapping[str, Any]) -> str:
    labels = (_string(prop, "value") for prop in _objects(around, "props") if prop.get("name") == "label")
    return next(labels, "")


def _objects(around: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = around.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _malformed(around, name, "a list of objects")
    return found


def _string(around: Mapping[str, Any], name: str) -> str:
    found = around.get(name, "")
    if not isinstance(found, str):
        raise _malformed(around, name, "a string")
    return found.strip()


def _malformed(around: Mapping[str, Any], name: str, wanted: str) -> NotImported:
    where = around.get("id") or around.get("name") or "catalog"
    return NotImported(f"{where}: “{name}” is not {wanted}, as OSCAL wants it. Export the file again.")
