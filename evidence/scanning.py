"""Card data never comes in: find it in bytes and in files, and refuse what holds it.

PCI DSS 3.3 (sensitive authentication data is never kept), 3.4 and 3.5 (card numbers are masked or unreadable);
support-rules, section 4. A number counts when a brand's prefix and length fit and its check digit (Luhn) is right.
Numbers that card brands publish for testing fit all the same and are refused as well: nobody can tell them apart in a
file. What is found is never repeated, logged or journalled: only how many, and where.

Not seen: what a picture shows (PNG, JPEG, a scanned page), and numbers that are broken over two lines or columns, or
whose groups are parted in different ways. Not counted: 12 digits (AWS's account ids), more than 19 digits on end,
UUIDs, hashes, decimal fractions, telephone numbers with a plus.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from evidence import legible
from frameworks.errors import Refused

SHORTEST, LONGEST = 13, 19
PLACES_NAMED = 5

RANGES: Final = (
    ("Visa", (("4", "4"),), (13, 16, 19)),
    ("Mastercard", (("51", "55"), ("2221", "2720")), (16,)),
    ("American Express", (("34", "34"), ("37", "37")), (15,)),
    ("Diners Club", (("300", "305"), ("3095", "3095"), ("36", "36"), ("38", "39")), (14, 16, 17, 18, 19)),
    ("Discover", (("6011", "6011"), ("644", "649"), ("65", "65")), (16, 17, 18, 19)),
    ("JCB", (("3528", "3589"),), (16, 17, 18, 19)),
    ("UnionPay", (("62", "62"), ("81", "81")), (16, 17, 18, 19)),
    (
        "Maestro",
        (("5018", "5018"), ("5020", "5020"), ("5038", "5038"), ("5893", "5893"), ("6304", "6304"), ("6759", "6763")),
        (13, 14, 15, 16, 17, 18, 19),
    ),
    ("RuPay", (("508", "508"), ("6069", "6085"), ("82", "82")), (16,)),
    ("Mir", (("2200", "2204"),), (16, 17, 18, 19)),
    ("Troy", (("9792", "9792"),), (16,)),
)
"""Each brand's first digits, from and to, and the lengths it issues."""

_SEPARATORS = b" -./_*"
_SHAPES = bytes(
    0x30 if chr(byte).isascii() and chr(byte).isdigit() else 0x20 if byte in _SEPARATORS else 0x0A
    for byte in range(256)
)
"""Every byte as a digit, a separator or neither: one pass in C leaves few places to look at."""

