"""The facts document: what a collector saw in one account and region, ready to be sealed and read again.

    {"v": 1, "collector", "version", "account", "partition", "region", "caller", "started_at", "ended_at",
     "calls":  [{"call", "region", "params", "started_at", "ended_at", "pages", "requests", "status",
     "retries", "code"}],
     "facts":  {call: {about: {"answer": …} or {"absent": AWS's error code}}},
     "errors": {call: {about: {"reason", "code"}}}}

`about` is a resource's ARN, or "" for what concerns the whole cell. A fact is there only if every page of it
was read.
"""

from datetime import UTC, datetime
from typing import Any

import rfc8785

from evidence.collecting.contract import CouldNotLook, ErrorReason

VERSION = 1
Document = dict[str, Any]


def instant(moment: datetime) -> str:
    """An RFC 3339 instant in UTC, to the second or finer: "2026-11-22T05:20:00Z"."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def arn(partition: str, service: str, region: str, account: str, rest: str) -> str:
    """An ARN; a cell whose region is "global" has none in it."""
    return f"arn:{partition}:{service}:{'' if region == 'global' else region}:{account}:{rest}"


def plain(value: Any) -> Any:
    """The value as JSON: instants become RFC 3339 strings, bytes become the UTF-8 text that they are.

    Errors: ValueError for bytes that are no text and TypeError for anything else that JSON cannot hold:
    neither can be sealed without loss.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return instant(value)
        case bytes():
            return value.decode()
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
    raise TypeError(f"a fact cannot hold a {type(value).__name__}")


def seal_bytes(document: Document) -> bytes:
    """The document's one canonical form (RFC 8785); the same facts always give the same bytes."""
    return rfc8785.dumps(document)


class Facts:
    """What checks read: whole answers of one sealed document, or CouldNotLook.

    `calls` are those that one check declares: it sees no others. What it read and missed is noted for the
    harness.
    """

    def __init__(self, document: Document, calls: tuple[str, ...]) -> None:
        self._document = document
        self._calls = calls
        self.account: str = document["account"]
        self.partition: str = document["partition"]
        self.region: str = document["region"]
        self.ended_at = datetime.fromisoformat(document["ended_at"])
        self.read: set[str] = set()
        self.missed: CouldNotLook | None = None

    def cell_arn(self, service: str) -> str:
        """Stands for all of a service in this account and region, where no single resource is judged."""
        return self.arn(service, "*")

    def arn(self, service: str, rest: str) -> str:
        """The ARN of a resource of this account and region; the same as Look.arn gives while gathering."""
        return arn(self.partition, service, self.region, self.account, rest)

    def answer(self, call: str, about: str = "") -> Any:
        """The whole answer to a call about a resource ("" = the cell); None when AWS said it is not there.

        Errors: CouldNotLook with the error on record, or HALF_READ when nobody asked; LookupError for a call
        that the check does not declare.
        """
        if call not in self._calls:
            raise LookupError(f"the check reads {call}, which it does not declare in about.toml")
        fact = self._document["facts"].get(call, {}).get(about)
        if fact is None:
            self.missed = self._failure(call, about)
            raise self.missed
        self.read.add(call)
        return fact.get("answer")

    def _failure(self, call: str, about: str) -> CouldNotLook:
        errors = self._document["errors"]
        error = errors.get(call, {}).get(about) or errors.get("gather", {}).get("")
        if error is None:
            return CouldNotLook(ErrorReason.HALF_READ, call, "NotAsked")
        return CouldNotLook(ErrorReason(error["reason"]), call, error["code"])
