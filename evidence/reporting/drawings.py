"""Stacked bars and columns as plain rectangles and words, drawn by `drawing.html`: vector graphics that say themselves.

Units: a drawing is `WIDTH` wide, set across the page; everything else is measured in the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evidence.reporting.charts import FILLS

WIDTH: Final = 520
LABEL, NUMBER, ROW, BAR = 118, 26, 18, 12
HIGH, AXIS, LEGEND, LETTERS = 62, 12, 14, 29
LEAST: Final = 12
"""So wide is the smallest part of a bar, however small its count: its number has to stand in it."""

Key = Mapping[str, tuple[str, str]]
"""What each code is called, and its tone (`charts.FILLS`); in the order in which parts lie side by side."""

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Word:
    x: float
    y: float
    text: str
    anchor: str = "start"
    weight: int = 400
    fill: str = "#1a2230"


@dataclass(frozen=True)
class Drawing:
    """`description` says every number in words."""

    title: str
    description: str
    height: float
    rects: tuple[Rect, ...]
    words: tuple[Word, ...]

    width = WIDTH


def stacked_bars(title: str, rows: Iterable[tuple[str, Counts]], key: Key) -> Drawing:
    """A bar for each label, its parts side by side, each as long as its share of the longest bar."""
    kept = [(label, counts, sum(counts.get(code, 0) for code in key)) for label, counts in rows]
    most = max((total for _, _, total in kept), default=0) or 1
    rects, words = _legend(_used(key, [counts for _, counts, _ in kept]))
    for place, (label, counts, total) in enumerate(kept):
        y, x = LEGEND + 4 + ROW * place, float(LABEL)
        words.append(Word(LABEL - 6, y + 9, _short(label), "end"))
        for code, count, width in _widths(counts, key, (WIDTH - LABEL - NUMBER) * total / most):
            rects.append(Rect(x, y, round(width, 2), BAR, FILLS[key[code][1]]))
            words.append(Word(round(x + width / 2, 2), y + 9, str(count), "middle", 600, "#ffffff"))
            x = round(x + width, 2)
        words.append(Word(x + 5, y + 9, str(total), weight=600))
    told = (f"{label}: {_said(counts, key)}" for label, counts, _ in kept)
    return Drawing(title, "; ".join(told), LEGEND + 4 + ROW * len(kept), tuple(rects), tuple(words))


@dataclass(frozen=True)
class Column:
    """`first` and `last` are parts of the whole width, 0 to 1; `label` is what the description calls it."""

    first: float
    last: float
    label: str
    counts: Counts


def stacked_columns(
    title: str, columns: Sequence[Column], key: Key, ticks: Iterable[tuple[float, str]], gap: float = 0
) -> Drawing:
    """Columns over an axis of time, their parts one upon the other, the highest as high as there is room."""
    most = max((sum(each.counts.get(code, 0) for code in key) for each in columns), default=0) or 1
    rects, words = _legend(_used(key, [each.counts for each in columns]))
    top, left, room = LEGEND + 6, NUMBER, WIDTH - NUMBER
    words += [
        Word(left - 5, top + 6, str(most), "end", fill="#556070"),
        Word(left - 5, top + HIGH, "0", "end", fill="#556070"),
    ]
    for each in columns:
        x, width, below = left + room * each.first, room * (each.last - each.first) - gap, 0
        for code in key:
            if count := each.counts.get(code, 0):
                y, end = HIGH * (below + count) / most, HIGH * below / most
                rects.append(
                    Rect(round(x, 2), round(top + HIGH - y, 2), round(width, 2), round(y - end, 2), FILLS[key[code][1]])
                )
                below += count
    rects.append(Rect(left, top + HIGH, room, 0.6, "#8a94a3"))
    for at, text in ticks:
        anchor = "start" if at == 0 else "end" if at == 1 else "middle"
        words.append(Word(round(left + room * at, 2), top + HIGH + AXIS, text, anchor, fill="#556070"))
    told = (f"{each.label}: {_said(each.counts, key)}" for each in columns)
    return Drawing(title, "; ".join(told), top + HIGH + AXIS + 4, tuple(rects), tuple(words))


def _widths(counts: Counts, key: Key, room: float) -> Iterator[tuple[str, int, float]]:
    """Shares of the room, none under LEAST; what the smallest get too much, the others give."""
    present = [(code, counts[code]) for code in key if counts.get(code)]
    total = sum(count for _, count in present)
    room = max(room, LEAST * len(present))
    small = [count for _, count in present if room * count < LEAST * total]
    rest = total - sum(small) or 1
    for code, count in present:
        narrow = room * count < LEAST * total
        yield code, count, LEAST if narrow else (room - LEAST * len(small)) * count / rest


def _used(key: Key, found: Iterable[Counts]) -> Key:
    codes = {code for counts in found for code, count in counts.items() if count}
    return {code: said for code, said in key.items() if code in codes}


def _legend(key: Key) -> tuple[list[Rect], list[Word]]:
    rects: list[Rect] = []
    words: list[Word] = []
    x = 0.0
    for label, tone in key.values():
        rects.append(Rect(x, 2, 7, 7, FILLS[tone]))
        words.append(Word(x + 10, 8.5, label))
        x += 22 + 4.5 * len(label)
    return rects, words


def _said(counts: Counts, key: Key) -> str:
    return ", ".join(f"{counts[code]} {label}" for code, (label, _) in key.items() if counts.get(code)) or "0"


def _short(label: str) -> str:
    return label if len(label) <= LETTERS else label[: LETTERS - 1].rstrip() + "…"
