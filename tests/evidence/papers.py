"""What can be asked of any PDF of ours: is it valid, how is it built, is every character really there?"""

import io
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from tests.house.tree import ROOT

STANDARDS = ("3a", "ua1")
VERDICT = re.compile(r"^(?:(?:passes|FAILS ) (\S+) (.+)|    (\S+) .+)$", re.MULTILINE)
CODE = re.compile(rb"<([0-9a-f]{4})> (\d+)\n")


@dataclass(frozen=True)
class Judged:
    """What script/validate-pdf answered."""

    status: int
    said: str

    @property
    def broken(self) -> dict[tuple[str, str], list[str]]:
        """Of each file that it looked at and each standard, the numbers of the rules that are broken."""
        found: dict[tuple[str, str], list[str]] = {}
        rules: list[str] = []
        for standard, name, rule in VERDICT.findall(self.said):
            if name:
                found[name, standard] = rules = []
            else:
                rules.append(rule)
        return found


def judged(files: Mapping[str, bytes], folder: Path) -> Judged:
    """By veraPDF's engine, all in one start of Java: begin it once for all files of a test."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    validator = ROOT / "script" / "validate_pdf.py"
    done = subprocess.run([sys.executable, validator, *files], cwd=folder, capture_output=True, text=True, check=False)
    return Judged(done.returncode, done.stdout + done.stderr)


def assert_valid(files: Mapping[str, bytes], folder: Path) -> None:
    """Each is PDF/A-3a and PDF/UA-1, and was looked at as both."""
    found = judged(files, folder)

    assert found.status == 0, found.said
    assert found.broken == {(name, standard): [] for name in files for standard in STANDARDS}


def structure(kids: object) -> Iterator[Dictionary]:
    """Every structure element below `kids`, in reading order."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid.get("/K", Array()))


def empty_boxes(content: bytes) -> int:
    """How many characters are shown as glyph 0, which every face draws as a box where it has none for them."""
    with pikepdf.open(io.BytesIO(content)) as file:
        return sum(_shown(page, page.Resources) for page in file.pages)


def _shown(drawn: Any, resources: Any) -> int:
    """On a page or in a form, and in the forms that it draws."""
    count, boxes = 0, frozenset[bytes]()
    for operands, operator in pikepdf.parse_content_stream(drawn):
        if str(operator) == "Tf":
            boxes = _boxes_of(resources.Font[str(operands[0])])
        elif str(operator) in {"Tj", "TJ"}:
            texts = operands[0] if isinstance(operands[0], Array) else [operands[0]]
            codes = b"".join(bytes(each) for each in texts if isinstance(each, pikepdf.String))
            count += sum(codes[place : place + 2] in boxes for place in range(0, len(codes), 2))
        elif str(operator) == "Do":
            form = resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                count += _shown(form, form.get("/Resources", resources))
    return count


def _boxes_of(font: Any) -> frozenset[bytes]:
    """The codes of two bytes that a font shows as glyph 0, by its own table of codes where it has one."""
    if isinstance(font.Encoding, pikepdf.Name):
        return frozenset({b"\0\0"})
    told = CODE.findall(font.Encoding.read_bytes())
    return frozenset(bytes.fromhex(code.decode()) for code, glyph in told if int(glyph) == 0)
