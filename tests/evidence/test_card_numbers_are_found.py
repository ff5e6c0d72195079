"""Is every card number found, wherever and however it is written, and nothing else taken for one?"""

import io
import random
import time
import uuid
import zipfile

import hypothesis.strategies as st
import openpyxl
import pytest
from hypothesis import assume, example, given, settings
from openpyxl.comments import Comment
from pypdf import PdfWriter

from evidence import legible, scanning
from evidence.legible.pdf import MOST_PAGES
from evidence.legible.text import CHUNK
from evidence.scanning import RANGES, Hit
from tests.pdfs import one_page

VISA, AMEX, MASTERCARD = "4111111111111111", "378282246310005", "5555555555554444"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEPARATORS = ("", " ", "-", "  ", " - ", "\u00a0", "\u2009", "\u2013", "\u2011", "\u00b7", "_", "/", "*", "\u200b")


def hits(content: str | bytes, media_type: str = "text/plain", limit: int = 1 << 24) -> list[Hit]:
    data = content.encode() if isinstance(content, str) else content
    return list(scanning.hits(io.BytesIO(data), media_type, limit=limit))


def places(content: str | bytes, media_type: str = "text/plain") -> list[str]:
    return [each.place for each in hits(content, media_type)]


def check_digit(digits: str) -> str:
    """The textbook's way, which is not the scanner's."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    _, prefixes, lengths = draw(st.sampled_from(RANGES))
    low, high = draw(st.sampled_from(prefixes))
    length = draw(st.sampled_from(lengths))
    prefix = str(draw(st.integers(int(low), int(high))))
    rest = length - 1 - len(prefix)
    body = prefix + draw(st.text("0123456789", min_size=rest, max_size=rest))
    return body + check_digit(body)


@st.composite
def written(draw: st.DrawFn) -> str:
    """A card number as somebody may write it: in groups of any sizes, parted by anything, alike throughout."""
    number, separator = draw(card_numbers()), draw(st.sampled_from(SEPARATORS))
    cuts = sorted(draw(st.sets(st.integers(1, len(number) - 1))))
    return separator.join(number[a:b] for a, b in zip([0, *cuts], [*cuts, len(number)], strict=True))


AROUND = st.text(st.characters(blacklist_categories=["Cs", "Nd"], blacklist_characters="+"), max_size=40)


@given(before=AROUND, number=written(), after=AROUND)
@example(before="card", number=VISA, after="")
@example(before="", number="4\u00b7000000000006", after="")
@example(before="\n\n", number="4111.1111.1111.1111", after="\n")
@settings(max_examples=300, deadline=None)
def test_every_card_number_is_found_on_its_line(before: str, number: str, after: str) -> None:
    line = before.encode().count(b"\n") + 1
    assert f"line {line}" in places(before + number + after)


@given(digits=st.text("0123456789", min_size=1, max_size=40), separator=st.sampled_from(("", ",", ":")))
@settings(max_examples=300, deadline=None)
def test_digits_without_the_right_check_digit_never_are(digits: str, separator: str) -> None:
    assume(separator or not (13 <= len(digits) <= 19 and check_digit(digits[:-1]) == digits[-1]))
    assert not hits(f"nr {separator.join(digits)}.")


def test_a_wrong_check_digit_is_no_card_number_in_any_writing() -> None:
    dice = random.Random(1)
    for _ in range(2_000):
        body = "4" + "".join(dice.choices("0123456789", k=14))
        wrong = str((int(check_digit(body)) + dice.randint(1, 9)) % 10)
        assert not hits(body + wrong)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::111122223333:role/audit",
        "444455556666 111122223333 444455556666",
        "1763814000000 1763814000000000",
        "2026-11-22T10:00:00.000000Z",
        "0.4532015112830366, 4.532015112830366e-05",
        "+49 151 12345678",
        "tel. +4915112345678",
        "411111******1111",
        "4111\t1111\t1111\t1111",
        "4" * 64,
    ],
)
def test_long_numbers_of_other_kinds_are_left_in_peace(text: str) -> None:
    assert not hits(text)


def test_ten_thousand_ids_and_hashes_are_left_in_peace() -> None:
    dice = random.Random(2)
    ids = (str(uuid.UUID(int=dice.getrandbits(128))) for _ in range(10_000))
    hashes = (f"{dice.getrandbits(256):064x} {dice.getrandbits(128):032x}" for _ in range(10_000))
    assert not hits("\n".join([*ids, *hashes]))
    digits_only = "41111111-1111-4111-8111-111111111111"
    assert not hits(digits_only) and hits(digits_only.replace("-8111-", " ") + " " + VISA)


def test_numbers_for_testing_cannot_be_told_apart_and_count() -> None:
    for number in (VISA, AMEX, MASTERCARD, "6011111111111117", "30569309025904", "3530111333300000"):
        assert places(number) == ["line 1"]


def test_what_a_card_holds_besides_its_number_is_named() -> None:
    (track_1,), (track_2,), (hexadecimal,) = (
        hits(text) for text in (f"%B{VISA}^DOE/JANE^29121010000?", f";{VISA}=29121010000?", f"{VISA}D29121010000F")
    )
    assert track_1.track and track_2.track and hexadecimal.track
    (coded,) = hits(f"card {VISA}, valid until 12/29, CVV2: 123")
    assert coded.security_code and not coded.track
    (plain,) = hits(f"card {VISA}, 250 EUR, incidents 123")
    assert not plain.security_code and not plain.track


@pytest.mark.parametrize("filler", [b"x\n", b"word ", b"f", b"a,b", "é".encode()])
def test_a_number_over_the_border_of_two_pieces_is_found_once(filler: bytes) -> None:
    for shift in (0, 1, 7, 15, 16):
        before = (filler * (CHUNK // len(filler) + 1))[: CHUNK - shift - 1]
        line = before.count(b"\n") + 2
        assert places(before + b"\n" + VISA.encode() + b"\n" + filler * 100) == [f"line {line}"]


def test_a_megabyte_without_an_end_of_a_word_hides_nothing() -> None:
    for at in range(CHUNK - 40, CHUNK + 40, 7):
        assert set(places(b"z" * at + VISA.encode() + b"z" * 200)) == {"line 1"}


def test_a_document_is_read_by_paragraphs_whatever_its_program_cut() -> None:
    text = f"<w:p><w:r><w:t>Nr. {VISA[:5]}</w:t></w:r><w:r><w:t>{VISA[5:]}</w:t></w:r></w:p>"
    body = f"<w:document xmlns:w='urn:w'><w:p><w:t>One</w:t></w:p>{text}</w:document>"
    assert places(packed({"word/document.xml": body.encode()}), DOCX) == ["paragraph 2 of document"]
    link = f'<Relationships xmlns="urn:r"><Relationship Target="https://shop.example/?card={VISA}"/></Relationships>'
    assert places(packed({"word/_rels/document.xml.rels": link.encode()}), DOCX) == ["word/_rels/document.xml.rels"]


def test_a_workbook_is_read_by_cells() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"], sheet["C3"], sheet["D4"] = "Nothing", f"{VISA} again", int(AMEX), 1763814000000
    sheet["B5"] = f"{VISA} again"
    sheet["E5"].comment = Comment(MASTERCARD, "Ben")
    content = io.BytesIO()
    book.save(content)
    found = places(content.getvalue(), XLSX)
    assert sorted(found)[:3] == ["cell B2 of sheet1", "cell B5 of sheet1", "cell C3 of sheet1"]
    assert len(found) == 4 and "comment" in sorted(found)[3]
    exponent = '<worksheet><c r="A1"><v>3.78282246310005E+14</v></c></worksheet>'
    assert places(packed({"xl/worksheets/sheet1.xml": exponent.encode()}), XLSX) == ["cell A1 of sheet1"]


def test_a_long_text_that_a_thousand_cells_name_counts_a_thousand_times() -> None:
    """A file of a few hundred bytes would else be looked through for hours."""
    text = f"<sst><si><t>{'x' * 100_000}</t></si></sst>"
    cells = '<c t="s"><v>0</v></c>' * 1_000
    small = packed({"xl/sharedStrings.xml": text.encode(), "xl/worksheets/sheet1.xml": f"<s>{cells}</s>".encode()})
    assert len(small) < 2_000
    with pytest.raises(legible.Illegible, match="unpacks to far more"):
        hits(small, XLSX)


def test_a_file_within_a_document_is_read_too() -> None:
    inner = packed({"word/document.xml": f"<w:p xmlns:w='urn:w'>{VISA}</w:p>".encode()})
    assert len(hits(packed({"word/embeddings/one.docx": inner}), DOCX)) == 1
    with pytest.raises(legible.Illegible, match="hand them in one by one"):
        hits(packed({"word/embeddings/one.docx": packed({"two.docx": inner})}), DOCX)


def test_a_pdf_is_read_by_pages_fields_and_attached_files() -> None:
    assert places(one_page(f"The card {VISA} was used."), "application/pdf") == ["page 1"]
    assert not hits(one_page("Nothing of the kind, 1234 5678."), "application/pdf")
    writer = PdfWriter(io.BytesIO(one_page()))
    writer.add_metadata({"/Subject": MASTERCARD})
    writer.add_attachment("cards.csv", f"name,card\nJane,{AMEX}\n".encode())
    content = io.BytesIO()
    writer.write(content)
    found = places(content.getvalue(), "application/pdf")
    assert found == ["the fields, notes or description", "attached file cards.csv, line 2"]


def test_what_cannot_be_looked_into_is_said() -> None:
    bomb = packed({"word/media/image.bin": bytes(40 << 20)})
    assert len(bomb) < 100_000
    started = time.monotonic()
    with pytest.raises(legible.Illegible, match="unpacks to far more"):
        hits(bomb, DOCX)
    assert time.monotonic() - started < 30
    entities = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    for damaged in (b"PK\x03\x04 no zip", packed({"a.xml": entities}), packed({"a.xml": b"<a>"})):
        with pytest.raises(legible.Illegible, match="damaged or locked with a password"):
            hits(damaged, XLSX)
    writer = PdfWriter(io.BytesIO(one_page()))
    writer.encrypt("secret", algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    for content, why in ((locked.getvalue(), "locked with a password"), (b"%PDF-1.7\nno", "not readable")):
        with pytest.raises(legible.Illegible, match=why):
            hits(content, "application/pdf")


def test_a_pdf_of_more_pages_than_anybody_waits_for_is_to_be_split() -> None:
    writer = PdfWriter()
    for _ in range(MOST_PAGES + 1):
        writer.add_blank_page(72, 72)
    content = io.BytesIO()
    writer.write(content)
    with pytest.raises(legible.Illegible, match="more than 500 pages: split it"):
        hits(content.getvalue(), "application/pdf")


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()
