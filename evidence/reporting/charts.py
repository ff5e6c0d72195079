"""Bars as plain numbers, drawn by the template `bars.html`: vector graphics with a title and a description."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

FILLS = {
    "plain": "#47536b",
    "good": "#17804f",
    "bad": "#c4342a",
    "blind": "#a86206",
    "open": "#3b6fd1",
    "none": "#6b7686",
    "aws": "#8a5a00",
    "both": "#6b4fa0",
}
ROW, LINE, LABEL, WIDEST, ENDS = 15, 9, 116, 96, 20
"""Units of the drawing: height of a row and of each further line of its label, room for the label, the longest bar,
room for the number behind it."""

DIGITS, DIGIT = 3, 5
"""For which there is that room; and the units of each further one, which the bars give up."""

LETTERS = 26
"""As many stand side by side in the room for a label; more go on below."""


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
    def lines(self) -> list[tuple[str, float]]:
        """The label as it is set: each line with its place."""
        return [(text, self.baseline + LINE * place) for place, text in enumerate(textwrap.wrap(self.label, LETTERS))]

    @property
    def height(self) -> int:
        return ROW + LINE * (len(self.lines) - 1)

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
        return self.bars[-1].y + self.bars[-1].height if self.bars else 0


def chart(title: str, rows: Iterable[tuple[str, int, str]]) -> Chart:
    """Horizontal bars of (label, count, tone), the longest as wide as there is room; said in words too."""
    kept = list(rows)
    most = max((count for _, count, _ in kept), default=0) or 1
    widest = WIDEST - DIGIT * max(0, len(str(most)) - DIGITS)
    bars: list[Bar] = []
    for label, count, tone in kept:
        below = bars[-1].y + bars[-1].height if bars else 0
        bars.append(Bar(label, count, tone, round(widest * count / most, 2), below))
    return Chart(title, "; ".join(f"{bar.label}: {bar.count}" for bar in bars), tuple(bars))
