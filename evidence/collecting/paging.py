"""Every page of an answer, put together as one; and whether AWS said that there is more than was read."""

from collections.abc import Iterator
from typing import Any

from botocore.client import BaseClient

from evidence.collecting.contract import Call

# How a page says that there is more, at the top of the answer.
MARKS = {"NextToken", "nextToken", "Marker", "NextMarker", "NextPageMarker", "ContinuationToken"}
PAGING = MARKS | {"IsTruncated", "Truncated"}


def pages(call: Call, client: BaseClient, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every page; where botocore has no paginator, by the mark that the operation itself takes back.

    A mark that comes twice is not followed: the last page still bears it, so that the listing counts as cut.
    """
    if client.can_paginate(call.operation):
        yield from client.get_paginator(call.operation).paginate(**params)
        return
    page = getattr(client, call.operation)(**params)
    yield page
    followed: set[str] = set()
    while (mark := _mark(call, client, page)) and page[mark] not in followed:
        followed.add(page[mark])
        page = getattr(client, call.operation)(**params | {mark: page[mark]})
        yield page


def _mark(call: Call, client: BaseClient, page: dict[str, Any]) -> str:
    """The member by which a page says that there is more, if the operation takes it back."""
    operation = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call.operation])
    taken = operation.input_shape.members if operation.input_shape else {}
    return next((mark for mark in sorted(MARKS & set(taken)) if page.get(mark)), "")


def join(answer: dict[str, Any], page: dict[str, Any]) -> None:
    """Adds a page: lists grow, inside a structure too (CloudFront wraps its listing); the rest stays as first said."""
    for member, value in page.items():
        if isinstance(value, list):
            answer.setdefault(member, []).extend(value)
        elif isinstance(value, dict) and isinstance(answer.get(member), dict):
            join(answer[member], value)
        else:
            answer.setdefault(member, value)


def goes_on(last: dict[str, Any], followed: bool) -> bool:
    """Whether AWS said that there is more: botocore stops silently at a page that is cut without a mark."""
    wrapped = [member for member in last.values() if isinstance(member, dict)]
    if any(page.get("IsTruncated") or page.get("Truncated") for page in (last, *wrapped)):
        return True
    return not followed and any(last.get(mark) for mark in MARKS)
