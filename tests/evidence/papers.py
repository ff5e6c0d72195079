"""What can be asked of any PDF of ours: is it archival, how is it built, is every character really there?"""

import io
import re
from collections.abc import Collection, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, pdfa

ONLY_OF_LEVEL_A = "pikepdf judges level B of PDF/A; this is more than what it does not know of level A"
UNJUDGED = {"conformance", "Pattern", "Shading", "pdfuaid", "pdfaExtension", "pdfaSchema", "pdfaProperty"}
"""The letter of the level; two empty resources; and the declaration of PDF/UA's words, which PDF/A-3 asks for
(6.6.2.3.3) and pikepdf does not know. script/validate-pdf judges all of them."""


CODE = re.compile(rb"<([0-9a-f]{4})> (\d+)\n")
SIGNED = {"AcroForm", "DSS"}
"""Of a signed file it does not look into the field of the signature, nor into what is kept to check that later."""


def contradictions(content: bytes, unjudged: Collection[str] = UNJUDGED) -> list[str]:
    """What pikepdf's checker holds against it as PDF/A-3b, but for what it does not know."""
    with pikepdf.open(io.BytesIO(content)) as file:
        findings = pdfa.check(file, "3b").findings
    return [str(each) for each in findings if not any(word in str(each) for word in unjudged)]


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