_RUN = re.compile(rb"0(?: {0,3}0){%d,}" % (SHORTEST - 1))
_DIGITS = b"0" * SHORTEST
_BLOCK, _REACH = 4096, 4 * SHORTEST  # most blocks hold no run, which is quickly seen; a run's beginning fits the reach
_GROUP = re.compile(rb"[0-9]+")
_UUID = re.compile(rb"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORD_BEFORE, _WORD_AFTER = re.compile(rb"[0-9A-Za-z]*\Z"), re.compile(rb"[0-9A-Za-z]*")
_HASH = re.compile(rb"(?i)[0-9a-f]{24,}")
_TRACK = re.compile(rb"\^[^^\n]{2,26}\^[0-9]{4}|[=D][0-9]{7}")
_SECURITY_CODE = re.compile(
    rb"(?i)(?<![a-z])(?:cvv2?|cvc2?|cav2?|cid|csc|cvn2?|security code|verification (?:code|value))(?![a-z])"
    rb"[^0-9\n]{0,12}[0-9]{3,4}(?![0-9])"
)
_NEAR = 200

_FULL_WIDTH = [(chr(0xFF10 + digit).encode(), b"%d" % digit) for digit in range(10)]
_TYPOGRAPHIC = [
    *((mark.encode(), b" ") for mark in "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"),
    *((mark.encode(), b"-") for mark in "\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\u00b7\u2022\u2219\u22c5"),
    *((mark.encode(), b"") for mark in "\u200b\u200c\u200d\u2060\ufeff"),
    *_FULL_WIDTH,
]


@dataclass(frozen=True)
class CardData:
    """Where a card number begins among the bytes, and what sensitive data stands with it. Never the number."""

    at: int
    track: bool
    security_code: bool


@dataclass(frozen=True)
class Hit:
    """The same in a file: `place` is a line, a page, a cell or a part, as a person would look for it."""

    place: str
    track: bool
    security_code: bool


def plain(data: bytes) -> bytes:
    """The same text with typographic spaces, dashes and digits as ASCII; lines stay what they are."""
    if data.isascii():
        return data.replace(b"\0", b"") if b"\0" in data else data
    data = data.replace(b"\0", b"")
    for mark, ascii_mark in _TYPOGRAPHIC:
        data = data.replace(mark, ascii_mark)
    return data


def card_data(data: bytes) -> Iterator[CardData]:
    """Every card number in `data`, which is `plain`; those that overlap another are not told apart."""
    done, shapes = 0, data.translate(_SHAPES)
    for begins in range(0, len(data), _BLOCK):
        ends = begins + _BLOCK
        if _DIGITS not in data[begins : ends + _REACH].translate(_SHAPES, _SEPARATORS):
            continue
        while (found := _RUN.search(shapes, max(begins, done), ends + _REACH)) and found.start() < ends:
            run = _RUN.match(shapes, found.start()) or found  # the whole of it, also beyond the block
            done = run.end()
            yield from _in_run(data, run.start(), done)


def _in_run(data: bytes, start: int, end: int) -> Iterator[CardData]:
    """The numbers among digits that only separators part: whole groups, parted alike throughout."""
    groups = [each.span() for each in _GROUP.finditer(data, start, end)]
    first = 0
    while first < len(groups):
        last = _number_from(data, groups, first)
        if last is None:
            first += 1
            continue
        at, after = groups[first][0], groups[last][1]
        around = data[max(0, at - _NEAR) : after + _NEAR]
        yield CardData(at, bool(_TRACK.match(data, after)), bool(_SECURITY_CODE.search(around)))
        first = last + 1


def _number_from(data: bytes, groups: list[tuple[int, int]], first: int) -> int | None:
    """The last group of the number that begins with group `first`; None where none does."""
    start = groups[first][0]
    separator, length = b"", 0
    for last in range(first, len(groups)):
        begins, ends = groups[last]
        if last > first:
            parted_by = data[groups[last - 1][1] : begins]
            if separator and parted_by != separator:
                return None
            separator = parted_by
        length += ends - begins
        if length > LONGEST:
            return None
        if length >= SHORTEST:
            digits = b"".join(data[a:b] for a, b in groups[first : last + 1])
            if is_card_number(digits) and not _is_something_else(data, start, ends, last - first, separator):
                return last
    return None


def is_card_number(digits: bytes) -> bool:
    """Whether ASCII digits have a brand's prefix and length and the right check digit."""
    text = digits.decode("ascii")
    return _is_issued(text) and _luhn(digits)


def _is_issued(text: str) -> bool:
    return any(
        len(text) in lengths and any(low <= text[: len(low)] <= high for low, high in prefixes)
        for _, prefixes, lengths in RANGES
    )


def _luhn(digits: bytes) -> bool:
    values = [digit - 0x30 for digit in reversed(digits)]
    return (sum(values[::2]) + sum(each * 2 - 9 * (each > 4) for each in values[1::2])) % 10 == 0


def _is_something_else(data: bytes, start: int, end: int, separators: int, separator: bytes) -> bool:
    """Whether the digits are part of a fraction, a telephone number, a hash or a UUID."""
    before = data[max(0, start - 2) : start]
    if separators == 0 and before[1:] == b"." and before[:1].isdigit():
        return True
    if separators == 1 and separator == b".":
        return True
    if before[-1:] == b"+":
        return True
    left, right = _WORD_BEFORE.search(data, max(0, start - 64), start), _WORD_AFTER.match(data, end, end + 64)
    word = data[left.start() if left else start : right.end() if right else end]
    if _HASH.fullmatch(word) and not word.isdigit() and not _TRACK.match(data, end):
        return True
    low, high = max(0, start - 36), end + 36
    return any(each.start() < end and each.end() > start for each in _UUID.finditer(data, low, high))


def hits(content: BinaryIO, media_type: str, *, limit: int) -> Iterator[Hit]:
    """All that a file holds, in order. `limit`: bytes that it may unpack to. Raises what `legible` raises."""
    for piece in legible.pieces(content, media_type, limit=limit):
        data = plain(piece.data)
        for found in card_data(data):
            yield Hit(piece.place_of(data, found.at), found.track, found.security_code)


def refuse_card_data(content: BinaryIO, media_type: str, *, limit: int) -> None:
    """Refused when the file holds card data, or cannot be looked into. Leaves the file at its beginning."""
    try:
        found = list(hits(content, media_type, limit=limit))
    except legible.Illegible as why:
        raise Refused(str(why)) from None
    finally:
        content.seek(0)
    _refuse(found, "The file", "the file was not kept")


def refuse_card_data_in_text(text: str, name: str) -> None:
    """The same for a line or a text that a person typed. `name` begins a sentence: "The title"."""
    found = [Hit("", each.track, each.security_code) for each in card_data(plain(text.encode()))]
    _refuse(found, name, "nothing was kept")


def _refuse(found: list[Hit], name: str, kept: str) -> None:
    if not found:
        return
    number = "what looks like a card number" if len(found) == 1 else f"what looks like {len(found)} card numbers"
    also = [
        words
        for there, words in (
            (any(each.track for each in found), "the data of a card’s track"),
            (any(each.security_code for each in found), "a card’s security code"),
        )
        if there
    ]
    what = " and ".join([number, *also]) if len(also) < 2 else f"{number}, {also[0]} and {also[1]}"
    raise Refused(
        f"{name} holds {what}{_where(found)}, so {kept} (PCI DSS 3.3 and 3.4; numbers for testing count as well). "
        "Take it out or mask it, to at most the first six and last four digits, and hand it in again."
    )


def _where(found: list[Hit]) -> str:
    places = list(dict.fromkeys(each.place for each in found if each.place))
    if not places:
        return ""
    named, more = places[:PLACES_NAMED], len(places) - PLACES_NAMED
    return f" ({', '.join(named)}{f' and {more} more places' if more > 0 else ''})"
