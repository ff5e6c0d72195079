"""How a fault in the catalogue is said: the file, the line, the entry, what is wrong, how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CatalogueError:
    """One fault in one catalogue file.

    `key` names the entry as a reader of the file would ("control 'mfa'"); `line` counts from 1.
    """

    file: str
    line: int
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.what} — {self.mend}"

    @classmethod
    def at(cls, source: str, key: str, what: str, mend: str) -> "CatalogueError":
        """The same fault, placed by a source of the form "file:line"."""
        file, line = source.rsplit(":", 1)
        return cls(file, int(line), key, what, mend)


class CatalogueErrors(Exception):
    """Every fault of every file at once, in the order of files and lines."""

    def __init__(self, errors: Iterable[CatalogueError]) -> None:
        self.errors: tuple[CatalogueError, ...] = tuple(sorted(errors))
        super().__init__("\n".join(str(error) for error in self.errors))
