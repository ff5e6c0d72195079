"""The typefaces that a page needs, and no others: chosen by its characters, from the files in `fonts/`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"

FAMILIES: Final = (
    "inter",
    "noto-sans-arabic",
    "noto-sans-hebrew",
    "noto-sans-thai",
    "noto-sans-devanagari",
    "noto-sans-jp",
    "noto-sans-sc",
    "noto-sans-kr",
)
"""In the order in which a character is looked for."""

TYPEFACES: Final = "typefaces-of-this-page"
"""What a drawing writes as its `font-family`: it inherits none, and a page knows its faces only once it is whole."""

LATIN: Final = frozenset(range(0x20, 0x7F))
RULE: Final = re.compile(r"src: url\(\./files/(?P<file>[^)]+)\)[^;]*;\s+unicode-range: (?P<ranges>[^;]+);")


@dataclass(frozen=True)
class Face:
    """One file of a family; `path` below `FONTS`.

    It is a family of its own to whoever sets type: WeasyPrint takes files of one family for one font, and mixes up
    their glyphs.
    """

    name: str
    path: str
    characters: frozenset[int]

    @property
    def rule(self) -> str:
        return f'@font-face {{ font-family: "{self.name}"; src: url("{self.path}") }}'


def faces_for(text: str) -> list[Face]:
    """The faces in which the text can be set, the first that has a character for each; Latin is always among them.

    A character that no face has is set as an empty box, never left out.
    """
    wanted = LATIN.union(map(ord, set(text)))
    chosen = []
    for face in _faces():
        if not wanted.isdisjoint(face.characters):
            chosen.append(face)
            wanted -= face.characters
    return chosen


def dressed(html: str) -> tuple[str, str]:
    """The page with its drawings' typefaces named, and the style sheet that brings them, relative to `FONTS`."""
    faces = faces_for(html)
    stack = ", ".join(face.name for face in faces)
    rules = "\n".join(face.rule for face in faces)
    return html.replace(TYPEFACES, stack), f"{rules}\nhtml {{ font-family: {stack} }}"


@cache
def _faces() -> tuple[Face, ...]:
    return tuple(face for folder in FAMILIES for face in _read(folder))


def _read(folder: str) -> Iterator[Face]:
    """Those that the folder's style sheet names and that lie beside it: it names more than we ship."""
    for found in RULE.finditer((FONTS / folder / "faces.css").read_text(encoding="utf-8")):
        path = f"{folder}/files/{found['file']}"
        if (FONTS / path).is_file():
            yield Face(Path(path).stem, path, frozenset(_characters(found["ranges"])))


def _characters(ranges: str) -> Iterator[int]:
    """U+41, U+41-5A: as CSS writes them."""
    for each in ranges.split(","):
        first, _, last = each.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
