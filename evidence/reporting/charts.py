"""Bars as plain numbers, drawn by the template `bars.html`: vector graphics with a title and a description."""

from collections.abc import Iterable
from dataclasses import dataclass

FILLS = {
    "plain": "#47536b",
    "good": "#17804f",
    "bad": "#c4342a",
    "blind": "#c77a14",
    "open": "#3b6fd1",
    "none": "#9aa3b0",
}
ROW, LABEL, WIDEST, ENDS = 15, 116, 96, 20
"""Units of the drawing: height of a row, room for its label, its longest bar, room for the number behind it."""


@dataclass(frozen=True)
class Bar:
    """A count with its label. `tone` names its colour; label and number say all without it."""

    label: str
    count: int
    tone: str
    width: float
    y: int

    @property
    def fill(self) -> str:
        return FILLS[self.tone]

    @property
    def baseline(self) -> float:
        return self.y + 10.5

    @property
    def number_x(self) -> float:
        return LABEL + self.width + 5


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    bars: tuple[Bar, ...]

    width = LABEL + WIDEST + ENDS
    label = LABEL

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def chart(title: str, rows: Iterable[tuple[str, int, str]]) -> Chart:
    """Horizontal bars of (label, count, tone), the longest as wide as there is room; said in words too."""
    kept = list(rows)
    most = max((count for _, count, _ in kept), default=0) or 1
    bars = tuple(
        Bar(label, count, tone, round(WIDEST * count / most, 2), ROW * place)
        for place, (label, count, tone) in enumerate(kept)
    )
    return Chart(title, "; ".join(f"{bar.label}: {bar.count}" for bar in bars), bars)
