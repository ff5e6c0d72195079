"""A part of a file over HTTP, as RFC 9110 has it (section 14): 206 for what was asked for, 416 for what is not there.

One range is served. Of several in one request, and of a unit or spelling that we do not know, the whole is sent, as
section 14.2 lets a server do.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE: Final = 1 << 20
ONE_RANGE: Final = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*", re.IGNORECASE | re.ASCII)

R = TypeVar("R", bound=HttpResponseBase)


class NotThere(Exception):
    """The range lies outside the file: 416."""


@dataclass(frozen=True)
class Part:
    """Bytes from `first` to `last`, both inclusive; of an empty file there is none, and `last` is -1."""

    first: int
    last: int
    whole: bool

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def part_of(request: HttpRequest, size: int, tag: str) -> Part:
    """The part that is asked for; NotThere where the file has no such bytes.

    With If-Range (section 13.1.5) a part is sent only of the very file whose strong tag is named: else the whole.
    """
    whole = Part(0, size - 1, whole=True)
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or not (asked[1] or asked[2]):
        return whole
    if request.headers.get("If-Range", tag).strip() != tag:
        return whole
    if not asked[1]:  # the last so many bytes
        if not int(asked[2]) or not size:
            raise NotThere
        return Part(max(0, size - int(asked[2])), size - 1, whole=False)
    first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
    if asked[2] and int(asked[2]) < first:
        return whole  # no range at all (section 14.1.1): ignored like any other nonsense
    if first >= size:
        raise NotThere
    return Part(first, last, whole=False)


def send(
    request: HttpRequest,
    opened: Callable[[], BinaryIO],
    part: Part,
    size: int,
    tag: str,
    *,
    media_type: str,
    sent: Callable[[int], None] = lambda _end: None,
) -> StreamingHttpResponse:
    """The bytes of the part, a piece at a time; none for HEAD. `sent` hears, once it is over, how far it went."""
    pieces = iter(()) if request.method == "HEAD" else _pieces(opened, part, sent)
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.status_code = 200 if part.whole else 206
    response["Content-Length"] = str(part.length)
    if not part.whole:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return _told(response, tag)


def refuse(size: int, tag: str) -> HttpResponseBase:
    response = HttpResponse(status=416)
    response["Content-Range"] = f"bytes */{size}"
    return _told(response, tag)


def _told(response: R, tag: str) -> R:
    response["Accept-Ranges"], response["ETag"] = "bytes", tag
    return response


def _pieces(opened: Callable[[], BinaryIO], part: Part, sent: Callable[[int], None]) -> Iterator[bytes]:
    """What a reader takes counts as sent when the next piece is asked for: a connection that broke took no more."""
    at = part.first
    try:
        with opened() as source:
            source.seek(part.first)
            while at <= part.last and (piece := source.read(min(PIECE, part.last - at + 1))):
                yield piece
                at += len(piece)
    finally:
        sent(at)
