"""Does a path in a parsed document lead back to its line?"""

import tomllib
from pathlib import Path

import pytest

from frameworks.compiled import SHIPPED
from frameworks.schema.positions import find_positions, line_of

TEXT = '''\
top = "a # b [[c]]"   # not [a] table = 1
"quoted.key" = 'x = 1'

[[item]]
text = """
[not.a.table]
key = "neither"
"""
list = [
  # a comment, with ] and }
  { a = 1, b = ["]", '}]'] },
  { a = 2 },

]
[item.sub.deep]
here = 2020-01-01T10:00:00Z

[[item]]
raw = \'\'\'
[[item]]\'\'\'
[item.sub.deep]
here = -1.5e3
dotted.name = true
'''

LINES = {
    ("top",): 1,
    ("quoted.key",): 2,
    ("item", 0): 4,
    ("item", 0, "text"): 5,
    ("item", 0, "list"): 9,
    ("item", 0, "list", 0): 11,
    ("item", 0, "list", 0, "b"): 11,
    ("item", 0, "list", 0, "b", 1): 11,
    ("item", 0, "list", 1): 12,
    ("item", 0, "sub", "deep"): 15,
    ("item", 0, "sub", "deep", "here"): 16,
    ("item", 1): 18,
    ("item", 1, "raw"): 19,
    ("item", 1, "sub", "deep", "here"): 22,
    ("item", 1, "sub", "deep", "dotted", "name"): 23,
}


@pytest.mark.parametrize("path", LINES, ids=str)
def test_each_key_has_its_line(path: tuple[str | int, ...]) -> None:
    assert tomllib.loads(TEXT), "the example is TOML"
    assert line_of(find_positions(TEXT), path) == LINES[path]


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it() -> None:
    assert line_of(find_positions(TEXT), ("item", 0, "missing")) == 4
    assert line_of(find_positions(TEXT), ("nothing",)) == 1


@pytest.mark.parametrize("file", sorted(SHIPPED.rglob("*.toml")), ids=lambda file: file.name)
def test_every_key_of_the_shipped_files_is_found(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    positions = find_positions(text)
    lines = text.splitlines()
    for path in paths(tomllib.loads(text), ()):
        assert path in positions, path
        name = path[-1]
        assert isinstance(name, int) or name in lines[positions[path] - 1]


def paths(value: object, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    """Every key and list element that is written, tables that exist only by what is below them apart."""
    if isinstance(value, dict):
        below = [each for key, item in value.items() for each in paths(item, (*path, key))]
        return below if any(isinstance(item, dict) for item in value.values()) else [*below, *own(path)]
    if isinstance(value, list):
        return [each for at, item in enumerate(value) for each in paths(item, (*path, at))]
    return own(path)


def own(path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    return [path] if path else []
