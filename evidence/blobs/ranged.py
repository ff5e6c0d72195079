"""An object in S3 as a file: read front to back it is one request, after a seek another one from there."""

import io
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

TRIES: Final = 3
"""How often a read is taken up again where the connection broke."""


class Ranged(io.RawIOBase):
    def __init__(self, read: Callable[[int], Any], size: int) -> None:
        self._read, self._size = read, size
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at < 0:
            raise ValueError(f"There is nothing before the beginning: {at}.")
        if at != self._at:
            self._let_go()
        self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        piece = self._taken(wanted)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _taken(self, wanted: int) -> bytes:
        for left in reversed(range(TRIES)):
            try:
                if self._body is None:
                    self._body = self._read(self._at)
                if piece := bytes(self._body.read(wanted)):
                    return piece
                raise OSError("The answer ended before the object did.")
            except (BotoCoreError, HTTPError, OSError):
                self._let_go()
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def close(self) -> None:
        self._let_go()
        super().close()
