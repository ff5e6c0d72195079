"""One TOML file, read into the shapes of `shapes.py`; what does not fit is collected as faults.

A faulty field is replaced by a stand-in of its type, so that reading goes on and one run names every fault.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

from frameworks.schema.faults import CatalogueError
from frameworks.schema.fields import fields_of, toml_key
from frameworks.schema.positions import Path as TomlPath
from frameworks.schema.positions import find_positions, line_of

T = TypeVar("T")

_NOUNS: Mapping[Any, str] = {str: "a text", bool: "true or false", int: "a whole number", date: "a date"}
_STAND_INS: Mapping[Any, Any] = {str: "", bool: False, int: 0, date: date.min}


class Reader:
    """Reads one file. `label` is how the file is called in sources and faults."""

    def __init__(self, file: Path, label: str) -> None:
        self.label = label
        self.errors: list[CatalogueError] = []
        self.data: dict[str, Any] = {}
        try:
            text = file.read_bytes().decode("utf-8")
            self.data = tomllib.loads(text)
            self.positions = find_positions(text.replace("\r\n", "\n"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.positions = {}
            line = getattr(error, "lineno", None) or _line_in(str(error))
            self.errors.append(
                CatalogueError(label, line, "file", f"not readable as TOML ({error})", "mend the syntax there")
            )

    def fault(self, path: TomlPath, key: str, what: str, mend: str) -> None:
        self.errors.append(CatalogueError(self.label, line_of(self.positions, path), key, what, mend))

    def source(self, path: TomlPath) -> str:
        return f"{self.label}:{line_of(self.positions, path)}"

    def only(self, *keys: str) -> None:
        """Every top-level key is one of these."""
        self._unknown(self.data, keys, (), "file")

    def one(self, cls: type[T], key: str, **given: Any) -> T | None:
        """The table `[key]`, which must be there."""
        table = self.data.get(key)
        if not isinstance(table, dict):
            self.fault((key,), "file", f"the table [{key}] is missing", "write it")
            return None
        return self.table(cls, table, (key,), key, **given)

    def many(self, cls: type[T], key: str, named_by: str, **given: Any) -> tuple[T, ...]:
        """The tables `[[key]]`, each called in faults by its own field `named_by`."""
        tables = self.data.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.fault((key,), "file", f"{key} is not a list of tables", f"write each one below [[{key}]]")
            return ()
        return tuple(
            self.table(cls, table, (key, index), f"{key} '{table.get(named_by, '')}'", **given)
            for index, table in enumerate(tables)
        )

    def lists(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """The table `[key]` of lists of texts, which must be there."""
        if key not in self.data:
            self.fault((), "file", f"the table [{key}] is missing", "write it")
            return {}
        return self._mapping(tuple[str, ...], self.data[key], (key,), "file", key)

    def table(self, cls: type[T], table: Mapping[str, Any], path: TomlPath, owner: str, **given: Any) -> T:
        """One table as a `cls`; `given` are the fields that are not written."""
        known = [key for each, _ in fields_of(cls) if (key := toml_key(each))]
        self._unknown(table, known, path, owner)
        values: dict[str, Any] = {"source": self.source(path)}
        for each, kind in fields_of(cls):
            key = toml_key(each)
            if key is None:
                continue
            if key in table:
                values[each.name] = self._value(kind, table[key], (*path, key), owner, key, each)
            elif each.default is MISSING and each.default_factory is MISSING:
                self.fault(path, owner, f"'{key}' is missing", "write it")
                values[each.name] = _stand_in(kind)
        names = {each.name for each, _ in fields_of(cls)}
        return cls(**{name: value for name, value in (values | given).items() if name in names})

    def _value(self, kind: Any, raw: Any, path: TomlPath, owner: str, key: str, each: Field | None) -> Any:
        if isinstance(kind, UnionType):
            kind = get_args(kind)[0]
        origin = get_origin(kind)
        if origin is tuple:
            return self._list(get_args(kind)[0], raw, path, owner, key)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(get_args(kind)[1], raw, path, owner, key)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return self.choice(kind, raw, path, owner, key)
        if kind in _NOUNS:
            return self._plain(kind, raw, path, owner, key, each)
        if not isinstance(raw, dict):
            self.fault(path, owner, f"{key} is not a table", "write it as a table")
            return _stand_in(kind)
        return self.table(kind, raw, path, owner)

    def _list(self, kind: Any, raw: Any, path: TomlPath, owner: str, key: str) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            self.fault(path, owner, f"{key} is not a list", "write it in square brackets")
            return ()
        read = (self._value(kind, item, (*path, at), owner, key, None) for at, item in enumerate(raw))
        return tuple(value for value in read if value is not None)

    def _mapping(self, kind: Any, raw: Any, path: TomlPath, owner: str, key: str) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.fault(path, owner, f"{key} is not a table", "write it as a table")
            return {}
        read = {
            name: self._value(kind, item, (*path, name), f"{owner}, {key} '{name}'", name, None)
            for name, item in sorted(raw.items())
        }
        return {name: value for name, value in read.items() if value is not None}

    def choice(self, kind: type[StrEnum], raw: Any, path: TomlPath, owner: str, key: str) -> Any:
        """The member of `kind` that is written there; None when it is none of them."""
        if raw in list(kind):
            return kind(raw)
        self.fault(path, owner, f"{key} {raw!r} is not one of {', '.join(kind)}", "write one of these")
        return None

    def _plain(self, kind: Any, raw: Any, path: TomlPath, owner: str, key: str, each: Field | None) -> Any:
        if type(raw) is not kind or isinstance(raw, datetime):
            self.fault(path, owner, f"{key} is not {_NOUNS[kind]}", f"write {_NOUNS[kind]}")
            return _STAND_INS[kind]
        if raw == "" and (each is None or each.default is MISSING):
            self.fault(path, owner, f"{key} is empty", "write it")
        return raw

    def _unknown(self, table: Mapping[str, Any], known: Any, path: TomlPath, owner: str) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                mend = f"did you mean '{near[0]}'?" if near else f"write one of {', '.join(known)}"
                self.fault((*path, key), owner, f"unknown key '{key}'", mend)


def _stand_in(kind: Any) -> Any:
    if get_origin(kind) is tuple:
        return ()
    if get_origin(kind) is not None:
        return {}
    return _STAND_INS.get(kind)


def _line_in(message: str) -> int:
    _, _, after = message.partition("at line ")
    digits = after.partition(",")[0]
    return int(digits) if digits.isdigit() else 1
