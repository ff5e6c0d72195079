"""People without their names: what leaves the house redacted names them by role and id."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_WORDS: ContextVar[Callable[[UUID], str] | None] = ContextVar("unnamed", default=None)


@contextmanager
def without_names(words: Callable[[UUID], str]) -> Iterator[None]:
    """Within it every person is shown as the words for their id, wherever a page, a table or a PDF shows one."""
    token = _WORDS.set(words)
    try:
        yield
    finally:
        _WORDS.reset(token)


def shown_as(person: UUID) -> str:
    """The words in place of a name; empty where names are shown."""
    words = _WORDS.get()
    return words(person) if words else ""
