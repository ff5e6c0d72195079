"""Where each key and table of a TOML file stands, which the standard parser does not say.

The text has been parsed already, so it is known to be valid TOML: this scan only has to skip strings and
comments and to follow brackets.
"""

import re
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n|[\[\]{},=.]|[^\s\[\]{},=.\"'#]+",
    re.DOTALL,
)

_BETWEEN = {"\n", ","}


def find_positions(text: str) -> Mapping[Path, int]:
    """The line, counted from 1, of each table, key and array element, by its path in the parsed document."""
    return _Scan(text).lines


def line_of(positions: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    while path and path not in positions:
        path = path[:-1]
    return positions.get(path, 1)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word.startswith("#"):
            yield word, line
        line += word.count("\n")
    yield "\n", line


class _Scan:
    """One pass over the tokens: headers set the table, keys stand below it, values hold elements."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.tokens = list(_tokens(text))
        self.at = 0
        self.counts: dict[Path, int] = {}
        table: Path = ()
        while self.at < len(self.tokens):
            word, line = self.tokens[self.at]
            if word == "\n":
                self.at += 1
            elif word == "[":
                table = self._header(line)
            else:
                self._pair(table)

    def _header(self, line: int) -> Path:
        array = self.tokens[self.at + 1][0] == "["
        self.at += 2 if array else 1
        names = self._names("]")
        self.at += 2 if array else 1
        path: Path = ()
        for depth, name in enumerate(names, start=1):
            path = (*path, name)
            if array and depth == len(names):
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        self.lines.setdefault(path, line)
        return path

    def _names(self, end: str) -> list[str]:
        """The parts of a dotted key, up to the token `end`, which is left to be read."""
        names = []
        while self.tokens[self.at][0] != end:
            name = self.tokens[self.at][0]
            if name != ".":
                names.append(name.strip("\"'"))
            self.at += 1
        return names

    def _pair(self, table: Path) -> None:
        line = self.tokens[self.at][1]
        path = (*table, *self._names("="))
        self.at += 1
        self.lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self.tokens[self.at][0]
        if opening == "[":
            self.at += 1
            self._elements(path)
        elif opening == "{":
            self.at += 1
            self._inline(path)
        else:
            self.at += 1
            while self.tokens[self.at][0] not in {"\n", ",", "]", "}"}:
                self.at += 1

    def _elements(self, path: Path) -> None:
        index = 0
        while self.tokens[self.at][0] != "]":
            if self.tokens[self.at][0] in _BETWEEN:
                self.at += 1
                continue
            self.lines[(*path, index)] = self.tokens[self.at][1]
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        while self.tokens[self.at][0] != "}":
            if self.tokens[self.at][0] in _BETWEEN:
                self.at += 1
            else:
                self._pair(path)
        self.at += 1
