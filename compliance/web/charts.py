"""Counts as a bar: parts of a whole, never added up to a score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from compliance.inheritance.support import Support
from compliance.posture import Standing
from compliance.wording import CLASSES
from frameworks.inheritance import InheritanceClass

WIDTH = 1000

CLASS_SIGNS: Mapping[str, str] = {
    InheritanceClass.INHERITED: "aws",
    InheritanceClass.SHARED: "both",
    InheritanceClass.CUSTOMER: "ours",
    InheritanceClass.NOT_APPLICABLE: "quiet",
}
SUPPORT_SIGNS: Mapping[str, str] = {
    Support.UNSUPPORTED: "bad",
    Support.COMMITTED: "soft",
    Support.SUPPORTED: "good",
    Support.NO_PART: "quiet",
}
STANDING_SIGNS: Mapping[str, str] = {
    Standing.FAILING: "bad",
    Standing.COULD_NOT_LOOK: "warn",
    Standing.STALE: "old",
    Standing.NOT_STARTED: "quiet",
    Standing.IN_PROGRESS: "soft",
    Standing.EVIDENCED: "good",
}


@dataclass(frozen=True)
class Piece:
    code: str
    label: str
    sign: str
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """`parameter` and `anchor`: where a part of the bar leads, as a filter of the same page; empty leads nowhere."""

    label: str
    parts: tuple[Piece, ...]
    parameter: str = ""
    anchor: str = ""

    @property
    def sentence(self) -> str:
        """The same in words, for who does not see the bar."""
        return f"{self.label}: " + ", ".join(f"{part.count} {part.label}" for part in self.parts if part.count)


def class_bar(counts: Mapping[str, int], parameter: str = "", anchor: str = "") -> Bar:
    return _bar(_("Who bears the requirements"), counts, CLASSES, CLASS_SIGNS, parameter, anchor)


def support_bar(counts: Mapping[str, int], parameter: str = "", anchor: str = "") -> Bar:
    return _bar(_("AWS’s part"), counts, {each.value: each.label for each in Support}, SUPPORT_SIGNS, parameter, anchor)


def standing_bar(label: str, counts: Mapping[str, int], parameter: str = "", anchor: str = "") -> Bar:
    return _bar(label, counts, {each.value: each.label for each in Standing}, STANDING_SIGNS, parameter, anchor)


def _bar(
    label: str,
    counts: Mapping[str, int],
    labels: Mapping[str, object],
    signs: Mapping[str, str],
    parameter: str,
    anchor: str,
) -> Bar:
    total = sum(counts.get(code, 0) for code in signs) or 1
    parts, before = [], 0
    for code, sign in signs.items():
        count = counts.get(code, 0)
        x = before * WIDTH // total
        before += count
        parts.append(Piece(str(code), str(labels[code]), sign, count, x, before * WIDTH // total - x))
    return Bar(label, tuple(parts), parameter, anchor)
